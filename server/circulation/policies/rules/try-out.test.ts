import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plantTree } from '#server/libraries/rules/library-tree.ts';
import { decideCheckout } from '#server/circulation/rules/checkout.ts';
import type { LoanPolicy } from '#server/circulation/rules/loan-policy.ts';
import type { Rulebook } from '#server/circulation/rules/rulebook.ts';
import type { ItemStanding, PatronStanding } from '#server/circulation/rules/world.ts';
import { tryOut } from './try-out.ts';
import type { Trial } from './try-out.ts';

/** Monday noon in Việt Nam. */
const AT = Date.parse('2026-11-23T05:00:00Z');
const node = (id: string, parentId?: string) => ({
  ...{ id, parentId, kind: 'library', name: id, timeZone: 'Asia/Ho_Chi_Minh' },
});
const RULE: LoanPolicy = {
  ...{ id: 'any', libraryId: 'central', loanDays: 14, renewals: 1, requiresPin: false },
  ...{ overduePerDay: 1000, overdueCap: 5000, graceDays: 1, holdDays: 5, lostProcessingFee: 0 },
  ...{ maxLoans: 3, maxOverdue: 1, maxFeesOwed: 5000, maxLoansOfClass: 2 },
};
const BOOK: Rulebook = {
  tree: plantTree([node('central'), node('school', 'central')]),
  ...{ calendars: new Map(), policies: [RULE] },
  itemClasses: new Map([['book', { id: 'book', loanable: true }]]),
};
const PATRON: PatronStanding = {
  ...{ id: 'an', patronClass: 'child', blocks: [], feesOwed: 0 },
  ...{ loans: 0, overdue: 0, loansOfClass: 0, holds: 0 },
};
const ITEM: ItemStanding = {
  ...{ id: 'de-men', itemClass: 'book', condition: 'ok' },
  ...{ homeLibraryId: 'central', currentLibraryId: 'central' },
};
const trial = (more: Partial<Trial> = {}): Trial => ({
  ...{ book: BOOK, libraryId: 'school', patron: PATRON, at: AT, daysLate: 3 },
  item: { kind: 'one', value: ITEM },
  ...more,
});

test('W1 says until when, by which rule, and why that one', () => {
  expect(tryOut(trial())).toMatchObject({
    outcome: 'accepted',
    dueAt: Date.parse('2026-12-07T16:59:59.999Z'),
    policy: { id: 'any' },
    why: { level: 1, patronClass: 'any', itemClass: 'any' },
  });
});

test('W1 a nearer rule, and one that names the class, is told as such', () => {
  const nearer = { ...RULE, id: 'child', libraryId: 'school', patronClass: 'child' };
  const book = { ...BOOK, policies: [RULE, nearer] };
  expect(tryOut(trial({ book }))).toMatchObject({
    policy: { id: 'child' },
    why: { level: 0, patronClass: 'named', itemClass: 'any' },
  });
});

test('W2 the questions stand in the order in which they are asked; after the first no nothing is asked', () => {
  const { questions } = tryOut(trial({ patron: { ...PATRON, overdue: 2, loans: 9 } }));
  expect(questions.map(({ question, answer }) => `${question} ${answer}`)).toEqual([
    'patron-blocked passed',
    'card-expired passed',
    'item-withdrawn passed',
    'item-lost passed',
    'item-on-loan passed',
    'not-for-loan passed',
    'item-on-hold passed',
    'no-policy passed',
    'fee-owed passed',
    'too-many-overdue refused',
    'limit-reached not-asked',
    'class-limit-reached not-asked',
  ]);
});

test('W2 without a rule nothing is asked of one', () => {
  const none = tryOut(trial({ book: { ...BOOK, policies: [] } }));
  expect(none).toMatchObject({ outcome: 'refused', refusal: { code: 'no-policy' } });
  expect(none.questions.at(-1)).toMatchObject({ question: 'no-policy', answer: 'refused' });
});

test('W4 what it costs to be late: open days beyond grace, up to the cap', () => {
  expect(tryOut(trial({ daysLate: 1 })).overdueCost).toBe(0);
  expect(tryOut(trial({ daysLate: 3 })).overdueCost).toBe(2000);
  expect(tryOut(trial({ daysLate: 60 })).overdueCost).toBe(5000);
});

const few = fc.integer({ min: 0, max: 3 });
const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined });
const anyPatron = fc.record<PatronStanding>({
  id: fc.constant('an'),
  patronClass: fc.constantFrom('child', 'adult'),
  expiresOn: maybe(fc.constantFrom('2026-11-22', '2026-11-23')),
  blocks: fc.constantFrom([], ['misuse']),
  feesOwed: fc.constantFrom(0, 5000, 5001),
  ...{ loans: few, overdue: few, loansOfClass: few, holds: few },
});
const anyLoan = fc.record({
  ...{ id: fc.constant('loan'), terminalId: fc.constant('t'), libraryId: fc.constant('school') },
  patronId: fc.constantFrom('an', 'binh', undefined),
  ...{ checkedOutAt: fc.constant(AT), dueAt: fc.constant(AT), renewals: few },
  claimedReturnedAt: maybe(fc.constant(AT)),
});
const anyHold = fc.record({
  id: fc.uuid(),
  patronId: fc.constantFrom('an', 'binh', 'chi'),
  patronClass: fc.constant('child'),
  itemId: maybe(fc.constantFrom('de-men', 'other')),
  pickupLibraryId: fc.constant('central'),
  placedAt: few,
  captured: maybe(fc.record({ itemId: fc.constantFrom('de-men', 'other'), at: few })),
});
const anyItem = fc.record({
  ...{ id: fc.constant('de-men'), itemClass: fc.constantFrom('book', 'disc', 'reference') },
  condition: fc.constantFrom('ok', 'damaged', 'lost', 'missing', 'withdrawn'),
  ...{ homeLibraryId: fc.constant('central'), currentLibraryId: fc.constant('school') },
  loan: maybe(anyLoan),
  line: maybe(fc.record({ holds: fc.array(anyHold, { maxLength: 4 }), copies: fc.constant([]) })),
});
const anyRule = fc.record({
  maxLoans: maybe(few),
  maxOverdue: maybe(few),
  maxLoansOfClass: maybe(few),
  maxFeesOwed: maybe(fc.constant(5000)),
  patronClass: maybe(fc.constant('child')),
  itemClass: maybe(fc.constant('book')),
});

test('W3 the trial says what lending would say, of any patron, item and rule', () => {
  const found = fc.oneof(
    { weight: 9, arbitrary: anyItem.map((value) => ({ kind: 'one' as const, value })) },
    { weight: 1, arbitrary: fc.constantFrom({ kind: 'none' }, { kind: 'several' }) },
  ) as fc.Arbitrary<Trial['item']>;
  const itemClasses = new Map(['book', 'disc'].map((id) => [id, { id, loanable: true }] as const));
  fc.assert(
    fc.property(anyPatron, found, anyRule, (patron, item, limits) => {
      const book = { ...BOOK, itemClasses, policies: [{ ...RULE, ...limits }] };
      const asked = trial({ book, patron, item });
      const world = { book, libraryId: asked.libraryId, item };
      const decided = decideCheckout({ ...world, patron: { kind: 'one', value: patron } }, AT);
      const { outcome, refusal, dueAt } = tryOut(asked);
      expect({ kind: outcome, ...(refusal ? { refusal } : { dueAt }) }).toEqual(decided);
    }),
    { numRuns: 1000 },
  );
});
