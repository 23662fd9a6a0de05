import { expect, test } from 'vitest';
import { book, policy, tree } from '#tests/fixtures/small-world.ts';
import type { LoanPolicy } from './loan-policy.ts';
import { policyFor } from './loan-policy.ts';
import { rulesFor } from './rulebook.ts';

const rule = (id: string, libraryId: string, more: Partial<LoanPolicy> = {}): LoanPolicy => ({
  ...policy,
  id,
  libraryId,
  ...more,
});
const chosen = (policies: LoanPolicy[], library = 'school-a'): string | undefined =>
  policyFor(policies, tree, library, 'child', 'book')?.id;

test('P1 the nearest library with a fitting rule decides, even against a narrower one above', () => {
  const above = rule('narrow', 'network', { patronClass: 'child', itemClass: 'book' });
  expect(chosen([above, rule('wide', 'ward')])).toBe('wide');
  expect(chosen([above, rule('other', 'ward', { patronClass: 'adult' })])).toBe('narrow');
});

test('P1 a rule of a neighbour or of a library below is none', () => {
  expect(chosen([rule('neighbour', 'school-b')])).toBeUndefined();
  expect(chosen([rule('below', 'school-a')], 'ward')).toBeUndefined();
});

test('P2 within a library the rule that names more wins, the patron’s class before the item’s', () => {
  const none = rule('none', 'ward');
  const item = rule('item', 'ward', { itemClass: 'book' });
  const patron = rule('patron', 'ward', { patronClass: 'child' });
  const both = rule('both', 'ward', { patronClass: 'child', itemClass: 'book' });
  for (const order of [
    [none, item, patron, both],
    [both, patron, item, none],
  ]) {
    expect(chosen(order)).toBe('both');
    expect(chosen(order.filter((one) => one !== both))).toBe('patron');
    expect(chosen(order.filter((one) => one === none || one === item))).toBe('item');
  }
  expect(chosen([none])).toBe('none');
});

test('the rules that may meet a patron are those of the classes that are lent', () => {
  const policies = [policy, rule('reference', 'network', { itemClass: 'reference' })];
  expect(rulesFor(book({ policies }), 'central', 'adult')).toEqual([policy]);
});
