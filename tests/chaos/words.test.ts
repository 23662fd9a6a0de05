import { describe, expect, test } from 'vitest';
import type { ItemLine } from '#gateway/messages.ts';
import { saidBy, wordOf } from './words.ts';

const line = (
  ils: ItemLine['ils'],
  more: Partial<Pick<ItemLine, 'refusal' | 'undone'>> = {},
): ItemLine => ({
  ...{ id: 'line', act: 'checkout', ils, security: 'not-needed', canUndo: false },
  ...{ undone: false, onPad: true },
  ...more,
});

describe('what the screen said of a book comes to', () => {
  test('a promise once it is done or recorded here, whatever is said later', () => {
    for (const said of ['accepted', 'queued'] as const) {
      expect(wordOf([line('pending'), line(said)], false)).toBe('promised');
      expect(wordOf([line(said), line('unknown')], true)).toBe('promised');
      expect(wordOf([line(said), line('refused')], false)).toBe('promised');
    }
  });

  test('nothing while it was only under way or in doubt', () => {
    expect(wordOf([], false)).toBe('open');
    expect(wordOf([line('pending')], false)).toBe('open');
    expect(wordOf([line('pending'), line('unknown')], false)).toBe('open');
  });

  test('a no, where it was refused and never promised', () => {
    expect(wordOf([line('pending'), line('refused')], false)).toBe('refused');
  });

  test('taken back, where it was undone or left in doubt', () => {
    expect(wordOf([line('accepted'), line('accepted', { undone: true })], false)).toBe(
      'taken-back',
    );
    expect(wordOf([line('pending'), line('unknown')], true)).toBe('taken-back');
  });
});

test('is told to people without repetitions', () => {
  const refusal = { code: 'offline', params: {} };
  expect(saidBy([line('pending'), line('pending'), line('refused', { refusal })])).toBe(
    'pending/not-needed → refused/offline/not-needed',
  );
});
