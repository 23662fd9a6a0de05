import { describe, expect, test } from 'vitest';
import { OLDEST_PLAUSIBLE_MS, placeInJournal, WRONG_CLOCK_MS } from './place-in-time.ts';
import type { JournalFacts } from './place-in-time.ts';
import { CLOCK_UNCERTAINTY_MS } from './timeline.ts';

const NOW = Date.parse('2026-11-23T03:00:00Z');
const HOUR = 3_600_000;
const at = NOW - 10 * HOUR;

const placed = (more: Partial<JournalFacts> = {}, claimed = at) =>
  placeInJournal(
    { at: claimed, doubtful: false },
    {
      ...{ act: 'checkout', claimedAt: claimed, byItsClock: claimed, now: NOW },
      ...{ rowBefore: undefined, sameBook: undefined, lastAt: undefined },
      ...more,
    },
  );

test('T12 without a journal, or in its order, a time stays as it is told', () => {
  expect(placed()).toEqual({ at, doubtful: false });
  expect(placed({ rowBefore: at - 1, lastAt: at + HOUR })).toEqual({ at, doubtful: false });
});

describe('T12 what comes later in the journal of the same book', () => {
  test('comes after it', () => {
    expect(placed({ sameBook: at })).toEqual({ at: at + 1, doubtful: false });
    const near = at + CLOCK_UNCERTAINTY_MS - 1;
    expect(placed({ sameBook: near })).toEqual({ at: near + 1, doubtful: false });
  });

  test('T13 and is flagged where the clock was set back', () => {
    const far = at + CLOCK_UNCERTAINTY_MS;
    expect(placed({ sameBook: far })).toEqual({ at: far + 1, doubtful: true });
  });
});

describe('T13 the row before it, whatever that is about', () => {
  test('may be a little ahead', () => {
    const rowBefore = at + CLOCK_UNCERTAINTY_MS;
    expect(placed({ rowBefore })).toEqual({ at, doubtful: false });
  });

  test.each([
    ['minutes', CLOCK_UNCERTAINTY_MS + 1],
    ['hours', 9 * HOUR],
  ])('is the floor of a clock that jumped back by %s', (_, jump) => {
    const rowBefore = at + jump;
    expect(placed({ rowBefore })).toEqual({ at: rowBefore + 1, doubtful: true });
  });

  test('says nothing where it lies ahead of the server: that clock was wrong', () => {
    const rowBefore = NOW + CLOCK_UNCERTAINTY_MS;
    expect(placed({ rowBefore })).toEqual({ at: rowBefore + 1, doubtful: true });
    expect(placed({ rowBefore: rowBefore + 1 })).toEqual({ at, doubtful: false });
  });

  test('is the floor in 1970, after a flat battery', () => {
    expect(placed({ rowBefore: at }, 12_345)).toEqual({ at: at + 1, doubtful: true });
  });
});

describe('T14 a return whose time cannot be right', () => {
  const lastAt = NOW - HOUR;

  test('comes after all that is known of its book', () => {
    expect(placed({ act: 'checkin', rowBefore: at, lastAt }, 12_345)).toEqual({
      at: lastAt + 1,
      doubtful: true,
    });
    expect(placed({ act: 'checkin', lastAt }, NOW - OLDEST_PLAUSIBLE_MS - 1)).toEqual({
      at: lastAt + 1,
      doubtful: true,
    });
  });

  test('not one that may be right, nor a loan', () => {
    expect(placed({ act: 'checkin', lastAt })).toEqual({ at, doubtful: false });
    const old = NOW - OLDEST_PLAUSIBLE_MS - 1;
    expect(placed({ lastAt }, old)).toEqual({ at: old, doubtful: true });
  });
});

describe('T15 a clock that was put right since', () => {
  test('by more than an hour is flagged, and believed', () => {
    for (const wrong of [WRONG_CLOCK_MS + 1, -WRONG_CLOCK_MS - 1])
      expect(placed({ byItsClock: at + wrong })).toEqual({ at, doubtful: true });
  });

  test('by an hour is not; nor one that says nothing', () => {
    expect(placed({ byItsClock: at - WRONG_CLOCK_MS })).toEqual({ at, doubtful: false });
    expect(placed({ byItsClock: undefined })).toEqual({ at, doubtful: false });
  });
});
