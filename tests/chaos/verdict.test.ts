import { describe, expect, test } from 'vitest';
import type { Deed } from './deed.ts';
import { judge } from './verdict.ts';
import type { Fact } from './verdict.ts';

const BOOK = 7;
const PATRON = 3;
const deed = (more: Partial<Deed> = {}): Deed => ({
  ...{ round: 0, terminal: 1, act: 'checkout', patron: PATRON, book: BOOK, at: 1_000 },
  ...{ wasArmed: true, recordedHere: false, word: 'promised', said: 'accepted' },
  ...more,
});
const { patron: _nobody, ...returned } = deed({ act: 'checkin', at: 2_000 });
const fact = (more: Partial<Fact> = {}): Fact => ({
  ...{ id: 'a', terminal: 1, book: BOOK, kind: 'checkout', patron: PATRON, occurredAt: 1_010 },
  ...{ isUndone: false, conflicts: [] },
  ...more,
});
const { patron: _none, ...broughtBack } = fact({ id: 'b', kind: 'checkin', occurredAt: 2_010 });

const verdictOn = (deeds: readonly Deed[], facts: readonly Fact[], holder?: number) => {
  const holders = new Map(holder === undefined ? [] : [[BOOK, holder]]);
  const { conflicts, doubled, lost, promised, settled } = judge(deeds, { facts, holders });
  return { promised, settled, conflicts, lost: lost.length, doubled: doubled.length };
};
const fine = { promised: 1, settled: 1, conflicts: 0, lost: 0, doubled: 0 };

describe('a promise', () => {
  test('that the server has, with the book where it ought to be, is settled', () => {
    expect(verdictOn([deed()], [fact()], PATRON)).toEqual(fine);
    expect(verdictOn([deed(), returned], [fact(), broughtBack])).toEqual({
      ...fine,
      ...{ promised: 2, settled: 2 },
    });
  });

  test('that the server does not have is lost', () => {
    expect(verdictOn([deed()], [])).toEqual({ ...fine, settled: 0, lost: 1 });
  });

  test('of one terminal is not kept by what another terminal told', () => {
    const { doubled, lost } = verdictOn([deed()], [fact({ terminal: 2 })], PATRON);
    expect({ doubled, lost }).toEqual({ doubled: 1, lost: 1 });
  });

  test('of one patron is not kept by a loan to another', () => {
    expect(verdictOn([deed()], [fact({ patron: 4 })], 4).lost).toBe(1);
  });

  test('that the server has twice is doubled', () => {
    expect(verdictOn([deed()], [fact(), fact({ id: 'b' })], PATRON).doubled).toBe(1);
  });

  test('that staff have a task about is a conflict', () => {
    const disputed = fact({ conflicts: ['item-on-hold'] });
    expect(verdictOn([deed()], [disputed], PATRON)).toEqual({ ...fine, settled: 0, conflicts: 1 });
  });

  test('that was taken back though nobody wished it is lost', () => {
    expect(verdictOn([deed()], [fact({ isUndone: true })]).lost).toBe(1);
  });

  test('that is known, while the book is said to be with another, is lost', () => {
    expect(verdictOn([deed()], [fact()], 4).lost).toBe(1);
    expect(verdictOn([deed()], [fact()]).lost).toBe(1);
    expect(verdictOn([deed(), returned], [fact(), broughtBack], PATRON).lost).toBe(1);
  });
});

describe('what was not promised', () => {
  test('may have happened when nobody was told anything', () => {
    const open = deed({ word: 'open' });
    const none = { ...fine, promised: 0, settled: 0 };
    expect(verdictOn([open], [])).toEqual(none);
    expect(verdictOn([open], [fact()], PATRON)).toEqual(none);
  });

  test('is no loan any more when it was taken back', () => {
    const left = deed({ word: 'taken-back' });
    const none = { ...fine, promised: 0, settled: 0 };
    expect(verdictOn([left], [fact({ isUndone: true })])).toEqual(none);
    expect(verdictOn([left], [fact()], PATRON).doubled).toBe(1);
  });

  test('must not be there when the screen said no', () => {
    expect(verdictOn([deed({ word: 'refused' })], [fact()], PATRON).doubled).toBe(1);
  });

  test('must not be there of a book that nobody has laid down', () => {
    expect(verdictOn([], [fact()], PATRON).doubled).toBe(1);
  });
});

test('a promise takes its fact before what was left open does', () => {
  const open = deed({ word: 'open', at: 1_009 });
  expect(verdictOn([deed({ at: 900 }), open], [fact()], PATRON)).toEqual(fine);
});
