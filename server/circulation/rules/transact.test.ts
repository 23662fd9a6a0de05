import { describe, expect, test } from 'vitest';
import { loanOf, NOW, withItem, withPatron, world } from '#tests/fixtures/small-world.ts';
import { changesBetween } from './conflict.ts';
import { OLDEST_PLAUSIBLE_MS, placeInTime } from './place-in-time.ts';
import { CLOCK_UNCERTAINTY_MS, loansOf } from './timeline.ts';
import { decide } from './transact.ts';
import type { TransactionFacts } from './transact.ts';

const facts = (more: Partial<TransactionFacts> = {}): TransactionFacts => ({
  id: 'tx',
  act: 'checkout',
  mode: 'attempt',
  terminalId: 'kiosk-1',
  libraryId: 'central',
  claimedAt: NOW,
  at: NOW,
  now: NOW,
  isLate: false,
  ...more,
});
const promise = (more: Partial<TransactionFacts> = {}) => facts({ mode: 'promise', ...more });

describe('X7 a promise', () => {
  test('of what the rules allow is no conflict', () => {
    const decision = decide(promise(), world());
    expect(decision).toMatchObject({
      outcome: 'accepted',
      event: { kind: 'checkout', patronId: 'an' },
    });
    expect(decision).not.toHaveProperty('overruled');
  });

  test('of what they refuse is taken, and the reason kept', () => {
    expect(decide(facts(), withPatron({ blocks: ['staff'] }))).toMatchObject({
      outcome: 'refused',
    });
    expect(decide(promise(), withPatron({ blocks: ['staff'] }))).toMatchObject({
      outcome: 'accepted',
      event: { kind: 'checkout', patronId: 'an' },
      overruled: [{ code: 'patron-blocked' }],
    });
  });

  test('X9 keeps to the date that its terminal has told; an attempt is given the rule’s', () => {
    const told = { dueAt: NOW + 31 * 86_400_000 };
    const dueIn = (...asked: Parameters<typeof decide>) => {
      const decision = decide(...asked);
      return decision.outcome === 'accepted' && [decision.dueAt, decision.event?.dueAt];
    };
    const ruled = dueIn(facts(), world());
    expect(dueIn(promise(told), world())).toEqual([told.dueAt, told.dueAt]);
    expect(dueIn(promise(told), withPatron({ blocks: ['staff'] }))).toEqual([
      told.dueAt,
      told.dueAt,
    ]);
    expect(dueIn(facts(told), world())).toEqual(ruled);
  });

  test('of one’s own loan is no conflict', () => {
    const decision = decide(promise(), withItem({ loan: loanOf() }));
    expect(decision).toMatchObject({ outcome: 'accepted', event: { kind: 'checkout' } });
    expect(decision).toMatchObject({ overruled: [] });
  });

  test('of a book that nobody knows is a conflict alone', () => {
    const decision = decide(promise(), world({ item: { kind: 'none' } }));
    expect(decision).toEqual({
      outcome: 'accepted',
      overruled: [{ code: 'item-unknown', params: {} }],
    });
  });

  test('by a card that nobody knows lends to nobody yet', () => {
    expect(decide(promise(), world({ patron: { kind: 'none' } }))).toMatchObject({
      event: {
        kind: 'checkout',
        patronId: undefined,
        dueAt: Date.parse('2026-12-07T16:59:59.999Z'),
      },
      overruled: [{ code: 'card-unknown' }],
    });
  });

  test.each([
    ['missing', 'ok'],
    ['lost', 'ok'],
    ['withdrawn', 'withdrawn'],
  ] as const)('X11 of a book that is %s finds it: %s', (condition, after) => {
    expect(decide(promise(), withItem({ condition }))).toMatchObject({ condition: after });
  });

  test('of a renewal beyond the limit is kept, and never shortens', () => {
    const loan = loanOf({ renewals: 9, dueAt: NOW + 90 * 86_400_000 });
    expect(decide(promise({ act: 'renew' }), withItem({ loan }))).toMatchObject({
      dueAt: loan.dueAt,
      event: { kind: 'renew' },
      overruled: [{ code: 'renewal-limit' }],
    });
  });
});

describe('X8 taking back', () => {
  const undo = (loan?: ReturnType<typeof loanOf>) =>
    decide(facts({ act: 'checkin', undo: { of: 'loan-1', loan } }), withItem({ loan: loanOf() }));

  test('is the terminal’s own', () => {
    expect(undo(loanOf())).toMatchObject({ event: { kind: 'undo', undoOf: 'loan-1' } });
  });

  test('of a loan that has not arrived is kept', () => {
    expect(undo(undefined)).toMatchObject({ event: { kind: 'undo' } });
  });

  test('at another terminal is a return', () => {
    expect(undo(loanOf({ terminalId: 'kiosk-2' }))).toMatchObject({ event: { kind: 'checkin' } });
  });
});

test('a return is of whoever had the item, whatever card was shown', () => {
  const lent = withItem({ loan: loanOf({ patronId: 'binh' }) });
  expect(decide(facts({ act: 'checkin' }), lent)).toMatchObject({ event: { patronId: 'binh' } });
});

describe('T7 a terminal’s clock', () => {
  test.each([
    ['right', NOW, NOW, false],
    ['ahead within the uncertainty', NOW + CLOCK_UNCERTAINTY_MS, NOW + CLOCK_UNCERTAINTY_MS, false],
    ['ahead beyond it', NOW + CLOCK_UNCERTAINTY_MS + 1, NOW, true],
    ['far behind', NOW - OLDEST_PLAUSIBLE_MS - 1, NOW - OLDEST_PLAUSIBLE_MS - 1, true],
    ['weeks behind, as a van’s', NOW - OLDEST_PLAUSIBLE_MS, NOW - OLDEST_PLAUSIBLE_MS, false],
  ])('that is %s', (_, claimedAt, at, doubtful) => {
    expect(placeInTime({ claimedAt, mode: 'promise' }, NOW)).toEqual({ at, doubtful });
  });

  test('that is far behind makes no loan that is overdue at once: an attempt is asked now', () => {
    const attempt = { mode: 'attempt', claimedAt: NOW - OLDEST_PLAUSIBLE_MS - 1 } as const;
    expect(placeInTime(attempt, NOW)).toEqual({ at: NOW, doubtful: true });
  });

  test('may be wrong by as much as the library has laid down', () => {
    const late = { mode: 'promise', claimedAt: NOW + 1001 } as const;
    expect(placeInTime(late, NOW, 1000)).toEqual({ at: NOW, doubtful: true });
    expect(placeInTime(late, NOW, 1001)).toEqual({ at: NOW + 1001, doubtful: false });
  });
});

describe('T3 a contested loan', () => {
  const event = (kind: 'checkout' | 'checkin', minute: number, patronId?: string) => ({
    id: `${kind}@${minute}`,
    kind,
    occurredAt: minute * 60_000,
    claimedAt: minute * 60_000,
    terminalId: 'k1',
    libraryId: 'central',
    patronId,
    dueAt: 1e9,
  });
  const first = event('checkout', 10, 'an');
  const second = event('checkout', 50, 'binh');
  const before = loansOf([first]);
  const contested = loansOf([first, second]);

  test('is told once', () => {
    expect(changesBetween(before, contested).contested).toMatchObject([{ id: second.id }]);
    expect(changesBetween(contested, contested).contested).toEqual([]);
  });

  test('is settled by the return in between', () => {
    const settled = loansOf([first, second, event('checkin', 30)]);
    expect(changesBetween(contested, settled)).toMatchObject({
      contested: [],
      settled: [{ id: second.id }],
    });
  });

  test('is none between loans of the same patron', () => {
    const own = loansOf([first, event('checkout', 50, 'an')]);
    expect(changesBetween(before, own).contested).toEqual([]);
  });

  test('only what has changed is written', () => {
    expect(changesBetween(before, contested).changed).toHaveLength(2);
    expect(changesBetween(contested, contested).changed).toEqual([]);
  });
});
