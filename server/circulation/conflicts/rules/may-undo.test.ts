import { expect, test } from 'vitest';
import { whyNotUndone } from './may-undo.ts';

const DAY = 86_400_000;
const at = Date.parse('2026-11-23T03:00:00Z');
const undo = (choice: Parameters<typeof whyNotUndone>[0]['choice'], days: number, gone = false) =>
  whyNotUndone({ choice, at, hasGoneOn: gone }, at + days * DAY)?.code;

test('Q30 a decision is taken back within thirty days', () => {
  for (const choice of ['keep', 'seen', 'recall', 'reverse', 'write-off'] as const) {
    expect(undo(choice, 30)).toBeUndefined();
    expect(undo(choice, 31)).toBe('undo-too-late');
  }
});

test('Q30 not once the book has gone on: what came after rests on it', () => {
  expect(undo('recall', 1, true)).toBe('undo-overtaken');
  expect(undo('reverse', 1, true)).toBe('undo-overtaken');
  expect(undo('write-off', 1, true)).toBe('undo-overtaken');
});

test('Q30 a word alone is taken back whatever has happened since', () => {
  expect(undo('keep', 1, true)).toBeUndefined();
  expect(undo('seen', 1, true)).toBeUndefined();
});

test('Q26 what was found out is not unknown again', () => {
  expect(undo('retry', 0)).toBe('undo-not-possible');
});
