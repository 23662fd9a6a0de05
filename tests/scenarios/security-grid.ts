/**
 * Trouble × step × what lies on the pad, over the whole system: real lines, a gateway that can be killed, the server's
 * database. A cell passes only if its trouble struck at its step; afterwards tags, outbox and server agree, and the
 * books can be returned as if nothing had been.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Stand } from '#tests/stand.ts';
import { openLoans, watchSilencing } from './agreement.ts';
import { collection } from './collections.ts';
import type { CollectionName } from './collections.ts';
import { Person } from './person.ts';
import { STEPS } from './steps.ts';
import type { StepName } from './steps.ts';
import { TROUBLES, WRITE_FAILURES } from './troubles.ts';
import type { Scene, TroubleName, WriteFailureName } from './troubles.ts';
import { expectAgreement, giveBack, lendAll, POLL, seenAll, visit, visitWith } from './visits.ts';
import type { ActName } from './visits.ts';

type Policy = 'undo' | 'keep';

/** Shorter than at a library: nobody here lifts a book only to lay it down again at once. */
const TIMINGS = { padClear: 50, securityRetry: 250 };

const names = <Name extends string>(of: Record<Name, unknown>): Name[] => Object.keys(of) as Name[];

export function describeLoans(name: CollectionName): void {
  describe(`${name} borrowed`, () => {
    const scene = sceneFor(name, 'undo');
    describeTroubles(async (step, trouble) => {
      await visitWith(TROUBLES[trouble], scene(), 'borrow', step);
      await expectAgreement(scene());
      await giveBack(scene());
    });
    describeFailures((failure) => lendFailing(scene(), failure, 'undo'));
  });
}

export function describeReturns(name: CollectionName): void {
  describe(`${name} returned`, () => {
    const scene = sceneFor(name, 'undo');
    describeTroubles(async (step, trouble) => {
      await lendAll(scene());
      await visitWith(TROUBLES[trouble], scene(), 'return', step);
      await expectAgreement(scene());
      await giveBack(scene());
    });
    describeFailures(async (failure) => {
      await lendAll(scene());
      await visitFailing(scene(), 'return', failure);
      // The library has its book: what its tag says is put right later.
      await expectLoans(scene(), 0);
      await putRight(scene(), failure);
    });
  });
}

/** Where the site keeps the loan of a book whose tag could not be written. */
export function describeKeptLoans(name: CollectionName): void {
  describe(`${name} borrowed, and kept by policy`, () => {
    const scene = sceneFor(name, 'keep');
    test.each(['before the write', 'after the write'] as const)(
      'lifted off and gone, %s',
      async (step) => {
        await visitWith(TROUBLES['lifted off and gone'], scene(), 'borrow', step);
        await expectLoans(scene(), 1);
        await expectAgreement(scene());
        await giveBack(scene());
      },
    );
    describeFailures((failure) => lendFailing(scene(), failure, 'keep'));
  });
}

function describeTroubles(cell: (step: StepName, trouble: TroubleName) => Promise<void>): void {
  describe.each(names(TROUBLES))('%s', (trouble: TroubleName) => {
    test.each(names(STEPS))('%s', (step: StepName) => cell(step, trouble));
  });
}

function describeFailures(cell: (failure: WriteFailureName) => Promise<void>): void {
  describe('a write that is', () => {
    test.each(names(WRITE_FAILURES))('%s', (failure: WriteFailureName) => cell(failure));
  });
}

/** One stand for all cells; no write of theirs may silence a book that nobody has borrowed. */
function sceneFor(name: CollectionName, ifPatronLeaves: Policy): () => Scene {
  let scene: Scene;
  let inVain: string[];
  let isSpoilt = false;

  beforeAll(async () => {
    const on = collection(name);
    const gatewaySettings = { timings: TIMINGS, security: { ifPatronLeaves } };
    const child = { gateway: 'child', logLevel: 'error' } as const;
    // Trouble strikes at steps, not at times.
    const quick = { padBaudRate: 230_400 };
    const stand = await Stand.start({ books: on.books, gatewaySettings, ...child, ...quick });
    stand.reader.simulateInstantRadio();
    inVain = watchSilencing(stand, on.books);
    scene = { stand, on, person: await Person.at(stand) };
  });

  // What a red cell has left on the pad says nothing about the next one.
  beforeEach(({ skip }) => skip(isSpoilt, 'an earlier cell failed'));

  afterEach(({ task }) => {
    isSpoilt ||= task.result?.state === 'fail';
    expect(inVain.splice(0), 'silent without a loan').toEqual([]);
  });

  afterAll(async () => {
    scene.person.close();
    await scene.stand.close();
  });

  return () => scene;
}

async function lendFailing(scene: Scene, failure: WriteFailureName, policy: Policy): Promise<void> {
  await visitFailing(scene, 'borrow', failure);
  const stands = policy === 'keep' || !WRITE_FAILURES[failure].isStubborn;
  await expectLoans(scene, stands ? 1 : 0);
  await putRight(scene, failure);
}

/** A server that took longer than a patron is left waiting hears of it after the visit. */
const expectLoans = ({ stand, on }: Scene, loans: number): Promise<void> =>
  expect.poll(() => openLoans(stand, on.victim), POLL).toBe(loans);

/** A write that never succeeds is no silent failure: the person is told. */
async function visitFailing(scene: Scene, act: ActName, failure: WriteFailureName): Promise<void> {
  const { stand, on } = scene;
  const { how, isStubborn } = WRITE_FAILURES[failure];
  const before = failures(scene);
  stand.reader.simulateWriteFailure(on.victimTag.uid, isStubborn ? STUBBORN : 1, how);
  const screens = await visit(scene, act, () => seenAll(scene));
  expect(failures(scene) - before, 'the failure fired').toBeGreaterThan(0);
  expect(screens.includes('not-finished'), 'the person was told').toBe(isStubborn);
}

/** So many failures are more than all tries of one write, and than a person waits for. */
const STUBBORN = 10_000;

async function putRight(scene: Scene, failure: WriteFailureName): Promise<void> {
  const { stand, on } = scene;
  stand.reader.simulateWriteFailure(on.victimTag.uid, 0, WRITE_FAILURES[failure].how);
  await expectAgreement(scene);
  await giveBack(scene);
}

const failures = ({ stand }: Scene): number =>
  stand.reader.fired.filter(({ fault }) => fault === 'write-failure').length;
