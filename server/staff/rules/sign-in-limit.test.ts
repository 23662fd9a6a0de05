import { expect, test } from 'vitest';
import { blockedUntil, WINDOW_MS } from './sign-in-limit.ts';

const times = (count: number) => Array.from({ length: count }, (_, i) => 1000 + i);

test('seven attempts at an account may be followed by another, eight may not', () => {
  expect(blockedUntil({ ofAccount: times(7), ofAddress: [] })).toBeUndefined();
  expect(blockedUntil({ ofAccount: times(8), ofAddress: [] })).toBe(1000 + WINDOW_MS);
});

test('the wait ends when the eighth-last attempt is out of the window', () => {
  expect(blockedUntil({ ofAccount: times(10), ofAddress: [] })).toBe(1002 + WINDOW_MS);
});

test('an address may try more, over all accounts', () => {
  expect(blockedUntil({ ofAccount: [], ofAddress: times(39) })).toBeUndefined();
  expect(blockedUntil({ ofAccount: [], ofAddress: times(40) })).toBe(1000 + WINDOW_MS);
});

test('the longer wait counts', () => {
  const ofAddress = times(40).map((at) => at + 500);
  expect(blockedUntil({ ofAccount: times(8), ofAddress })).toBe(1500 + WINDOW_MS);
});
