/**
 * Ten books laid down at once, on the whole system: from the first byte about them on the line until each is in the
 * database, marked on its tag, read back, and shown so. Against what the simulated reader and its line alone have taken.
 */
import type { Snapshot } from '#gateway/messages.ts';
import { cardNumber } from '#server/sample/rules/patrons.ts';
import { Stand } from '#tests/stand.ts';
import { READER_MODELS } from '#tests/stand/reader-models.ts';
import { medianFsync } from './disk.ts';
import { Screen } from '#tests/stand/screen.ts';
import { percentile } from './stats.ts';
import type { Table } from './table.ts';
import { milliseconds, number, ratio } from './table.ts';

export const BOOKS = 10;
const ROUNDS = 4;
/** A librarian of the sample may have twenty books. */
const CARD = cardNumber(55);

/** PSST: the rest that a FEIG reader wants after its answer before the next request (FEIG H20800-16e §4.2). */
const REST_MS: Readonly<Record<string, number>> = { 'feig-iso-host': 5 };

/** Milliseconds. */
export interface Timing {
  readonly all: number;
  readonly readerAndLine: number;
}

export interface TimingOfTen extends Timing {
  /** From the last byte of an answer to the next request's, less the line's time and the rest; for each request. */
  readonly between: readonly number[];
}

export interface TenBooks {
  readonly lent: readonly TimingOfTen[];
  readonly returned: readonly TimingOfTen[];
}

export async function tenBooks(): Promise<Table> {
  const stand = await Stand.start({ server: 'child', gateway: 'child' });
  try {
    const { lent, returned } = await lendAndTakeBack(stand, ROUNDS);
    return tableOf([
      rowOfTen('borrowed and disarmed', lent),
      rowOfTen('returned and armed', returned),
    ]);
  } finally {
    await stand.close();
  }
}

export async function lendAndTakeBack(stand: Stand, rounds: number): Promise<TenBooks> {
  const screen = await Screen.open(stand.kioskUrl);
  const lent: TimingOfTen[] = [];
  const returned: TimingOfTen[] = [];
  for (let round = 0; round < rounds; round += 1) {
    lent.push(await borrow(stand, screen));
    returned.push(await giveBack(stand, screen));
  }
  await screen.until(isReady);
  screen.close();
  return { lent, returned };
}

/** What the simulated radio, the line and the rest the reader wants have taken so far. */
export function readerAndLineMs(stand: Stand): number {
  const { padLine, reader } = stand.desk;
  return reader.airTimeMs + padLine.lineTimeMs + reader.seen() * restMs(stand);
}

const restMs = ({ desk: { model } }: Stand): number => REST_MS[READER_MODELS[model].driver] ?? 0;

async function borrow(stand: Stand, screen: Screen): Promise<TimingOfTen> {
  await screen.until(isReady);
  await stand.scanner.scan(CARD);
  await screen.until(({ screen: name }) => name === 'borrow');
  const timing = await lay(stand, screen);
  await finish(stand, screen);
  return timing;
}

async function giveBack(stand: Stand, screen: Screen): Promise<TimingOfTen> {
  await screen.until(isReady);
  screen.tap({ kind: 'start-return' });
  await screen.until(({ screen: name }) => name === 'return');
  const timing = await lay(stand, screen);
  await finish(stand, screen);
  return timing;
}

export const isReady = ({ screen, online, terminal }: Snapshot): boolean =>
  screen === 'start' && online && terminal.padReady && terminal.scannerReady;

async function lay(stand: Stand, screen: Screen): Promise<TimingOfTen> {
  const taken = (): number => readerAndLineMs(stand);
  const first = stand.reader.nextAct('inventory').then(() => [performance.now(), taken()] as const);
  const between = listen(stand);
  stand.desk.lay(...books(stand));
  const [begin, before] = await first;
  await screen.until(isDone);
  const all = performance.now() - begin;
  return { all, readerAndLine: taken() - before, between: between() };
}

/** @returns ends it, with what `Timing.between` wants */
function listen(stand: Stand): () => readonly number[] {
  const { padLine, reader } = stand.desk;
  const rest = restMs(stand);
  const found: number[] = [];
  let free: number | undefined;
  const quiet = (): number => performance.now() - padLine.lineTimeMs;
  const stop = reader.onTraffic(({ direction }) => {
    // Before its answer leaves: the line's time for that is not in yet, and comes out again.
    if (direction === 'answer') free = quiet();
    else if (free !== undefined) found.push(quiet() - free - rest);
  });
  return () => {
    stop();
    return found;
  };
}

/** The first of the shelf that have one tag each and nothing special about them. */
export const books = (stand: Stand): string[] =>
  stand.desk.books
    .filter(({ tags, note }) => tags.length === 1 && note === undefined)
    .slice(0, BOOKS)
    .map(({ barcode }) => barcode);

const isDone = ({ lines }: Snapshot): boolean =>
  lines.length === BOOKS &&
  lines.every(({ ils, security }) => ils === 'accepted' && security === 'done');

async function finish(stand: Stand, screen: Screen): Promise<void> {
  stand.desk.clearPad();
  screen.tap({ kind: 'finish' });
  await screen.until(({ screen: name }) => name === 'done');
  screen.tap({ kind: 'another-person' });
}

export function row(name: string, timings: readonly Timing[]): string[] {
  const median = (pick: (timing: Timing) => number): number => percentile(timings.map(pick), 0.5);
  const all = median((timing) => timing.all);
  const readerAndLine = median((timing) => timing.readerAndLine);
  const beyond = (timing: Timing): number => timing.all - timing.readerAndLine;
  return [
    name,
    milliseconds(all),
    milliseconds(readerAndLine),
    ratio(all, readerAndLine),
    milliseconds(median(beyond)),
    milliseconds(Math.max(...timings.map(beyond))),
  ];
}

/** A request costs much the same whatever it asks; what one waits for beside goes on meanwhile, or comes on top. */
function rowOfTen(name: string, timings: readonly TimingOfTen[]): string[] {
  const each = percentile(
    timings.flatMap(({ between }) => between),
    0.5,
  );
  const besides = timings.map(
    ({ all, readerAndLine, between }) => all - readerAndLine - between.length * each,
  );
  return [
    ...row(name, timings),
    number(
      percentile(
        timings.map(({ between }) => between.length),
        0.5,
      ),
    ),
    milliseconds(each),
    milliseconds(percentile(besides, 0.5)),
    milliseconds(Math.max(...besides)),
  ];
}

const tableOf = (rows: string[][]): Table => ({
  title: 'Ten books laid down',
  about:
    `Ten books on a FEIG CPR40 at 38,400 baud, ${ROUNDS} times, on server, gateway and simulators as processes of their own: from the first byte about them ` +
    'until all ten are accepted, written, read back and shown. The floor is the time that the simulated radio, the line and the rest the reader wants after each answer have taken. ' +
    `Each loan is on two disks before its tag is touched; one fsync took ${milliseconds(medianFsync())} then. ` +
    'Each request costs its driver some time of its own: 6 ms of rest where the reader wants 5, timers of whole milliseconds, a pseudo-terminal. Besides that there are loans, disks and the screen.',
  head: [
    'ten books',
    'median',
    'reader and line',
    'ratio',
    'beyond them',
    'at most',
    'requests',
    'each',
    'besides',
    'at most',
  ],
  rows,
});
