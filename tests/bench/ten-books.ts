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
import { milliseconds, ratio } from './table.ts';

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

export interface TenBooks {
  readonly lent: readonly Timing[];
  readonly returned: readonly Timing[];
}

export async function tenBooks(): Promise<Table> {
  const stand = await Stand.start({ server: 'child', gateway: 'child' });
  try {
    const { lent, returned } = await lendAndTakeBack(stand, ROUNDS);
    return tableOf([row('borrowed and disarmed', lent), row('returned and armed', returned)]);
  } finally {
    await stand.close();
  }
}

export async function lendAndTakeBack(stand: Stand, rounds: number): Promise<TenBooks> {
  const screen = await Screen.open(stand.kioskUrl);
  const lent: Timing[] = [];
  const returned: Timing[] = [];
  for (let round = 0; round < rounds; round += 1) {
    lent.push(await borrow(stand, screen));
    returned.push(await giveBack(stand, screen));
  }
  await screen.until(isReady);
  screen.close();
  return { lent, returned };
}

/** What the simulated radio, the line and the rest the reader wants have taken so far. */
export function readerAndLineMs({ desk: { model, padLine, reader } }: Stand): number {
  const rest = REST_MS[READER_MODELS[model].driver] ?? 0;
  return reader.airTimeMs + padLine.lineTimeMs + reader.seen() * rest;
}

async function borrow(stand: Stand, screen: Screen): Promise<Timing> {
  await screen.until(isReady);
  await stand.scanner.scan(CARD);
  await screen.until(({ screen: name }) => name === 'borrow');
  const timing = await lay(stand, screen);
  await finish(stand, screen);
  return timing;
}

async function giveBack(stand: Stand, screen: Screen): Promise<Timing> {
  await screen.until(isReady);
  screen.tap({ kind: 'start-return' });
  await screen.until(({ screen: name }) => name === 'return');
  const timing = await lay(stand, screen);
  await finish(stand, screen);
  return timing;
}

export const isReady = ({ screen, online, terminal }: Snapshot): boolean =>
  screen === 'start' && online && terminal.padReady && terminal.scannerReady;

async function lay(stand: Stand, screen: Screen): Promise<Timing> {
  const taken = (): number => readerAndLineMs(stand);
  const first = stand.reader.nextAct('inventory').then(() => [performance.now(), taken()] as const);
  stand.desk.lay(...books(stand));
  const [begin, before] = await first;
  await screen.until(isDone);
  return { all: performance.now() - begin, readerAndLine: taken() - before };
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

const tableOf = (rows: string[][]): Table => ({
  title: 'Ten books laid down',
  about:
    `Ten books on a FEIG CPR40 at 38,400 baud, ${ROUNDS} times, on server, gateway and simulators as processes of their own: from the first byte about them ` +
    'until all ten are accepted, written, read back and shown. The floor is the time that the simulated radio, the line and the rest the reader wants after each answer have taken. ' +
    `Each loan is on two disks before its tag is touched; one fsync took ${milliseconds(medianFsync())} then.`,
  head: ['ten books', 'median', 'reader and line', 'ratio', 'beyond them', 'at most'],
  rows,
});
