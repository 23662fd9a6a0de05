import fc from 'fast-check';
import { expect, test } from 'vitest';
import { delayAfter } from './back-off.ts';

const policy = { firstMs: 1_000, longestMs: 60_000 };

test('waits twice as long after each failure, up to the longest', () => {
  expect([1, 2, 3, 6, 7, 40].map((failures) => delayAfter(failures, policy, 1))).toEqual([
    1_000, 2_000, 4_000, 32_000, 60_000, 60_000,
  ]);
});

test('spreads the terminals over the second half of the wait', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1e6 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (n, r) => {
        const full = delayAfter(n, policy, 1);
        expect(delayAfter(n, policy, r)).toBeGreaterThanOrEqual(full / 2);
        expect(delayAfter(n, policy, r)).toBeLessThanOrEqual(full);
      },
    ),
  );
});
