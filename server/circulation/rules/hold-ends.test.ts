import { expect, test } from 'vitest';
import { holdOf, NOW } from '#tests/fixtures/small-world.ts';
import type { Hold } from './hold.ts';
import { mendedHolds } from './hold-ends.ts';
import type { Taking } from './hold-ends.ts';

/** Bình, who has waited for two hours, took the book. */
const taking = (more: Partial<Taking> = {}): Taking => ({
  ...{ id: 'loan-b', itemId: 'de-men-1', patronId: 'binh', terminalId: 'k1', checkedOutAt: NOW },
  ...more,
});
const mended = (hold: Partial<Hold>, ...loans: Taking[]) =>
  mendedHolds([holdOf(hold)], loans, ({ terminalId }) => `terminal:${terminalId}`);
const ended = { at: NOW, how: 'picked-up', by: 'terminal:k1' } as const;
const captured = { itemId: 'de-men-1', at: NOW - 1 };

test('H21 T11 who has the book waits no more', () => {
  expect(mended({}, taking())).toMatchObject([{ ended }]);
  expect(mended({ ended }, taking())).toEqual([]);
});

test('H21 T11 the wait ended with the first of several loans, whichever was told first', () => {
  const later = taking({ id: 'a', checkedOutAt: NOW + 9, itemId: 'de-men-2' });
  expect(mended({ ended: { ...ended, at: NOW + 9 } }, later, taking())).toMatchObject([{ ended }]);
});

test('H25 T11 a loan taken back gives the hold back, unless another has served it', () => {
  const undone = taking({ ended: { at: NOW + 1, how: 'undone' } });
  expect(mended({ ended, captured }, undone)).toMatchObject([
    { ended: undefined, captured: undefined },
  ]);
  const other = taking({ id: 'a', checkedOutAt: NOW + 9 });
  expect(mended({ ended }, undone, other)).toMatchObject([{ ended: { at: NOW + 9 } }]);
});

test.each([
  ['made before', {}, taking({ checkedOutAt: NOW - 7_200_001 })],
  ['of another patron', {}, taking({ patronId: 'an' })],
  ['of a copy that it does not wait for', { itemId: 'de-men-2' }, taking()],
  ['of nobody, for a hold of nobody', { patronId: undefined }, taking({ patronId: undefined })],
])('H21 T11 no loan %s ends a wait', (_, hold, loan) => {
  expect(mended(hold, loan)).toEqual([]);
});

test('H21 T11 what ended otherwise stays so', () => {
  expect(mended({ ended: { at: NOW + 9, how: 'cancelled', by: 'staff:1' } }, taking())).toEqual([]);
});

test('H21 Z2 what has ended and is nobody’s any more stays so: which loan it ended with has been forgotten', () => {
  expect(mended({ ended, captured, patronId: undefined }, taking({ patronId: undefined }))).toEqual(
    [],
  );
});

test('H23 T11 the copy that lay aside is left, unless it is the one that is out', () => {
  expect(mended({ captured }, taking())).toMatchObject([{ captured }]);
  expect(mended({ captured }, taking({ itemId: 'de-men-2' }))).toMatchObject([
    { captured: undefined },
  ]);
  const back = taking({ ended: { at: NOW + 5, how: 'returned' } });
  expect(mended({ captured }, back)).toMatchObject([{ captured: undefined }]);
});
