import { expect, test } from 'vitest';
import { floorOf } from './time-floor.ts';

const builtAt = Date.UTC(2026, 10, 23);
const DAY = 86_400_000;

test('TM3 the floor is the latest of build, last row and last known time', () => {
  expect(floorOf({ builtAt, lastRow: undefined, lastKnown: undefined })).toBe(builtAt);
  expect(floorOf({ builtAt, lastRow: builtAt + DAY, lastKnown: builtAt + 1 })).toBe(builtAt + DAY);
  expect(floorOf({ builtAt, lastRow: 5, lastKnown: builtAt + DAY })).toBe(builtAt + DAY);
});
