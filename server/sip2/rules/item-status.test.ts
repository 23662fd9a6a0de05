import { expect, test } from 'vitest';
import type { ItemFacts } from './facts.ts';
import { circulationStatus, destinationOf } from './item-status.ts';

const home = { id: 'central', name: 'Thư viện tỉnh' };
const item = { condition: 'ok', home } as const;
const loan = { id: 'l', terminalId: 't', dueAt: 0, claimedReturned: false };
const captured = { pickupLibraryId: 'ward', isOnShelf: true };

test.each<[string, Partial<ItemFacts>, string]>([
  ['on its shelf', {}, '03'],
  ['damaged, and lent all the same', { condition: 'damaged' }, '03'],
  ['on loan', { loan }, '04'],
  ['on loan and lost: the loan is what counts', { loan, condition: 'lost' }, '04'],
  ['claimed returned', { loan: { ...loan, claimedReturned: true } }, '11'],
  ['withdrawn', { condition: 'withdrawn' }, '01'],
  ['lost', { condition: 'lost' }, '12'],
  ['missing', { condition: 'missing' }, '13'],
  ['under way', { transitTo: 'ward' }, '10'],
  ['under way to who waits', { transitTo: 'ward', captured }, '10'],
  ['kept for who waits', { captured }, '08'],
])('S2-40 %s', (_, more, status) => {
  expect(circulationStatus({ ...item, ...more })).toBe(status);
});

test('S2-41 it goes where it is under way to, else to who waits, else home', () => {
  expect(destinationOf({ home, captured, transitTo: 'school' })).toBe('school');
  expect(destinationOf({ home, captured })).toBe('ward');
  expect(destinationOf({ home })).toBe('central');
});
