import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { delayAfterFetch, delayWhenReached } from './fetch-times.ts';

const MINUTE = 60_000;
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const none = { hasPermit: false, failures: 0, ago: undefined };
const some = { ...none, hasPermit: true };

describe('PM52 when the server is reached', () => {
  test('a terminal that never had a permit asks at once', () => {
    fc.assert(fc.property(random, (r) => delayWhenReached(none, r) === 0));
  });

  test('one that has a permit waits up to a minute, so that not all come at once', () => {
    fc.assert(fc.property(random, (r) => delayWhenReached(some, r) <= MINUTE));
    expect(delayWhenReached(some, 0.5)).toBe(MINUTE / 2);
  });

  test('one that has just asked waits until half an hour is over', () => {
    expect(delayWhenReached({ ...some, ago: 10 * MINUTE }, 0.5)).toBe(20 * MINUTE);
    expect(delayWhenReached({ ...some, ago: 40 * MINUTE }, 0.5)).toBe(MINUTE / 2);
  });
});

describe('PM52 after it was asked', () => {
  test('about half an hour later, each terminal in its own minute', () => {
    fc.assert(
      fc.property(random, (r) => {
        const delay = delayAfterFetch(some, r);
        return delay >= 27 * MINUTE && delay <= 33 * MINUTE;
      }),
    );
    expect(delayAfterFetch(some, 0)).not.toBe(delayAfterFetch(some, 0.9));
  });

  test('in vain: after seconds, then later and later, never more than half an hour', () => {
    const delays = [1, 2, 3, 20, 1_000].map((failures) =>
      delayAfterFetch({ ...some, failures }, 1),
    );
    expect(delays).toEqual([5_000, 10_000, 20_000, 30 * MINUTE, 30 * MINUTE]);
  });
});
