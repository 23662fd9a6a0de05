/**
 * Trouble × step × what lies on the pad, over the whole system: real lines, a gateway that can be killed, the server's
 * database. A cell passes only if its trouble struck at its step; afterwards tags, outbox and server agree, and the
 * books can be returned as if nothing had been.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cardNumber } from '#server/sample/rules/patrons.ts';
import { Stand } from '#tests/stand.ts';
import { disagreements, openLoans, silencedInVain } from './agreement.ts';
import { collection } from './collections.ts';
import type { CollectionName } from './collections.ts';
import { Person } from './person.ts';
import { STEPS } from './steps.ts';
import type { StepName } from './steps.ts';
import { TROUBLES, WRITE_FAILURES } from './troubles.ts';
import type { Scene, Trouble, TroubleName, WriteFailureName } from './troubles.ts';

/** A librarian of the sample may have twenty books. */
const CARD = cardNumber(55);
const POLL = { timeout: 30_000, interval: 20 };
const CELL_MS = 90_000;

const names = <Name extends string>(of: Record<Name, unknown>): Name[] => Object.keys(of) as Name[];

export function describeSecurityGrid(name: CollectionName): void {
  describe(`${name} on the pad`, () => {
    let stand: Stand;
    let scene: Scene;
    /** Books that a write has silenced without a loan. */
    const inVain: string[] = [];

    beforeAll(async () => {
      const on = collection(name);
      stand = await Stand.start({ books: on.books, gateway: 'child', logLevel: 'error' });
      scene = { stand, on, person: await Person.at(stand) };
      stand.reader.onAct(
        'write-afi',
        (uid) => {
          inVain.push(...silencedInVain(stand, on.books, uid).map(({ barcode }) => barcode));
        },
        'after',
      );
    }, CELL_MS);

    afterAll(async () => {
      scene.person.close();
      await stand.close();
    });

    describe.each(names(TROUBLES))('%s', (trouble: TroubleName) => {
      test.each(names(STEPS))(
        '%s',
        async (step: StepName) => {
          await lend(scene, step, TROUBLES[trouble]);
          await expectAgreement(scene);
          await giveBack(scene);
          expect(inVain, 'silent without a loan').toEqual([]);
        },
        CELL_MS,
      );
    });

    describe('a write that is', () => {
      test.each(names(WRITE_FAILURES))(
        '%s',
        async (failure: WriteFailureName) => {
          const { how, times } = WRITE_FAILURES[failure];
          const { uid } = scene.on.victimTag;
          const before = failures(scene);
          stand.reader.simulateWriteFailure(uid, times, how);
          await borrow(scene, () => seenAll(scene));
          expect(failures(scene) - before, 'the failure fired').toBeGreaterThan(0);
          stand.reader.simulateWriteFailure(uid, 0, how);
          await expectAgreement(scene);
          await giveBack(scene);
          expect(inVain, 'silent without a loan').toEqual([]);
        },
        CELL_MS,
      );
    });
  });
}

const failures = ({ stand }: Scene): number =>
  stand.reader.fired.filter(({ fault }) => fault === 'write-failure').length;

/** A person who walks off at once has borrowed nothing. */
async function seenAll({ person, on }: Scene): Promise<void> {
  await person.until(({ lines }) => lines.length === on.books.length);
}

/** One visit with trouble in it. */
async function lend(scene: Scene, step: StepName, trouble: Trouble): Promise<void> {
  const { stand, person, on } = scene;
  const struck = Promise.withResolvers<void>();
  let strikes = 0;
  STEPS[step]({ stand, person, uid: on.victimTag.uid }, async () => {
    strikes++;
    await trouble.strike(scene).then(struck.resolve, struck.reject);
  });
  await borrow(scene, async () => {
    await struck.promise;
    await trouble.mend(scene);
  });
  expect(strikes, 'the trouble struck at its step, once').toBe(1);
}

async function borrow({ stand, person, on }: Scene, meanwhile: () => Promise<void>): Promise<void> {
  await person.borrowWith(CARD);
  stand.desk.lay(...on.books.map(({ barcode }) => barcode));
  await meanwhile();
  await person.leave();
}

/** What was left half done is put right when the books are seen again. */
async function expectAgreement({ stand, person, on }: Scene): Promise<void> {
  stand.desk.lay(...on.books.map(({ barcode }) => barcode));
  await expect.poll(() => disagreements(stand, on.books), POLL).toEqual([]);
  stand.desk.clearPad();
  await person.leave();
}

async function giveBack({ stand, person, on }: Scene): Promise<void> {
  await person.startReturn();
  stand.desk.lay(...on.books.map(({ barcode }) => barcode));
  await person.until(
    ({ lines }) =>
      lines.length === on.books.length &&
      lines.every(({ ils, security }) => ils === 'accepted' && security === 'done'),
  );
  await person.leave();
  expect(on.books.map((book) => openLoans(stand, book))).toEqual(on.books.map(() => 0));
  expect(disagreements(stand, on.books)).toEqual([]);
}
