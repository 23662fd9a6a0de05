import { expect, test } from 'vitest';
import { plantTree } from '#server/libraries/rules/library-tree.ts';
import type { Copy } from '#server/circulation/rules/line.ts';
import type { LoanPolicy } from '#server/circulation/rules/loan-policy.ts';
import type { Rulebook } from '#server/circulation/rules/rulebook.ts';
import { refuseHold } from './may-wait.ts';
import type { Waiter, Wanted, Wish } from './may-wait.ts';

const TODAY = '2026-11-23';
const RULE: LoanPolicy = {
  ...{ id: 'any', libraryId: 'central', loanDays: 14, renewals: 1, requiresPin: false },
  ...{ overduePerDay: 0, graceDays: 0, holdDays: 5, lostProcessingFee: 0, maxHolds: 2 },
};
const library = { kind: 'central', name: 'central', timeZone: 'Asia/Ho_Chi_Minh' };
const book = (policies: readonly LoanPolicy[] = [RULE]): Rulebook => ({
  tree: plantTree([{ ...library, id: 'central' }]),
  calendars: new Map(),
  policies,
  itemClasses: new Map([
    ['book', { id: 'book', loanable: true }],
    ['reference', { id: 'reference', loanable: false }],
  ]),
});
const copy = (id: string, more: Partial<Copy> = {}): Copy => ({
  ...{ id, itemClass: 'book', condition: 'ok', onLoan: true },
  ...{ homeLibraryId: 'central', currentLibraryId: 'central' },
  ...more,
});

interface Case {
  readonly wish?: Partial<Wish>;
  readonly patron?: Partial<Waiter>;
  readonly copies?: Wanted['copies'];
  readonly policies?: readonly LoanPolicy[];
}
const asked = ({ wish, patron, copies = [copy('a'), copy('b')], policies }: Case) =>
  refuseHold(
    book(policies),
    { pickupLibraryId: 'central', beyondLimit: false, ...wish },
    { patronClass: 'adult', blocks: [], holds: [], ownCopies: [], ...patron },
    { titleId: 'title', copies },
    TODAY,
  );
const other = { titleId: 'other' };

/** Every reason, with the nearest case in which it does not hold. */
test.each<[code: string, no: Case, yes: Case]>([
  ['patron-blocked', { patron: { blocks: ['card-lost'] } }, {}],
  ['card-expired', { patron: { expiresOn: '2026-11-22' } }, { patron: { expiresOn: TODAY } }],
  ['item-unknown', { wish: { itemId: 'c' } }, { wish: { itemId: 'a' } }],
  [
    'item-withdrawn',
    { wish: { itemId: 'a' }, copies: [copy('a', { condition: 'withdrawn' }), copy('b')] },
    { copies: [copy('a', { condition: 'withdrawn' }), copy('b')] },
  ],
  [
    'item-lost',
    { wish: { itemId: 'a' }, copies: [copy('a', { condition: 'missing' })] },
    { wish: { itemId: 'a' }, copies: [copy('a', { condition: 'damaged' })] },
  ],
  [
    'not-for-loan',
    { wish: { itemId: 'a' }, copies: [copy('a', { itemClass: 'reference' })] },
    { copies: [copy('a', { itemClass: 'reference' }), copy('b')] },
  ],
  [
    'hold-no-copy',
    { copies: [copy('a', { condition: 'lost' }), copy('b', { itemClass: 'reference' })] },
    { copies: [copy('a', { condition: 'lost' }), copy('b')] },
  ],
  [
    'hold-own-loan',
    { patron: { ownCopies: ['a'] } },
    { patron: { ownCopies: ['a'] }, wish: { itemId: 'b' } },
  ],
  ['hold-exists', { patron: { holds: [{ titleId: 'title' }] } }, { patron: { holds: [other] } }],
  [
    'hold-exists',
    { patron: { holds: [{ titleId: 'title', itemId: 'a' }] }, wish: { itemId: 'a' } },
    { patron: { holds: [{ titleId: 'title', itemId: 'a' }] }, wish: { itemId: 'b' } },
  ],
  ['no-policy', { policies: [{ ...RULE, patronClass: 'child' }] }, {}],
  [
    'hold-limit',
    { patron: { holds: [other, other] } },
    { patron: { holds: [other, other] }, wish: { beyondLimit: true } },
  ],
  [
    'hold-limit',
    { patron: { holds: [other, other] } },
    { patron: { holds: [other, other] }, policies: [{ ...RULE, maxHolds: undefined }] },
  ],
])('H3 %s', (code, no, yes) => {
  expect(asked(no)?.code).toBe(code);
  expect(asked(yes)).toBeUndefined();
});

test('H3 nobody is let beyond what has no copy at all, nor past a block, by beyondLimit', () => {
  const wish = { beyondLimit: true };
  expect(asked({ wish, copies: [] })?.code).toBe('hold-no-copy');
  expect(asked({ wish, patron: { blocks: ['staff'] } })).toMatchObject({
    params: { reason: 'staff' },
  });
});
