import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isInForce } from './in-force.ts';

const HOUR = 3_600_000;
const permit = { madeAt: 1_000 * HOUR, endsAt: 1_072 * HOUR };
const at = (now: number, timeKnown = true) => isInForce(permit, { now, timeKnown });

test('PM11 in force from when it was made to its last moment', () => {
  expect([permit.madeAt, permit.endsAt].map((now) => at(now))).toEqual([true, true]);
  expect(at(permit.endsAt + 1)).toBe(false);
});

test('PM11 at a time that the terminal does not know, never', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 2_000 * HOUR }), (now) => !at(now, false)));
});

test('PM11 a clock that lies before it was made is wrong, and does not prolong it', () => {
  expect(at(permit.madeAt - 120_001)).toBe(false);
});

test('PM11 a clock that runs two minutes behind the server’s is taken as it is', () => {
  expect(at(permit.madeAt - 120_000)).toBe(true);
});
