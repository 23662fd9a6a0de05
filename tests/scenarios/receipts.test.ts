/** A receipt at a terminal whose printer fails: at each moment, in each way. The loan stands whatever happens to the paper. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Snapshot } from '#gateway/messages.ts';
import { Stand } from '#tests/stand.ts';
import type { BenchAction } from '#tests/stand/bench-messages.ts';
import type { StandPrinter } from '#tests/stand/printer.ts';
import { Person } from './person.ts';

/** Only what happens ends a screen here. */
const LONG = 600_000;
/** Rows after which the piece has something on it and is not whole. */
const SOME_ROWS = 100;

let stand: Stand;
let person: Person;
let printer: StandPrinter;
let visits = 0;

beforeAll(async () => {
  const timings = {
    done: LONG,
    receipt: LONG,
    printing: LONG,
    doubleTap: 1,
    padClear: 10,
    start: 10,
  };
  stand = await Stand.start({ logLevel: 'silent', printer: true, gatewaySettings: { timings } });
  person = await Person.at(stand);
  if (!stand.desk.printer) throw new Error('the stand has no printer');
  printer = stand.desk.printer;
});
afterAll(async () => {
  person.close();
  await stand.close();
});

const perform = (action: BenchAction): Promise<void> => stand.bench.perform(action);
const step = (wish: string) => person.until(({ receipt }) => receipt?.step.state === wish);
const offers = (wish: boolean) =>
  person.until(({ receipt }) => receipt?.choices.includes('print') === wish);

/** A book given back by its label, up to the summary. */
async function returned(): Promise<void> {
  await person.startReturn();
  const books = stand.desk.books.filter(({ tags }) => tags.length < 2);
  await stand.scanner.scan(books[visits++ % books.length]?.barcode ?? '');
  await person.until(({ lines }) => lines.some(({ ils }) => ils === 'accepted'));
  person.tap({ kind: 'finish' });
  await person.until(({ screen }) => screen === 'done');
  await offers(true);
}
const leave = async (): Promise<void> => {
  person.tap({ kind: 'another-person' });
  await person.until(({ screen }) => screen === 'start');
};
const print = (): void => person.tap({ kind: 'receipt', choice: 'print' });

const whole = (): number => printer.receipts.length;

interface Trouble {
  readonly strike: () => Promise<void>;
  readonly mend: () => Promise<void>;
  /** The gateway notices before anybody prints. */
  readonly isTold: boolean;
  readonly instead: 'paper-out' | 'printer-fault';
}

const TROUBLES: Readonly<Record<string, Trouble>> = {
  'no paper': {
    strike: () => perform({ kind: 'printer-paper-out', inTheMiddle: false }),
    mend: () => perform({ kind: 'printer-roll' }),
    ...{ isTold: true, instead: 'paper-out' },
  },
  'paper that is stuck': {
    strike: () => perform({ kind: 'printer-fault', fault: 'jam', inTheMiddle: false }),
    mend: async () => {
      await perform({ kind: 'printer-cover', open: true });
      await perform({ kind: 'printer-clear' });
      await perform({ kind: 'printer-cover', open: false });
    },
    ...{ isTold: true, instead: 'printer-fault' },
  },
  'its cover open': {
    strike: () => perform({ kind: 'printer-cover', open: true }),
    mend: () => perform({ kind: 'printer-cover', open: false }),
    ...{ isTold: true, instead: 'printer-fault' },
  },
  'its cable out': {
    strike: () => perform({ kind: 'printer-plug', plugged: false }),
    mend: () => perform({ kind: 'printer-plug', plugged: true }),
    ...{ isTold: true, instead: 'printer-fault' },
  },
  'no answer': {
    strike: () => perform({ kind: 'printer-mute', mute: true }),
    mend: () => perform({ kind: 'printer-mute', mute: false }),
    ...{ isTold: false, instead: 'printer-fault' },
  },
};

/** As soon as something of the receipt hangs out. */
function inTheMiddle(act: () => Promise<void>): Promise<void> {
  const struck = Promise.withResolvers<undefined>();
  const stop = printer.simulator.onChange(() => {
    if (printer.simulator.hanging.height < SOME_ROWS) return;
    stop();
    act().then(() => struck.resolve(undefined), struck.reject);
  });
  return struck.promise;
}

const isPaperOut = ({ screen }: Snapshot): boolean => screen === 'paper-out';

describe.each(Object.entries(TROUBLES))('S216 %s', (_, { instead, isTold, mend, strike }) => {
  test('before: paper is not offered, or the code comes in its place', async () => {
    await returned();
    await strike();
    if (isTold) {
      const { receipt } = await offers(false);
      expect(receipt?.noPaper).toBe(instead);
    } else {
      print();
      expect((await person.until(isPaperOut)).receipt?.step).toEqual({ state: 'shown', instead });
      await offers(false);
    }
    await mend();
    await offers(true);
    print();
    await step('printed');
    await leave();
  });

  test('in the middle: the code in its place, the return stands, and the next one is whole', async () => {
    await returned();
    const before = whole();
    const struck = inTheMiddle(strike);
    print();
    await struck;
    const { lines, receipt } = await person.until(isPaperOut);
    expect(receipt?.step).toEqual({ state: 'shown', instead });
    expect(lines[0]?.ils).toBe('accepted');
    // A printer that does not answer is opened anew: not before it has been given up.
    await offers(false);
    await mend();
    await offers(true);
    print();
    await step('printed');
    expect(whole()).toBeGreaterThan(before);
    await leave();
  });

  test('after: it has come out, and is to be taken', async () => {
    await returned();
    print();
    await step('printed');
    await strike();
    if (isTold) await offers(false);
    await step('printed');
    await mend();
    await leave();
  });
});

test('S218 the next visitor is served while the receipt of the one before is printed, and gets their own', async () => {
  const before = whole();
  await returned();
  print();
  await leave();
  await returned();
  print();
  await step('printed');
  expect(whole()).toBe(before + 2);
  await leave();
});
