import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { TitleInput } from '#server/catalogue/input.ts';
import { eachDatabase } from '#tests/databases.ts';
import {
  DAY,
  foundNetwork,
  item,
  MINUTE,
  NOW,
  patron,
  TITLE,
} from '#tests/fixtures/small-network.ts';
import { answerIn, codeOf, wish } from '#tests/fixtures/wish.ts';
import { registry } from '../db/registry.ts';
import type { AppDatabase } from '../db/registry.ts';
import type { TransactInput } from './store.ts';
import { TransactionLine } from './transaction-line.ts';

const CARDS = Array.from({ length: 20 }, (_, n) => `C-${n}`);
const ROUNDS = 1000;

eachDatabase((engine) => {
  let db: AppDatabase;
  let line: TransactionLine;

  beforeAll(async () => {
    db = await engine.open(registry);
    line = new TransactionLine({ db });
    await foundNetwork(db);
    await db.write('patrons-put', { patrons: CARDS.map((card) => patron(card, card)), now: NOW });
  });

  const newBooks = async (count: number): Promise<string[]> => {
    const books = Array.from({ length: count }, () => randomUUID());
    await db.write('items-put', { items: books.map((book) => item(book, book)) });
    return books;
  };
  const ask = async (input: TransactInput) => answerIn(await line.transact(input));

  test('what is asked at once is answered each to its own', async () => {
    const books = await newBooks(CARDS.length);
    const answers = await Promise.all(
      CARDS.map((card, n) => ask(wish({ act: 'checkout', card, book: books[n] ?? '' }))),
    );
    expect(answers.map(codeOf)).toEqual(CARDS.map(() => 'accepted'));
    const codes = answers.map((answer) => answer.outcome === 'accepted' && answer.receiptCode);
    expect(new Set(codes).size).toBe(CARDS.length);
    const back = await Promise.all(
      [...books, 'no-such-book'].map((book) =>
        ask(wish({ act: 'checkin', book, occurredAt: NOW + MINUTE })),
      ),
    );
    expect(back.map(codeOf)).toEqual([...CARDS.map(() => 'accepted'), 'item-unknown']);
  });

  test('a patron who asks for more than the limit at once gets the limit, in the order of asking', async () => {
    const books = await newBooks(5);
    const answers = await Promise.all(
      books.map((book) => ask(wish({ act: 'checkout', card: 'C-0', book }))),
    );
    expect(answers.map(codeOf)).toEqual([
      ...['accepted', 'accepted', 'accepted'],
      ...['limit-reached', 'limit-reached'],
    ]);
    for (const book of books) await ask(wish({ act: 'checkin', book, occurredAt: NOW + MINUTE }));
  });

  test('checkout, return and checkout of one book, asked at once, follow one another', async () => {
    const [book = ''] = await newBooks(1);
    const answers = await Promise.all([
      ask(wish({ act: 'checkout', card: 'C-1', book })),
      ask(wish({ act: 'checkin', book, occurredAt: NOW + 1 })),
      ask(wish({ act: 'checkout', card: 'C-2', book, occurredAt: NOW + 2 })),
      ask(wish({ act: 'checkin', book, occurredAt: NOW + 3 })),
    ]);
    expect(answers.map(codeOf)).toEqual(Array.from({ length: 4 }, () => 'accepted'));
  });

  test('a fault of one is told to that one alone', async () => {
    const [good = '', bad = ''] = await newBooks(2);
    const [first, second] = await Promise.allSettled([
      line.transact(wish({ act: 'checkout', card: 'C-3', book: good })),
      line.transact(wish({ act: 'checkin', book: bad, libraryId: 'no-such-library' })),
    ]);
    expect(first).toMatchObject({ value: { answer: { outcome: 'accepted' } } });
    expect(second).toMatchObject({ reason: { code: 'constraint' } });
    await ask(wish({ act: 'checkin', book: good, occurredAt: NOW + MINUTE }));
  });

  /** Two kiosks at the same instant, and the book back again, as often as asked. */
  async function race(rounds: number, transact: (input: TransactInput) => Promise<string>) {
    const [book = ''] = await newBooks(1);
    const outcomes = new Set<string>();
    for (let round = 0; round < rounds; round += 1) {
      const occurredAt = NOW + (round + 1) * MINUTE;
      const answers = await Promise.all(
        ['C-4', 'C-5'].map((card) =>
          transact(wish({ act: 'checkout', card, book, occurredAt, terminalId: card })),
        ),
      );
      outcomes.add(answers.sort().join(' '));
      await transact(wish({ act: 'checkin', book, occurredAt: occurredAt + 1 }));
    }
    return [...outcomes];
  }

  test('of two patrons who take the last copy at the same instant exactly one gets it, a thousand times', async () => {
    const through = await race(ROUNDS / 2, async (input) => codeOf(await ask(input)));
    const beside = await race(ROUNDS / 2, async (input) =>
      codeOf(answerIn(await db.write('transact', input))),
    );
    expect([...through, ...beside]).toEqual(['accepted item-on-loan', 'accepted item-on-loan']);
  });

  test('of as many as ask for the last copy exactly one gets it', async () => {
    const [book = ''] = await newBooks(1);
    const answers = await Promise.all(
      CARDS.map((card) => ask(wish({ act: 'checkout', card, book, terminalId: card }))),
    );
    expect(answers.map(codeOf).filter((code) => code === 'accepted')).toHaveLength(1);
  });

  describe('promises out of the outboxes of terminals that were without the server', () => {
    const LATE = { mode: 'promise', now: NOW + DAY } as const;

    test('X10 give way to whoever stands there', async () => {
      const books = await newBooks(301);
      const ended: string[] = [];
      const told = books.slice(1).map(async (book, n) => {
        await ask(wish({ act: 'checkin', book, ...LATE, occurredAt: NOW + n }));
        ended.push('told');
      });
      const [first = ''] = books;
      await ask(wish({ act: 'checkout', card: 'C-6', book: first }));
      const before = ended.length;
      await Promise.all(told);
      expect(before).toBeLessThan(150);
      expect(ended).toHaveLength(300);
    });

    test('X10 go on while others are served', async () => {
      const books = await newBooks(40);
      const [own = ''] = await newBooks(1);
      let left = books.length;
      const told = books.map(async (book) => {
        await ask(wish({ act: 'checkin', book, ...LATE }));
        left -= 1;
      });
      let served = 0;
      while (left > 0) {
        const at = { occurredAt: NOW + (served += 1) * MINUTE };
        await ask(wish({ act: 'checkout', card: 'C-7', book: own, ...at }));
        await ask(wish({ act: 'checkin', book: own, ...at, occurredAt: at.occurredAt + 1 }));
      }
      await Promise.all(told);
      expect(served).toBeGreaterThan(1);
    });

    test('X6 one that waits in the line has not "never arrived": it goes first', async () => {
      const books = await newBooks(300);
      const wishes = books.map((book) => wish({ act: 'checkin', book, ...LATE }));
      const last = wishes.at(-1);
      if (!last) throw new Error('there are 300');
      let told = 0;
      const answers = wishes.map(async (one) => {
        const answer = await ask(one);
        told += 1;
        return answer;
      });
      const { id, act, terminalId } = last;
      const found = await line.lookUp({ id, act, terminalId });
      expect(told).toBeLessThan(150);
      expect(found).toEqual(await answers.at(-1));
      await Promise.all(answers);
    });
  });

  describe.each([
    ['through the line', async (input: TransactInput) => ask(input)],
    ['beside it', async (input: TransactInput) => answerIn(await db.write('transact', input))],
  ])('H21 one who waits, two copies at the same instant, %s', (way, transact) => {
    /** A title with two copies. */
    const newTitle = async (): Promise<[string, string, string]> => {
      const titleId = randomUUID();
      await db.write('titles-put', {
        titles: [TitleInput.parse({ ...TITLE, id: titleId })],
        now: NOW,
      });
      const books = [randomUUID(), randomUUID()] as const;
      await db.write('items-put', { items: books.map((book) => item(book, book, { titleId })) });
      const hold = {
        id: `${way} ${titleId}`,
        titleId,
        patronId: 'C-9',
        pickupLibraryId: 'central',
      };
      await db.write('holds-put', { holds: [{ ...hold, placedAt: NOW }] });
      return [titleId, ...books];
    };

    test('gets one of those that come back', async () => {
      for (let round = 0; round < 20; round += 1) {
        const [, ...books] = await newTitle();
        const answers = await Promise.all(
          books.map((book) => transact(wish({ act: 'checkin', book }))),
        );
        const places = answers.map((one) => one.outcome === 'accepted' && one.destination);
        expect(places.sort()).toEqual(['hold', 'shelf']);
      }
    });

    test('is left one of those that others would take', async () => {
      for (let round = 0; round < 10; round += 1) {
        const [, ...books] = await newTitle();
        const answers = await Promise.all(
          books.map((book, n) =>
            transact(wish({ act: 'checkout', card: `C-${10 + n}`, book, terminalId: book })),
          ),
        );
        expect(answers.map(codeOf).sort()).toEqual(['accepted', 'item-on-hold']);
        for (const book of books)
          await transact(wish({ act: 'checkin', book, occurredAt: NOW + 1 }));
      }
    });
  });
});
