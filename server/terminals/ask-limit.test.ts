import { expect, test } from 'vitest';
import { AskLimit } from './ask-limit.ts';
import { CODE_LIFE_MS, MOST_ASKED } from './rules/pairing-limits.ts';

const NOW = 1_790_000_000_000;

test('PA8 a network may ask forty times in ten minutes, another is not held up by it', () => {
  const limit = new AskLimit({ most: MOST_ASKED, withinMs: CODE_LIFE_MS });
  const ask = (network: string, later = 0) => limit.take(network, NOW + later);
  for (let i = 0; i < MOST_ASKED; i += 1) expect(ask('a')).toBeUndefined();
  expect(ask('a')).toBe(NOW + CODE_LIFE_MS);
  expect(ask('b')).toBeUndefined();
  expect(ask('a', CODE_LIFE_MS - 1)).toBe(NOW + CODE_LIFE_MS);
  expect(ask('a', CODE_LIFE_MS)).toBeUndefined();
});

test('PA8 however many networks ask, only so many are remembered, and the latest among them', () => {
  const limit = new AskLimit({ most: MOST_ASKED, withinMs: CODE_LIFE_MS });
  for (let i = 0; i < MOST_ASKED; i += 1) limit.take('early', NOW);
  for (let i = 0; i < 20_000; i += 1) limit.take(`n${i}`, NOW);
  for (let i = 1; i < MOST_ASKED; i += 1) limit.take('n19999', NOW);
  expect(limit.take('early', NOW)).toBeUndefined();
  expect(limit.take('n19999', NOW)).toBe(NOW + CODE_LIFE_MS);
});
