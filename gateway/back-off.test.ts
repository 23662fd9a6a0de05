import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type BackOff, delayAfter } from './back-off.ts';
import { SILENCE } from './outbox/relay.ts';

const policy = { firstMs: 1_000, longestMs: 60_000 };

test('waits twice as long after each failure, up to the longest', () => {
  expect([1, 2, 3, 6, 7, 40].map((failures) => delayAfter(failures, policy, 1))).toEqual([
    1_000, 2_000, 4_000, 32_000, 60_000, 60_000,
  ]);
});

test('O38 spreads the tries over the whole of the wait', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1e6 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (n, r) => {
        const full = delayAfter(n, policy, 1);
        expect(delayAfter(n, policy, r)).toBe(Math.round(r * full));
      },
    ),
  );
});

/** When a thousand terminals that failed together try again, so many seconds after that: the fullest second. */
function fullestSecond(outageMs: number, backOff: BackOff): number {
  const tries = new Map<number, number>();
  for (let terminal = 0; terminal < 1_000; terminal++) {
    let at = 0;
    for (let failures = 1; at <= outageMs; failures++) {
      at += delayAfter(failures, backOff, Math.random());
    }
    const second = Math.floor((at - outageMs) / 1_000);
    tries.set(second, (tries.get(second) ?? 0) + 1);
  }
  return Math.max(...tries.values());
}

test.each([0, 1_000, 5_000, 60_000, 3_600_000])(
  'O38 a thousand terminals do not come back in the same second after %d ms',
  (outageMs) => {
    expect(fullestSecond(outageMs, SILENCE)).toBeLessThan(250);
  },
);
