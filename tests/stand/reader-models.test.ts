/** The whole system over each reader: a book, and a set of three, go out and come back. */
import { afterEach, describe, expect, test } from 'vitest';
import type { Snapshot } from '#gateway/messages.ts';
import { cardNumber } from '#server/sample/rules/patrons.ts';
import { bookTag, nextUid } from '#tests/simulators/book-tag.ts';
import { Stand } from '#tests/stand.ts';
import { shelfBooks } from './books.ts';
import type { StandBook } from './books.ts';
import { READER_MODEL_NAMES } from './reader-models.ts';
import type { ReaderModelName } from './reader-models.ts';
import { Screen } from './screen.ts';

// A whole system starts, and radio and line take their time.
let stand: Stand | undefined;
afterEach(async () => {
  await stand?.close();
  stand = undefined;
});

/** A librarian of the sample, whose card is not watched for age or debt. */
const CARD = cardNumber(55);

/** One book of the demo, and one whose two discs have labels of their own. */
function bookAndSet(): StandBook[] {
  const [book, other] = shelfBooks().filter(
    ({ tags, note }) => tags.length === 1 && note === undefined,
  );
  if (!book || !other) throw new Error('The shelf is empty.');
  const tags = [1, 2, 3].map((part) =>
    bookTag({ uid: nextUid(), itemId: other.barcode, part, parts: 3 }),
  );
  return [book, { ...other, tags }];
}

const isReady = ({ screen, online, terminal, booksOnPad }: Snapshot): boolean =>
  screen === 'start' && online && terminal.padReady && terminal.scannerReady && booksOnPad === 0;

const isDone = ({ lines }: Snapshot): boolean =>
  lines.length === 2 &&
  lines.every(({ ils, security }) => ils === 'accepted' && security === 'done');

async function finish(at: Stand, screen: Screen): Promise<void> {
  at.desk.clearPad();
  screen.tap({ kind: 'finish' });
  await screen.until(({ screen: name }) => name === 'done');
  screen.tap({ kind: 'another-person' });
  await screen.until(isReady);
}

async function borrowAndReturn(at: Stand): Promise<void> {
  const screen = await Screen.open(at.kioskUrl);
  const { books } = at.desk;
  const barcodes = books.map(({ barcode }) => barcode);
  const afis = () => books.flatMap(({ tags }) => tags.map(({ afi }) => afi));
  const loans = () => at.query('select id from loan where ended_at is null').length;
  await screen.until(isReady);
  const before = loans();
  await at.scanner.scan(CARD);
  await screen.until(({ screen: name }) => name === 'borrow');
  at.desk.lay(...barcodes);
  await screen.until(isDone);
  expect(afis()).toEqual([0xc2, 0xc2, 0xc2, 0xc2]);
  expect(loans()).toBe(before + 2);
  await finish(at, screen);
  screen.tap({ kind: 'start-return' });
  await screen.until(({ screen: name }) => name === 'return');
  at.desk.lay(...barcodes);
  await screen.until(isDone);
  expect(afis()).toEqual([0x07, 0x07, 0x07, 0x07]);
  expect(loans()).toBe(before);
  await finish(at, screen);
  screen.close();
}

const start = async (readerModel: ReaderModelName): Promise<Stand> =>
  (stand = await Stand.start({ readerModel, books: bookAndSet(), logLevel: 'silent' }));

describe('a book and a set of three are borrowed and returned', () => {
  test.each(READER_MODEL_NAMES)('over a %s', async (model) => {
    await borrowAndReturn(await start(model));
  });

  test('over one reader, and then over another that was put in its place', async () => {
    const at = await start('MR102');
    await borrowAndReturn(at);
    await at.bench.perform({ kind: 'reader', model: 'uhf-288' });
    expect(at.bench.state.reader.changing).toBe(true);
    await expect.poll(() => at.bench.state.reader.changing).toBe(false);
    expect(at.bench.state.reader.model).toBe('uhf-288');
    expect(at.desk.books.every(({ tags }) => tags.every(({ epc }) => epc !== undefined))).toBe(
      true,
    );
    await borrowAndReturn(at);
  });
});

test('a patron shows a contactless card instead of the printed one', async () => {
  stand = await Stand.start({ cardReader: true, logLevel: 'silent' });
  const screen = await Screen.open(stand.kioskUrl);
  await screen.until(isReady);
  const card = stand.bench.state.cards.find(({ note }) => note === 'no-pin');
  if (!card) throw new Error('The demo has no card without a PIN.');
  await stand.bench.perform({ kind: 'hold-chip', card: card.number });
  await screen.until(({ screen: name }) => name === 'borrow');
  screen.close();
});

test('card and book are scanned by a Zebra scanner, which wants each scan acknowledged', async () => {
  stand = await Stand.start({ scannerDriver: 'zebra-ssi', logLevel: 'silent' });
  const screen = await Screen.open(stand.kioskUrl);
  await screen.until(isReady);
  const [book] = stand.desk.books;
  if (!book) throw new Error('The shelf is empty.');
  await stand.bench.perform({ kind: 'scan-card', card: CARD });
  await screen.until(({ screen: name }) => name === 'borrow');
  await stand.bench.perform({ kind: 'scan-book', book: book.barcode });
  await screen.until(({ lines }) => lines[0]?.ils === 'accepted');
  screen.close();
});
