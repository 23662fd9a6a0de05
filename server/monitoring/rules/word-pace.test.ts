import { expect, test } from 'vitest';
import { WordPace } from './word-pace.ts';

test('SE22 forty words at once wait for nothing, the next ones fifty milliseconds each', () => {
  const pace = new WordPace();
  const waits = Array.from({ length: 43 }, () => pace.take(1000));
  expect(waits.slice(0, 40)).toEqual(Array(40).fill(0));
  expect(waits.slice(40)).toEqual([50, 100, 150]);
});

test('SE22 twenty a second never wait', () => {
  const pace = new WordPace();
  for (let now = 0; now < 60_000; now += 50) expect(pace.take(now)).toBe(0);
});

test('SE22 a silence gives back no more than forty', () => {
  const pace = new WordPace();
  pace.take(0);
  const waits = Array.from({ length: 41 }, () => pace.take(1_000_000));
  expect(waits.filter((wait) => wait > 0)).toEqual([50]);
});
