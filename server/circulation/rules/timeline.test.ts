import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { comesLast, evolve, isToldLate, loansOf, openLoan } from './timeline.ts';
import type { ItemEvent, Loan } from './timeline.ts';

const MINUTE = 60_000;

function event(kind: ItemEvent['kind'], minute: number, more: Partial<ItemEvent> = {}): ItemEvent {
  const at = minute * MINUTE;
  const id = more.id ?? `${kind}@${minute}${more.patronId ?? ''}${more.terminalId ?? ''}`;
  return { kind, occurredAt: at, claimedAt: at, terminalId: 'k1', libraryId: 'c', ...more, id };
}
const checkout = (minute: number, patronId: string, more: Partial<ItemEvent> = {}) =>
  event('checkout', minute, { patronId, dueAt: (minute + 1000) * MINUTE, ...more });
const summary = (loans: readonly Loan[]) =>
  loans.map(({ patronId, checkedOutAt, ended }) => [
    patronId,
    checkedOutAt / MINUTE,
    ended?.how,
    ended && ended.at / MINUTE,
  ]);

/** Minutes are close together, so that ties and the clocks' uncertainty come up often. */
const anyEvent: fc.Arbitrary<ItemEvent> = fc
  .record({
    kind: fc.constantFrom(
      'checkout' as const,
      'checkin' as const,
      'renew' as const,
      'undo' as const,
      'claim-returned' as const,
      'lost' as const,
      'in-library-use' as const,
    ),
    minute: fc.integer({ min: 0, max: 12 }),
    patronId: fc.constantFrom('an', 'binh', undefined),
    terminalId: fc.constantFrom('k1', 'k2', 'k3'),
    undone: fc.integer({ min: 0, max: 12 }),
    number: fc.integer({ min: 0, max: 1_000_000 }),
  })
  .map(({ kind, minute, patronId, terminalId, undone, number }) =>
    event(kind, minute, {
      id: `${kind}-${minute}-${number}`,
      patronId,
      terminalId,
      dueAt: (minute + 1000) * MINUTE,
      ...(kind === 'undo' && { undoOf: `checkout-${undone}-${number}` }),
    }),
  );
const anyHistory = fc.uniqueArray(anyEvent, { selector: ({ id }) => id, maxLength: 12 });

test('T1 any order of delivery, with any duplicates, ends in the same loans', () => {
  const deliveries = anyHistory.chain((events) =>
    fc.tuple(
      fc.constant(events),
      fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2 }),
    ),
  );
  fc.assert(
    fc.property(deliveries, ([events, delivered]) => {
      expect(loansOf(delivered)).toEqual(loansOf(events));
    }),
  );
});

test('T1 adding events one by one, as the store does, ends in the same loans as all at once', () => {
  const deliveries = anyHistory.chain((events) =>
    fc.shuffledSubarray(events, { minLength: events.length }),
  );
  fc.assert(
    fc.property(deliveries, (delivered) => {
      const known: ItemEvent[] = [];
      let loans: readonly Loan[] = [];
      for (const next of delivered) {
        const lastAt = known.length === 0 ? undefined : Math.max(...known.map((e) => e.occurredAt));
        const open = openLoan(loans);
        known.push(next);
        loans = comesLast(next.occurredAt, lastAt, open)
          ? [...loans.filter((loan) => loan !== open), ...evolve(open, next)]
          : loansOf(known);
        expect(loans).toEqual(loansOf(known));
      }
    }),
    { numRuns: 2000 },
  );
});

test('T1 an item is never on loan twice, and every checkout is one loan', () => {
  fc.assert(
    fc.property(anyHistory, (events) => {
      const loans = loansOf(events);
      expect(loans.slice(0, -1).filter(({ ended }) => !ended)).toEqual([]);
      expect(new Set(loans.map(({ id }) => id))).toEqual(
        new Set(events.filter(({ kind }) => kind === 'checkout').map(({ id }) => id)),
      );
      for (const { checkedOutAt, ended } of loans)
        expect(ended?.at ?? checkedOutAt).toBeGreaterThanOrEqual(checkedOutAt);
    }),
  );
});

test('T2 a return that came first closes the loan that was made before it', () => {
  expect(summary(loansOf([event('checkin', 50), checkout(10, 'an')]))).toEqual([
    ['an', 10, 'returned', 50],
  ]);
});

describe('T3 a checkout of a book that is still out', () => {
  test('ends the earlier loan', () => {
    const loans = loansOf([checkout(10, 'an'), checkout(50, 'binh')]);
    expect(summary(loans)).toEqual([
      ['an', 10, 'replaced', 50],
      ['binh', 50, undefined, undefined],
    ]);
    expect(loans.at(1)?.replaced).toBe(loans.at(0)?.id);
  });

  test('ends nothing once the return in between has arrived', () => {
    const loans = loansOf([checkout(10, 'an'), checkout(50, 'binh'), event('checkin', 30)]);
    expect(summary(loans)).toEqual([
      ['an', 10, 'returned', 30],
      ['binh', 50, undefined, undefined],
    ]);
    expect(loans.at(1)?.replaced).toBeUndefined();
  });
});

describe('T4 a return told just after the checkout of a book that was still out', () => {
  const history = (minute: number, terminalId: string) => [
    checkout(10, 'an'),
    checkout(50, 'binh'),
    event('checkin', minute, { terminalId }),
  ];

  test('by another terminal came before it', () => {
    expect(summary(loansOf(history(52, 'k2')))).toEqual([
      ['an', 10, 'returned', 50],
      ['binh', 50, undefined, undefined],
    ]);
  });

  test('by the same terminal came after it', () => {
    expect(summary(loansOf(history(52, 'k1'))).at(1)).toEqual(['binh', 50, 'returned', 52]);
  });

  test('by another terminal, but beyond the uncertainty, came after it', () => {
    expect(summary(loansOf(history(53, 'k2'))).at(1)).toEqual(['binh', 50, 'returned', 53]);
  });

  test('of a book that was not out closes that loan', () => {
    const loans = loansOf([checkout(50, 'binh'), event('checkin', 51, { terminalId: 'k2' })]);
    expect(summary(loans)).toEqual([['binh', 50, 'returned', 51]]);
  });
});

test('T5 at the same instant the return comes first', () => {
  const loans = loansOf([checkout(10, 'an'), checkout(50, 'binh'), event('checkin', 50)]);
  expect(openLoan(loans)?.patronId).toBe('binh');
  expect(loans.at(0)?.ended?.how).toBe('returned');
});

describe('T6 a renewal', () => {
  const renew = (minute: number, patronId: string, dueAt: number) =>
    event('renew', minute, { patronId, dueAt: dueAt * MINUTE });

  test('that is late never shortens the loan', () => {
    const loans = loansOf([checkout(10, 'an'), renew(30, 'an', 3000), renew(20, 'an', 2000)]);
    expect(loans).toMatchObject([{ dueAt: 3000 * MINUTE, renewals: 2 }]);
  });

  test('of another patron’s loan changes nothing', () => {
    expect(loansOf([checkout(10, 'an'), renew(30, 'binh', 3000)])).toMatchObject([{ renewals: 0 }]);
  });
});

describe('T10 a book that its borrower says was returned', () => {
  const claimed = [checkout(10, 'an'), event('claim-returned', 30)];

  test('and that another borrows was returned then, without a conflict', () => {
    const loans = loansOf([...claimed, checkout(50, 'binh')]);
    expect(summary(loans)).toEqual([
      ['an', 10, 'returned', 30],
      ['binh', 50, undefined, undefined],
    ]);
    expect(loans.at(1)?.replaced).toBeUndefined();
  });

  test('and that the same borrows again was not', () => {
    expect(summary(loansOf([...claimed, checkout(50, 'an')])).at(0)).toEqual([
      'an',
      10,
      'replaced',
      50,
    ]);
  });

  test('a claim after that checkout proves nothing of the loan before', () => {
    const loans = loansOf([checkout(10, 'an'), checkout(50, 'binh'), event('claim-returned', 60)]);
    expect(summary(loans).at(0)).toEqual(['an', 10, 'replaced', 50]);
    expect(loans.at(1)?.claimedReturnedAt).toBe(60 * MINUTE);
  });
});

describe('T9 a return is told late', () => {
  const back = event('checkin', 20);

  test.each([
    ['where the book was taken in again since', [event('checkin', 30)], true],
    ['where it was lent since', [checkout(30, 'binh')], true],
    ['where it was only marked since', [event('lost', 30)], false],
    ['where it was renewed since', [event('renew', 30)], false],
    [
      'where it came before a checkout, by the clocks',
      [checkout(10, 'an'), checkout(19, 'binh')],
      true,
    ],
    ['and not where nothing came after it', [checkout(10, 'an')], false],
  ])('%s', (_, events, isLate) => {
    expect(isToldLate({ ...back, terminalId: 'k2' }, events)).toBe(isLate);
  });
});

describe('X8 taking back', () => {
  const loan = checkout(10, 'an');
  const undo = event('undo', 11, { undoOf: loan.id });

  test('ends the loan, and is not a return', () => {
    expect(summary(loansOf([undo, loan]))).toEqual([['an', 10, 'undone', 11]]);
  });

  test('leaves a later loan alone', () => {
    const loans = loansOf([
      loan,
      undo,
      checkout(12, 'binh'),
      { ...undo, id: 'again', occurredAt: 13 * MINUTE },
    ]);
    expect(openLoan(loans)?.patronId).toBe('binh');
  });
});
