import { expect, test } from 'vitest';
import { book, policy } from '#tests/fixtures/small-world.ts';
import { classTableAt } from './class-table.ts';

const CLASSES = ['book', 'comic', 'disc'].map((id) => [id, { id, loanable: true }] as const);
const itemClasses = new Map([...CLASSES, ['reference', { id: 'reference', loanable: false }]]);
const rule = (id: string, more: object) => ({ ...policy, id, ...more });
const at = (libraryId: string, policies = [rule('any', {})], commonest?: string) =>
  classTableAt(book({ itemClasses, policies }), libraryId, {
    ...{ patronClasses: ['adult', 'child', 'teacher'], commonest },
  });

test('PM22 where one rule holds for all, there is one class of patrons, grown up or child, and one of items', () => {
  const { inManifest } = at('ward');
  expect(inManifest).toEqual({
    patronClasses: [false, true].map((child) => ({
      ...{ ids: ['adult', 'child', 'teacher'], child, pin: false },
    })),
    itemClasses: [{ ids: ['book', 'comic', 'disc'] }],
    defaultItemClass: 0,
    loanDays: [[14], [14]],
  });
});

test('PM22 classes are told apart by what is lent to them here', () => {
  const policies = [
    rule('any', {}),
    rule('discs', { itemClass: 'disc', loanDays: 7 }),
    rule('long', { libraryId: 'school-a', patronClass: 'teacher', loanDays: 90 }),
  ];
  const school = at('school-a', policies, 'disc');
  expect(school.inManifest.itemClasses).toEqual([{ ids: ['book', 'comic'] }, { ids: ['disc'] }]);
  expect(school.inManifest.defaultItemClass).toBe(1);
  expect(school.inManifest.loanDays).toEqual([
    ...[
      [14, 7],
      [14, 7],
    ],
    ...[
      [90, 90],
      [90, 90],
    ],
  ]);
  expect(school.patronIndex.get('teacher')).toEqual({ adult: 2, child: 3 });
  expect(school.itemIndex.get('comic')).toBe(0);
  expect(school.itemIndex.get('reference')).toBeUndefined();
  const ward = at('ward', policies);
  expect(ward.inManifest.patronClasses).toHaveLength(2);
});

test('K6 a class that one rule asks for the PIN is a class of its own', () => {
  const policies = [
    rule('any', {}),
    rule('careful', { patronClass: 'adult', itemClass: 'disc', requiresPin: true }),
  ];
  const { inManifest } = at('ward', policies);
  expect(inManifest.patronClasses.map(({ ids, pin }) => [ids[0], pin])).toEqual([
    ...[
      ['adult', true],
      ['adult', true],
    ],
    ...[
      ['child', false],
      ['child', false],
    ],
  ]);
});

test('P3 what no rule lends has no days, and a network without any classes still has one', () => {
  expect(at('ward', []).inManifest.loanDays).toEqual([[null], [null]]);
  const empty = classTableAt(book({ itemClasses: new Map() }), 'ward', {
    ...{ patronClasses: ['adult'], commonest: undefined },
  });
  expect(empty.inManifest).toMatchObject({
    itemClasses: [{ ids: [] }],
    loanDays: [[null], [null]],
  });
});
