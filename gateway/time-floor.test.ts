import { expect, test } from 'vitest';
import { floorOf, isTimeKnown } from './time-floor.ts';

const builtAt = Date.UTC(2026, 10, 23);
const DAY = 86_400_000;

test('the floor is the latest of build, last row and last server time', () => {
  expect(floorOf({ builtAt, lastRow: undefined, lastServerTime: undefined })).toBe(builtAt);
  expect(floorOf({ builtAt, lastRow: builtAt + DAY, lastServerTime: builtAt + 1 })).toBe(
    builtAt + DAY,
  );
  expect(floorOf({ builtAt, lastRow: 5, lastServerTime: builtAt + DAY })).toBe(builtAt + DAY);
});

test('below the floor the time is unknown, on it and above it is known', () => {
  expect(isTimeKnown(builtAt - 1, builtAt, false)).toBe(false);
  expect(isTimeKnown(builtAt, builtAt, false)).toBe(true);
});

test('the server’s word counts more than the floor', () => {
  expect(isTimeKnown(builtAt - 1, builtAt, true)).toBe(true);
});
