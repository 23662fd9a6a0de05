import { describe, expect, test } from 'vitest';
import { book, copyOf, holdOf, itemOf, lineOf, NOW } from '#tests/fixtures/small-world.ts';
import { movesOfCheckout, movesOfReturn, NO_MOVES } from './moves.ts';
import type { Taking } from './moves.ts';
import { routeOf } from './route.ts';
import type { ItemStanding } from './world.ts';

const comesIn = (item: ItemStanding, here = 'central') =>
  movesOfReturn(item, here, routeOf(book(), item, here, item.line, NOW));
const taking = (more: Partial<Taking> = {}): Taking => ({
  ...{ patronId: 'an', at: NOW, by: 'terminal:kiosk-1', isBack: false, now: NOW },
  ...more,
});
const takes = (item: ItemStanding, more: Partial<Taking> = {}) =>
  movesOfCheckout(book(), item, taking(more));
const aside = (itemId: string, more: Parameters<typeof holdOf>[0] = {}) =>
  holdOf({
    captured: { itemId, at: NOW - 1, shelf: { at: NOW - 1, until: '2026-11-27' } },
    ...more,
  });

describe('what comes in', () => {
  test('V1 stays where it belongs, and is sent there from elsewhere', () => {
    expect(comesIn(itemOf())).toEqual(NO_MOVES);
    expect(comesIn(itemOf(), 'ward').sent).toMatchObject([
      { fromLibraryId: 'ward', toLibraryId: 'central', holdId: undefined },
    ]);
  });

  test('V1 has arrived where it was sent, and is overtaken elsewhere', () => {
    const transit = { id: 'way', toLibraryId: 'central' };
    expect(comesIn(itemOf({ transit })).ended).toEqual([{ id: 'way', how: 'arrived' }]);
    expect(comesIn(itemOf({ transit }), 'ward').ended).toEqual([{ id: 'way', how: 'overtaken' }]);
  });

  test('V5 scanned once more where it waits for the van, it is not sent again', () => {
    const transit = { id: 'way', toLibraryId: 'central' };
    expect(comesIn(itemOf({ transit, currentLibraryId: 'ward' }), 'ward')).toEqual(NO_MOVES);
  });

  test('H27 scanned once more on the shelf of who waits, it is kept no longer for that', () => {
    expect(comesIn(itemOf({ line: lineOf([aside('de-men-1')]) }))).toEqual(NO_MOVES);
  });

  test('H28 whose last day has passed is passed over', () => {
    const line = lineOf([
      holdOf({ expiresOn: '2026-11-22' }),
      holdOf({ id: 'hold-2', expiresOn: '2026-11-23' }),
    ]);
    expect(comesIn(itemOf({ line })).holds.map(({ id }) => id)).toEqual(['hold-2']);
  });

  test('H29 a copy that is not lent is taken aside for nobody', () => {
    const line = lineOf([holdOf()]);
    expect(comesIn(itemOf({ line, itemClass: 'reference' }))).toEqual(NO_MOVES);
    expect(comesIn(itemOf({ line, condition: 'withdrawn' }))).toEqual(NO_MOVES);
    expect(comesIn(itemOf({ line, condition: 'damaged' })).holds).toHaveLength(1);
  });
});

describe('what is taken', () => {
  test('H21 ends the wait of who takes it, not of others', () => {
    const own = holdOf({ id: 'own', patronId: 'an' });
    const { holds } = takes(itemOf({ line: lineOf([own, holdOf()]) }));
    expect(holds).toMatchObject([{ id: 'own', ended: { how: 'picked-up', at: NOW } }]);
  });

  test('H21 ends no wait for another copy, nor one that began later', () => {
    const other = holdOf({ patronId: 'an', itemId: 'de-men-2' });
    const later = holdOf({ patronId: 'an', placedAt: NOW + 1 });
    expect(takes(itemOf({ line: lineOf([other, later]) })).holds).toEqual([]);
  });

  test('H23 leaves the copy that was aside to the next, or lets it go home', () => {
    const copies = [copyOf({ homeLibraryId: 'ward' })];
    const own = aside('de-men-2', { id: 'own', patronId: 'an' });
    const next = takes(itemOf({ line: lineOf([own, holdOf()], copies) }));
    expect(next.holds).toMatchObject([
      { id: 'own', captured: undefined, ended: { how: 'picked-up' } },
      { id: 'hold-1', captured: { itemId: 'de-men-2' } },
    ]);
    const home = takes(itemOf({ line: lineOf([own], copies) }));
    expect(home.sent).toMatchObject([{ itemId: 'de-men-2', toLibraryId: 'ward' }]);
  });

  test('H23 lets a copy that is under way go on, for nobody any more', () => {
    const transit = { id: 'way', toLibraryId: 'ward', holdId: 'own' };
    const own = holdOf({ id: 'own', patronId: 'an', captured: { itemId: 'de-men-2', at: 1 } });
    const moves = takes(itemOf({ line: lineOf([own, holdOf()], [copyOf({ transit })]) }));
    expect(moves).toMatchObject({ forNobody: ['way'], sent: [] });
    expect(moves.holds.map(({ id }) => id)).toEqual(['own']);
  });

  test('H24 lets another wait again for whom it was aside, but not when it is told late', () => {
    const item = itemOf({ line: lineOf([aside('de-men-1')]) });
    expect(takes(item).holds).toMatchObject([{ id: 'hold-1', captured: undefined }]);
    expect(takes(item, { isBack: true })).toEqual(NO_MOVES);
  });

  test('V4 is under way no more, but not when it is told late', () => {
    const item = itemOf({ transit: { id: 'way', toLibraryId: 'ward' } });
    expect(takes(item).ended).toEqual([{ id: 'way', how: 'overtaken' }]);
    expect(takes(item, { isBack: true })).toEqual(NO_MOVES);
  });
});
