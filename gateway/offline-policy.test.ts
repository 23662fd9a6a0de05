import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { permitOf } from '#tests/fixtures/loaded-permit.ts';
import {
  CLASSES,
  type CardEntry,
  ITEM_CLASSES,
  type ItemEntry,
  MADE_AT,
} from '#tests/fixtures/permit.ts';
import type { Manifest } from '#server/permit/format/manifest.ts';
import { admitByPermit, decideByPermit, type LoanFacts } from './offline-policy.ts';
import type { OfflineAdmission, OfflineAnswer } from './offline-policy.ts';

const DAY = 86_400_000;
const TODAY = Math.floor(MADE_AT / DAY);
/** The last moment of the day in Vietnam on which the permit was made. */
const DAY_ENDS = Date.UTC(2026, 10, 23, 17) - 1;

const FACTS: LoanFacts = {
  ...{ card: 'TV-1', item: { identifier: '1001' }, now: MADE_AT + 3_600_000 },
  ...{ promised: 0, lent: 0, pinVerified: false, lastNo: undefined },
};

interface Asked {
  readonly card?: Omit<CardEntry, 'number'> | 'unlisted';
  readonly item?: Omit<ItemEntry, 'number'>;
  readonly manifest?: Partial<Manifest>;
  readonly facts?: Partial<LoanFacts>;
}

const asked = ({ card = {}, item, manifest }: Asked) =>
  permitOf({
    cards: card === 'unlisted' ? [] : [[{ number: 'TV-1', ...card }]],
    items: item ? [[{ number: '1001', ...item }]] : [],
    ...(manifest && { manifest }),
  });

async function lend(each: Asked): Promise<string | number> {
  const answer = decideByPermit(await asked(each), { ...FACTS, ...each.facts });
  return answer.answer === 'lend' ? Math.round((answer.dueAt - DAY_ENDS) / DAY) : codeOf(answer);
}

async function admit(each: Asked & { readonly mayBeLabel?: boolean }): Promise<OfflineAdmission> {
  const { facts, mayBeLabel = false } = each;
  return admitByPermit(await asked(each), { ...FACTS, ...facts, mayBeLabel });
}

const codeOf = (answer: OfflineAnswer | OfflineAdmission): string =>
  answer.answer === 'refuse' ? answer.refusal.code : answer.answer;

const withPin = CLASSES.withPin;
const RETURNS_ONLY = { pinNeeded: 'returns-only' } as const;

describe('S202 what the permit lets go out is lent for so many days', () => {
  test.each<[string, Asked, number]>([
    ['a book', {}, 21],
    ['a book to a child', { card: { class: CLASSES.child } }, 14],
    ['a disc', { item: { class: ITEM_CLASSES.dvd } }, 7],
    ['on the last good day of the card', { card: { lastDay: TODAY } }, 21],
    ['to an unknown card, for the days of its cap', { card: 'unlisted' }, 5],
    ['to who needs the PIN, for the days of that cap', { card: { class: withPin } }, 10],
  ])('%s', async (_, each, days) => {
    expect(await lend(each)).toBe(days);
  });
});

describe('S202 what it does not let go out is refused with its code', () => {
  test.each<[Asked, string]>([
    [{ card: { standing: 'patron-blocked' } }, 'patron-blocked'],
    [{ card: { standing: 'too-many-overdue' } }, 'too-many-overdue'],
    [{ card: { standing: 'no-policy' } }, 'no-policy'],
    [{ card: { lastDay: TODAY }, facts: { now: DAY_ENDS + 1 } }, 'card-expired'],
    [{ item: { standing: 'item-on-hold' } }, 'item-on-hold'],
    [{ item: { standing: 'not-for-loan' } }, 'not-for-loan'],
    [{ item: { standing: 'several-matches' } }, 'several-matches'],
    [{ item: { class: ITEM_CLASSES.reference } }, 'no-policy'],
    [{ card: { class: CLASSES.child }, item: { class: ITEM_CLASSES.dvd } }, 'no-policy'],
    [{ card: 'unlisted', manifest: { unknownCard: null } }, 'card-unknown'],
  ])('%o', async (each, code) => {
    expect(await lend(each)).toBe(code);
  });

  test('a card that is over says which day was its last', async () => {
    const permit = await asked({ card: { lastDay: TODAY } });
    expect(decideByPermit(permit, { ...FACTS, now: DAY_ENDS + 1 })).toMatchObject({
      refusal: { code: 'card-expired', params: { date: DAY_ENDS } },
    });
  });

  test('the library’s own last word counts more than the permit', async () => {
    const lastNo = { code: 'item-on-hold', params: {} };
    expect(await lend({ facts: { lastNo } })).toBe('item-on-hold');
  });
});

describe('S203 as many as were left when the permit was made, less those since', () => {
  test.each([
    [3, 2, 21],
    [3, 3, 'limit-reached'],
    [3, 4, 'limit-reached'],
    [0, 0, 'limit-reached'],
    [undefined, 200, 21],
  ])('%s were left, %d were lent', async (loansLeft, lent, expected) => {
    const card = loansLeft === undefined ? {} : { loansLeft };
    expect(await lend({ card, facts: { lent } })).toBe(expected);
  });
});

describe('S204 a low cap', () => {
  test('for unknown cards, until the library has heard of them', async () => {
    const card = 'unlisted';
    expect(await lend({ card, facts: { promised: 1, lent: 9 } })).toBe(5);
    const permit = await asked({ card });
    expect(decideByPermit(permit, { ...FACTS, promised: 2 })).toMatchObject({
      refusal: { code: 'offline-limit', params: { count: 2 } },
    });
  });

  test('for who needs the PIN, unless it was found right in this visit', async () => {
    const card = { class: withPin };
    const facts = { promised: 1 };
    expect(await lend({ card, facts })).toBe('offline-limit');
    expect(await lend({ card, facts: { ...facts, pinVerified: true } })).toBe(10);
  });

  test('or nothing for them, where the library says so', async () => {
    const card = { class: withPin };
    expect(await lend({ card, manifest: RETURNS_ONLY })).toBe('offline-pin');
    const facts = { pinVerified: true };
    expect(await lend({ card, facts, manifest: RETURNS_ONLY })).toBe(21);
    expect(await lend({ manifest: RETURNS_ONLY })).toBe(21);
  });

  test('who has fewer loans left than the cap has no more', async () => {
    const card = { class: withPin, loansLeft: 0 };
    expect(await lend({ card })).toBe('limit-reached');
  });

  const visit = fc.record({
    card: fc.constantFrom('TV-1', 'TV-2', 'TV-9'),
    item: fc.integer({ min: 1, max: 30 }).map(String),
    takenBack: fc.boolean(),
  });
  test('whatever comes in whatever order: in one outage nobody has more than that', async () => {
    const permit = await permitOf({
      cards: [
        [
          { number: 'TV-1', loansLeft: 3 },
          { number: 'TV-2', class: withPin, loansLeft: 5 },
        ],
      ],
    });
    fc.assert(
      fc.property(fc.array(visit, { maxLength: 40 }), (visits) => {
        const out = new Map<string, number>();
        for (const { card, item, takenBack } of visits) {
          const lent = out.get(card) ?? 0;
          const facts = { ...FACTS, card, item: { identifier: item }, lent, promised: lent };
          const isLent = decideByPermit(permit, facts).answer === 'lend';
          if (isLent && !takenBack) out.set(card, lent + 1);
        }
        const most = { 'TV-1': 3, 'TV-2': 1, 'TV-9': 2 };
        for (const [card, cap] of Object.entries(most)) {
          expect(out.get(card) ?? 0).toBeLessThanOrEqual(cap);
        }
      }),
    );
  });
});

describe('S200 who signs in', () => {
  test('nothing is known of them but whether they are a child, and how many they may have', async () => {
    const nobody = { initial: '', hasPin: false, pinVerified: false };
    const card = { class: CLASSES.child, loansLeft: 3 };
    expect(await admit({ card, facts: { lent: 1 } })).toEqual({
      answer: 'admit',
      patron: { ...nobody, child: true, loansLeft: 2 },
    });
    expect(await admit({})).toEqual({ answer: 'admit', patron: { ...nobody, child: false } });
  });

  test.each<[Asked, number]>([
    [{ card: 'unlisted' }, 2],
    [{ card: 'unlisted', facts: { promised: 1, lent: 1 } }, 1],
    [{ card: { class: withPin, loansLeft: 9 } }, 1],
    [{ card: { class: withPin, loansLeft: 9 }, facts: { promised: 4 } }, 0],
    [{ card: { standing: 'too-many-overdue', loansLeft: 4 } }, 4],
  ])('%o: %d left', async (each, loansLeft) => {
    expect(await admit(each)).toMatchObject({ patron: { loansLeft } });
  });

  test('a number that may be a book’s is a card where the permit knows it as one', async () => {
    expect(codeOf(await admit({ mayBeLabel: true }))).toBe('admit');
    expect(codeOf(await admit({ mayBeLabel: true, card: 'unlisted' }))).toBe('card-unknown');
  });
});

describe('S201 who is turned away at the card', () => {
  test.each<[Asked, string]>([
    [{ card: { standing: 'patron-blocked' } }, 'patron-blocked'],
    [{ card: { standing: 'card-expired' } }, 'card-expired'],
    [{ card: { lastDay: TODAY - 1 } }, 'card-expired'],
    [{ card: { standing: 'several-matches' } }, 'card-unknown'],
    [{ card: 'unlisted', manifest: { unknownCard: null } }, 'card-unknown'],
    [{ card: { class: withPin }, manifest: RETURNS_ONLY }, 'offline-pin'],
  ])('%o', async (each, code) => {
    expect(codeOf(await admit(each))).toBe(code);
  });
});

describe('S205 a permit by which nobody could be lent anything lends nothing', () => {
  const allPin = [{ ids: ['adult'], child: false, pin: true }];
  const days = { itemClasses: [{ ids: ['book'] }], loanDays: [[21]] };
  test.each<[string, Partial<Manifest>, boolean]>([
    ['as usual', {}, true],
    ['all need the PIN', { patronClasses: allPin, ...days }, true],
    ['and get nothing without', { ...RETURNS_ONLY, patronClasses: allPin, ...days }, false],
    ['no rule lends', { loanDays: [[null], [null], [null]] }, false],
  ])('%s', async (_, manifest, lends) => {
    expect((await asked({ manifest })).lends).toBe(lends);
  });
});
