import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plantTree } from '#server/libraries/rules/library-tree.ts';
import type { Hold } from '#server/circulation/rules/hold.ts';
import type { Copy } from '#server/circulation/rules/line.ts';
import type { Rulebook } from '#server/circulation/rules/rulebook.ts';
import { distance, fetchesOf } from './nearest-copy.ts';

const NOW = Date.parse('2026-11-23T03:00:00Z');
const node = (id: string, parentId?: string) => ({
  ...{ id, parentId, kind: 'library', name: id, timeZone: 'Asia/Ho_Chi_Minh' },
});
// central ── east ── school; central ── west; another network beside it.
const TREE = plantTree([
  node('central'),
  node('east', 'central'),
  node('school', 'east'),
  node('west', 'central'),
  node('elsewhere'),
]);
const BOOK: Rulebook = {
  ...{ tree: TREE, calendars: new Map(), policies: [] },
  itemClasses: new Map([['book', { id: 'book', loanable: true }]]),
};
const copy = (id: string, at: string, more: Partial<Copy> = {}): Copy => ({
  ...{ id, itemClass: 'book', condition: 'ok', onLoan: false },
  ...{ homeLibraryId: at, currentLibraryId: at },
  ...more,
});
const hold = (id: string, at: string, more: Partial<Hold> = {}): Hold => ({
  ...{ id, patronId: id, patronClass: 'adult', pickupLibraryId: at, placedAt: NOW },
  ...more,
});
const fetched = (holds: readonly Hold[], copies: readonly Copy[]) =>
  fetchesOf(BOOK, { holds, copies }, NOW).map((fetch) => [fetch.hold.id, fetch.copy.id]);

test.each([
  ['school', 'school', 0],
  ['school', 'east', 1],
  ['school', 'west', 3],
  ['central', 'school', 2],
])('H5 from %s to %s it is %i steps', (from, to, steps) => {
  expect(distance(TREE, from, to)).toBe(steps);
});

test('H5 another network is farther than anything in one’s own', () => {
  expect(distance(TREE, 'school', 'elsewhere')).toBeGreaterThan(distance(TREE, 'school', 'west'));
});

test('H5 each is served by the nearest copy that is left, first come first', () => {
  const copies = [copy('far', 'west'), copy('near', 'east')];
  expect(fetched([hold('1', 'school'), hold('2', 'school')], copies)).toEqual([
    ['1', 'near'],
    ['2', 'far'],
  ]);
});

test('H5 what is out, lost, under way or taken aside is not fetched', () => {
  const captured = { itemId: 'aside', at: NOW };
  const copies = [
    copy('out', 'east', { onLoan: true }),
    copy('lost', 'east', { condition: 'lost' }),
    copy('under-way', 'east', { transit: { id: 't', toLibraryId: 'east' } }),
    copy('aside', 'east'),
    copy('free', 'west'),
  ];
  expect(fetched([hold('1', 'east', { captured }), hold('2', 'east')], copies)).toEqual([
    ['2', 'free'],
  ]);
});

test('H5 a copy that somebody asked for by name is left to them where another one will do', () => {
  const copies = [copy('named', 'east'), copy('other', 'west')];
  expect(fetched([hold('1', 'east'), hold('2', 'east', { itemId: 'named' })], copies)).toEqual([
    ['1', 'other'],
    ['2', 'named'],
  ]);
});

const LIBRARY = fc.constantFrom('central', 'east', 'school', 'west');

test('H5 nobody gets two copies, no copy is fetched twice, and none is left while somebody waits', () => {
  fc.assert(
    fc.property(
      fc.array(LIBRARY, { maxLength: 8 }),
      fc.array(LIBRARY, { maxLength: 8 }),
      (a, b) => {
        const holds = a.map((at, n) => hold(`h${n}`, at));
        const copies = b.map((at, n) => copy(`c${n}`, at));
        const pairs = fetched(holds, copies);
        expect(pairs).toHaveLength(Math.min(a.length, b.length));
        expect(new Set(pairs.map(([, id]) => id)).size).toBe(pairs.length);
        expect(pairs.map(([id]) => id)).toEqual(holds.slice(0, pairs.length).map(({ id }) => id));
      },
    ),
  );
});
