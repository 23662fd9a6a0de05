import { expect, test } from 'vitest';
import { refuse } from '../circulation/rules/refusal.ts';
import { PinMemory } from './pin-memory.ts';

const FIVE_MINUTES = 5 * 60_000;

test('S2-32 a right PIN is known for five minutes, for its card alone', () => {
  const pins = new PinMemory();
  pins.keep('C-1', '2357', 0);
  expect(pins.isRight('C-1', '2357', FIVE_MINUTES - 1)).toBe(true);
  expect(pins.isRight('C-1', '2358', 0)).toBe(false);
  expect(pins.isRight('C-2', '2357', 0)).toBe(false);
  expect(pins.isRight('C-1', '2357', FIVE_MINUTES)).toBe(false);
  expect(pins.hasShown('C-1', 0)).toBe(true);
});

test('S2-32 it is forgotten with the visit, and the oldest when many come', () => {
  const pins = new PinMemory();
  for (let n = 0; n < 9; n++) pins.keep(`C-${n}`, '1', 0);
  expect(pins.hasShown('C-0', 0)).toBe(false);
  expect(pins.hasShown('C-8', 0)).toBe(true);
  pins.forget('C-8');
  expect(pins.isRight('C-8', '1', 0)).toBe(false);
});

test('S2-32 a wrong one that is repeated is the same slip; the right one before it stays right', () => {
  const pins = new PinMemory();
  const said = refuse('pin-wrong', { triesLeft: 4 });
  pins.keep('C-1', '2357', 0);
  pins.keepWrong('C-1', '2358', said, 0);
  expect(pins.refusalOf('C-1', '2358', FIVE_MINUTES - 1)).toBe(said);
  expect(pins.refusalOf('C-1', '2359', 0)).toBeUndefined();
  expect(pins.refusalOf('C-1', '2358', FIVE_MINUTES)).toBeUndefined();
  expect(pins.isRight('C-1', '2357', 0)).toBe(true);
  expect(pins.isRight('C-1', '2358', 0)).toBe(false);
});
