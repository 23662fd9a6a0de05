/** Each reader that the gateway drives: from the look that finds a book until the screen knows it, and ten books lent. */
import { Screen } from '#tests/stand/screen.ts';
import { READER_MODEL_NAMES, READER_MODELS } from '#tests/stand/reader-models.ts';
import type { ReaderModelName } from '#tests/stand/reader-models.ts';
import { Stand } from '#tests/stand.ts';
import { percentile } from './stats.ts';
import { milliseconds, ratio } from './table.ts';
import type { Table } from './table.ts';
import { books, isReady, lendAndTakeBack, readerAndLineMs, row } from './ten-books.ts';
import type { TenBooks, Timing } from './ten-books.ts';

const LAY_DOWNS = 15;
const ROUNDS = 2;

interface Measured {
  readonly name: string;
  readonly one: readonly Timing[];
  readonly ten: TenBooks;
}

export async function readers(): Promise<Table[]> {
  const measured: Measured[] = [];
  for (const model of READER_MODEL_NAMES) measured.push(await measure(model));
  return [oneBook(measured), tenBooks(measured)];
}

async function measure(readerModel: ReaderModelName): Promise<Measured> {
  const stand = await Stand.start({ readerModel, server: 'child', gateway: 'child' });
  try {
    const one = await layOneByOne(stand);
    const ten = await lendAndTakeBack(stand, ROUNDS);
    return { name: READER_MODELS[readerModel].name, one, ten };
  } finally {
    await stand.close();
  }
}

async function layOneByOne(stand: Stand): Promise<Timing[]> {
  const screen = await Screen.open(stand.kioskUrl);
  const timings: Timing[] = [];
  for (let time = 0; time < LAY_DOWNS; time++) timings.push(await layOne(stand, screen));
  screen.close();
  return timings;
}

/** From the moment in which the reader has taken the first request that can find the book. */
async function layOne(stand: Stand, screen: Screen): Promise<Timing> {
  const [book = ''] = books(stand);
  await screen.until((snapshot) => isReady(snapshot) && snapshot.booksOnPad === 0);
  const first = stand.reader
    .nextAct('inventory')
    .then(() => [performance.now(), readerAndLineMs(stand)] as const);
  stand.desk.lay(book);
  const [begin, before] = await first;
  await screen.until(({ booksOnPad }) => booksOnPad === 1);
  const timing = { all: performance.now() - begin, readerAndLine: readerAndLineMs(stand) - before };
  stand.desk.take(book);
  return timing;
}

function oneBook(measured: readonly Measured[]): Table {
  return {
    title: 'One book laid down, by reader',
    about:
      `From the request that finds a book until the screen's socket tells of it, ${LAY_DOWNS} times for each reader, gateway and server in processes of their own. ` +
      'The floor is the time that the simulated radio and the line have taken meanwhile.',
    head: ['reader', 'median', 'radio and line', 'ratio', 'beyond them', 'at most'],
    rows: measured.map(({ name, one }) => row(name, one)),
  };
}

function tenBooks(measured: readonly Measured[]): Table {
  const middle = (timings: readonly Timing[], pick: (timing: Timing) => number): number =>
    percentile(timings.map(pick), 0.5);
  const cells = (timings: readonly Timing[]): string[] => {
    const all = middle(timings, (timing) => timing.all);
    const floor = middle(timings, ({ readerAndLine }) => readerAndLine);
    return [milliseconds(all), milliseconds(floor), ratio(all, floor)];
  };
  return {
    title: 'Ten books laid down, by reader',
    about:
      `Ten books, ${ROUNDS} times for each reader: from the first byte about them until all are accepted, written, read back and shown, ` +
      'beside what radio and line alone have taken.',
    head: ['reader', 'lent', 'radio and line', 'ratio', 'returned', 'radio and line', 'ratio'],
    rows: measured.map(({ name, ten }) => [name, ...cells(ten.lent), ...cells(ten.returned)]),
  };
}
