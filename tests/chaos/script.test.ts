import { expect, test } from 'vitest';
import { fateOf, firstClocks, roundsOf } from './script.ts';
import type { Round } from './script.ts';

const SHAPE = {
  ...{ terminals: 3, patrons: 20, books: 200, booksInVisit: 6 },
  ...{ strangeBooks: 4, restRounds: 8 },
};

function rounds(seed: number, count: number): Round[] {
  const script = roundsOf(seed, SHAPE);
  return Array.from({ length: count }, () => script.next().value);
}

test('the same seed is the same script, another seed another', () => {
  expect(rounds(5, 30)).toEqual(rounds(5, 30));
  expect(rounds(5, 30)).not.toEqual(rounds(6, 30));
  expect(firstClocks(5, 3)).toEqual(firstClocks(5, 3));
});

test('a book is at one terminal at a time, is borrowed and returned in turns, and rests between', () => {
  const uses = rounds(5, 200).flatMap(({ number, visits }) =>
    visits.flatMap(({ act, books }) => books.map((book) => ({ act, book, number }))),
  );
  for (const own of Map.groupBy(uses, ({ book }) => book).values()) {
    own.slice(1).forEach((use, index) => {
      const before = own[index];
      expect(use.act).not.toBe(before?.act);
      expect(use.number - (before?.number ?? 0)).toBeGreaterThanOrEqual(8);
    });
  }
  expect(uses.length).toBeGreaterThan(1_000);
});

test('nobody is at two terminals at once', () => {
  for (const { visits } of rounds(5, 100)) {
    expect(new Set(visits.map(({ patron }) => patron)).size).toBe(visits.length);
  }
});

test('every blow and every fate comes', () => {
  const blows = new Set(rounds(5, 300).flatMap((round) => round.blows.map(({ kind }) => kind)));
  expect([...blows].toSorted()).toEqual([
    ...['disk-full', 'kill-gateway', 'kill-server', 'partition', 'set-clock'],
  ]);
  const fates = Array.from({ length: 1_000 }, (_, nth) => fateOf(5, 1, nth).kind);
  expect(new Set(fates).size).toBe(6);
  expect(fates.filter((kind) => kind === 'passed').length).toBeGreaterThan(900);
});
