/** What a permit says of cards, items and due dates, from the bytes as they are sent. */
import { createSecretKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type CardEntry,
  CLASSES,
  ITEM_CLASSES,
  MADE_AT,
  PermitMaker,
  type PermitRecipe,
} from '#tests/fixtures/permit.ts';
import { LoadedPermit } from './loaded-permit.ts';
import { loadPermit } from './open-permit.ts';
import type { Permit } from './permit.ts';
import { NO_ROWS } from './rules/row-table.ts';

const maker = new PermitMaker();

function permitOf(recipe: PermitRecipe): Promise<Permit> {
  const { chunks, manifest } = maker.make(recipe);
  const key = maker.keyOf(manifest.epoch);
  return loadPermit(manifest, key, (sha256) => Promise.resolve(chunks.get(sha256)));
}

const DAY = 86_400_000;
/** The last moment of Monday 23 November 2026 in Vietnam. */
const MONDAY_ENDS = Date.UTC(2026, 10, 23, 17) - 1;
const listed = { state: 'listed', patronClass: 0, child: false, needsPin: false } as const;

describe('PM3 a card', () => {
  const cardOf = async (card: Omit<CardEntry, 'number'>) =>
    (await permitOf({ cards: [[{ number: 'TV-1', ...card }]] })).card('TV-1');

  test('that may borrow', async () => {
    expect(await cardOf({})).toEqual(listed);
  });

  test('that may not, with the reason', async () => {
    expect(await cardOf({ standing: 'card-expired' })).toEqual({
      ...listed,
      refusal: 'card-expired',
    });
  });

  test.each([0, 1, 254])('with %d loans left', async (loansLeft) => {
    expect(await cardOf({ loansLeft })).toEqual({ ...listed, loansLeft });
  });

  test('is good to the end of its last day, in the library’s zone', async () => {
    const validUntil = MONDAY_ENDS;
    expect(await cardOf({ lastDay: Math.floor(MADE_AT / DAY) })).toEqual({ ...listed, validUntil });
  });

  test('of a child', async () => {
    const { child } = CLASSES;
    expect(await cardOf({ class: child })).toEqual({ ...listed, patronClass: child, child: true });
  });

  test('of somebody whom a rule asks for the PIN', async () => {
    const { withPin } = CLASSES;
    const expected = { ...listed, patronClass: withPin, needsPin: true };
    expect(await cardOf({ class: withPin })).toEqual(expected);
  });

  test('of a class that the manifest does not name may not borrow: it is no unknown card', async () => {
    expect(await cardOf({ class: 200 })).toMatchObject({ state: 'listed', refusal: 'offline' });
  });

  test('that nobody has, or nobody has any more, is unknown', async () => {
    const permit = await permitOf({
      cards: [[{ number: 'TV-1' }], [{ number: 'TV-1', gone: true }]],
    });
    expect([permit.card('TV-1'), permit.card('TV-2')]).toEqual([
      { state: 'unknown' },
      { state: 'unknown' },
    ]);
  });

  test('that is registered again is known again', async () => {
    const card = { number: 'TV-1' };
    const permit = await permitOf({ cards: [[card], [{ ...card, gone: true }], [card]] });
    expect(permit.card('TV-1')).toEqual(listed);
  });
});

describe('PM2 a number is looked up', () => {
  test('as it would be scanned: without blanks, its letters composed', async () => {
    const permit = await permitOf({ cards: [[{ number: 'THẺ-1' }]] });
    expect(permit.card(` ${'THẺ-1'.normalize('NFD')}\n`)).toEqual(listed);
  });

  test('as a card’s or an item’s, never as the other', async () => {
    const permit = await permitOf({
      cards: [[{ number: '1' }]],
      items: [[{ number: '2', standing: 'not-for-loan' }]],
    });
    expect(permit.card('2')).toEqual({ state: 'unknown' });
    expect(permit.item({ identifier: '1' })).toEqual({ itemClass: 0 });
  });

  test('among hundreds each says what its last row says', async () => {
    const number = (index: number) => `TV-${index}`;
    const first = Array.from({ length: 900 }, (_, at) => ({
      number: number(at),
      loansLeft: at % 200,
    }));
    const changed = first
      .filter((_, at) => at % 7 === 0)
      .map((card) => ({ ...card, loansLeft: 250 }));
    const permit = await permitOf({
      cards: [first.slice(0, 400), first.slice(400), changed.slice(0, 99), changed.slice(99)],
    });
    for (const [at, card] of first.entries())
      expect(permit.card(card.number)).toMatchObject({ loansLeft: at % 7 === 0 ? 250 : at % 200 });
    expect(permit.card(number(900))).toEqual({ state: 'unknown' });
  });

  test('under another key of an epoch it is not found', async () => {
    const { chunks } = maker.make({ cards: [[{ number: 'TV-1' }]] });
    const { manifest } = maker.make({ cards: [[{ number: 'TV-1' }]] });
    const key = maker.keyOf('another');
    const permit = await loadPermit(manifest, key, (sha) => Promise.resolve(chunks.get(sha)));
    expect(permit.card('TV-1')).toEqual({ state: 'unknown' });
  });
});

describe('PM4 an item', () => {
  test('without a row is of the library’s default class', async () => {
    const permit = await permitOf({ manifest: { defaultItemClass: ITEM_CLASSES.dvd } });
    expect(permit.item({ identifier: 'A1' })).toEqual({ itemClass: ITEM_CLASSES.dvd });
  });

  test('that may not go out says why', async () => {
    const permit = await permitOf({ items: [[{ number: 'A1', standing: 'item-on-hold' }]] });
    expect(permit.item({ identifier: 'A1' })).toEqual({ itemClass: 0, refusal: 'item-on-hold' });
  });

  test('of another class', async () => {
    const permit = await permitOf({ items: [[{ number: 'A1', class: ITEM_CLASSES.dvd }]] });
    expect(permit.item({ identifier: 'A1' })).toEqual({ itemClass: ITEM_CLASSES.dvd });
  });

  test('whose number two libraries have is told apart by the owner on its tag', async () => {
    const permit = await permitOf({
      items: [
        [
          { number: 'A1', standing: 'several-matches' },
          { number: 'A1', owner: 'VN-1', class: ITEM_CLASSES.dvd },
        ],
      ],
    });
    const itemOf = (owner?: string) =>
      permit.item({ identifier: 'A1', ...(owner !== undefined && { owner }) });
    expect(itemOf('VN-1')).toEqual({ itemClass: ITEM_CLASSES.dvd });
    expect(itemOf('VN-2')).toEqual({ itemClass: 0, refusal: 'several-matches' });
    expect(itemOf()).toEqual({ itemClass: 0, refusal: 'several-matches' });
  });

  test('with a standing that the manifest does not name does not go out', async () => {
    const permit = await permitOf({
      items: [[{ number: 'A1', standing: 'item-lost' }]],
      manifest: { itemStandings: [''] },
    });
    expect(permit.item({ identifier: 'A1' })).toEqual({ itemClass: 0, refusal: 'offline' });
  });
});

describe('PM57 it is lent', () => {
  const { adult, child, withPin } = CLASSES;
  const { book, dvd, reference } = ITEM_CLASSES;

  test.each([
    ['a book to an adult for 21 days', adult, book, 21],
    ['a DVD to an adult for 7', adult, dvd, 7],
    ['a book to a child for 14', child, book, 14],
    ['a DVD to no child', child, dvd, undefined],
    ['a reference book to nobody', adult, reference, undefined],
    ['to somebody who would need the PIN, for the days of the cap at most', withPin, book, 10],
    ['and for fewer where the rule says fewer', withPin, dvd, 7],
    ['a book to a card nobody knows, for the days of its cap', undefined, book, 5],
    ['what is lent to nobody, to no such card either', undefined, reference, undefined],
  ])('%s', async (_, patronClass, itemClass, days) => {
    const dueAt = (await permitOf({})).dueAt(patronClass, itemClass, MADE_AT);
    expect(dueAt).toBe(days === undefined ? undefined : MONDAY_ENDS + days * DAY);
  });

  test('to somebody who would need the PIN, as to others where nothing is lent to them anyway', async () => {
    const permit = await permitOf({ manifest: { pinNeeded: 'returns-only' } });
    expect(permit.pinNeeded).toBe('returns-only');
    expect(permit.dueAt(withPin, book, MADE_AT)).toBe(MONDAY_ENDS + 21 * DAY);
  });

  test('to no unknown card, where the library lends to none', async () => {
    const permit = await permitOf({ manifest: { unknownCard: null } });
    expect([permit.unknownCard, permit.dueAt(undefined, book, MADE_AT)]).toEqual([
      undefined,
      undefined,
    ]);
  });

  test('from the day it is lent on, to beyond which the permit says nothing', async () => {
    const permit = await permitOf({});
    fc.assert(
      fc.property(fc.integer({ min: MADE_AT, max: MONDAY_ENDS + 5 * DAY }), (now) => {
        const day = Math.max(0, Math.ceil((now - MONDAY_ENDS) / DAY));
        const expected = day <= 3 ? MONDAY_ENDS + (day + 21) * DAY : undefined;
        expect(permit.dueAt(adult, book, now)).toBe(expected);
      }),
    );
  });
});

test('a card is looked up in less than a millisecond', () => {
  const { manifest } = maker.make();
  const key = createSecretKey(maker.keyOf('e1'));
  const hashes = Float64Array.from({ length: 140_000 }, (_, at) => at * 7_000_000);
  const cards = { hashes, values: new Float64Array(140_000) };
  const permit = new LoadedPermit(manifest, key, { cards, items: NO_ROWS });
  // What else a busy computer does in between is not its time: the quickest round of several counts.
  const rounds = Array.from({ length: 10 }, () => {
    const before = performance.now();
    for (let at = 0; at < 100; at++) permit.card(`TV-${at}`);
    return performance.now() - before;
  });
  expect(Math.min(...rounds)).toBeLessThan(100);
});
