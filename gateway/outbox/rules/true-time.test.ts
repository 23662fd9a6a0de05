import { expect, test } from 'vitest';
import { trueTime } from './true-time.ts';

const HOUR = 3_600_000;
const then = { wall: 1_000 * HOUR, monotonic: 500, boot: 'a', serverOffset: undefined };

test('O9 a time recorded with the server’s offset stands', () => {
  const known = { ...then, serverOffset: -40 };
  const now = { ...then, wall: then.wall + HOUR, monotonic: HOUR, serverOffset: 7 * HOUR };
  expect(trueTime(then.wall - 40, known, now)).toBe(then.wall - 40);
});

test('O9 without any word of the server the terminal’s time is all there is', () => {
  expect(trueTime(then.wall, then, { ...then, wall: then.wall + HOUR })).toBe(then.wall);
});

test('O9 within one boot a clock set right in between does not move the event', () => {
  // The clock stood 7 h slow, was set right after half an hour, and the server was heard an hour after the event.
  const now = {
    wall: then.wall + 8 * HOUR,
    monotonic: then.monotonic + HOUR,
    boot: 'a',
    serverOffset: 0,
  };
  expect(trueTime(then.wall, then, now)).toBe(then.wall + 7 * HOUR);
});

test('O9 within one boot it does not matter by which of two clocks the event was told', () => {
  const now = { wall: 5, monotonic: then.monotonic + HOUR, boot: 'a', serverOffset: 2_000 * HOUR };
  const byCarriedTime = trueTime(then.wall + 72 * HOUR, then, now);
  expect(byCarriedTime).toBe(trueTime(then.wall, then, now));
  expect(byCarriedTime).toBe(1_999 * HOUR + 5);
});

test('O9 after another boot the known error of the wall clock is taken off', () => {
  const now = { wall: then.wall + HOUR, monotonic: 3, boot: 'b', serverOffset: 7 * HOUR };
  expect(trueTime(then.wall, then, now)).toBe(then.wall + 7 * HOUR);
});

test('O9 after another boot it was before that', () => {
  // Twice without a battery: the clock began at the same hour both times, and the event was later in its boot than it is now.
  const now = { wall: then.wall - HOUR, monotonic: HOUR, boot: 'b', serverOffset: 9_000 * HOUR };
  expect(trueTime(then.wall, then, now)).toBe(then.wall + 8_998 * HOUR);
});
