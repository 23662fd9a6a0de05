import { describe, expect, test } from 'vitest';
import { policy } from '#tests/fixtures/small-world.ts';
import type { PatronFacts } from './facts.ts';
import { limitOf, NOBODY_STATUS, overdueOf, patronStatus } from './patron-status.ts';

const NOW = Date.parse('2026-11-23T03:00:00Z');

const patron = (more: Partial<PatronFacts> = {}): PatronFacts => ({
  id: 'an',
  card: 'C-1',
  givenName: 'Ánh',
  familyName: 'Trần Thị',
  expiresOn: '2026-11-23',
  language: 'vi',
  contact: {},
  blocks: [],
  loans: [],
  holds: [],
  fees: [],
  policies: [{ ...policy, maxLoans: 2, maxOverdue: 1, maxFeesOwed: 5000, maxHolds: 1 }],
  today: '2026-11-23',
  ...more,
});
const loan = (n: number, dueAt = NOW + 1, claimedReturned = false) => ({
  itemId: `item-${n}`,
  label: `B-${n}`,
  titleId: 't',
  title: 'Dế mèn',
  dueAt,
  claimedReturned,
});
const hold = {
  id: 'h',
  titleId: 't',
  title: 'Dế mèn',
  isReady: false,
  pickupLibraryId: 'central',
};
const fee = { id: 'f', amount: 5001 } as const;
const at = (status: string): number[] =>
  [...status].flatMap((flag, position) => (flag === 'Y' ? position : []));

describe('S2-35 patron status', () => {
  test('of a patron who may do all, on the last day of the card, is fourteen blanks', () => {
    expect(patronStatus(patron(), NOW, true)).toBe(' '.repeat(14));
  });

  test('of nobody denies all', () => {
    expect(at(NOBODY_STATUS)).toEqual([0, 1, 2, 3]);
  });

  test.each<[string, Partial<PatronFacts>, number[]]>([
    ['a block', { blocks: ['staff'] }, [0, 1, 3]],
    ['a card that was lost', { blocks: ['card-lost'] }, [0, 1, 3, 4]],
    ['an expired card', { expiresOn: '2026-11-22' }, [0, 1, 3]],
    ['as many loans as allowed', { loans: [loan(1), loan(2)] }, [0, 5]],
    ['one loan fewer', { loans: [loan(1)] }, []],
    [
      'more overdue than allowed',
      { loans: [loan(1, NOW - 1), loan(2, NOW - 1)], policies: [{ ...policy, maxLoans: 9 }] },
      [0, 6],
    ],
    ['as much overdue as allowed', { loans: [loan(1, NOW - 1)] }, []],
    ['as many holds as allowed', { holds: [hold] }, [3]],
    ['more owed than allowed', { fees: [fee] }, [0, 1, 10]],
    ['as much owed as allowed', { fees: [{ ...fee, amount: 5000 }] }, []],
    ['no rule of lending', { policies: [] }, [0]],
  ])('%s', (_, more, flags) => {
    expect(at(patronStatus(patron(more), NOW, true))).toEqual(flags);
  });

  test('money shows as denied, without the reason, where it may not be told', () => {
    expect(at(patronStatus(patron({ fees: [fee] }), NOW, false))).toEqual([0, 1]);
  });
});

test('S2-35 what is said to have been returned is not overdue', () => {
  const loans = [loan(1, NOW - 1), loan(2, NOW - 1, true)];
  expect(overdueOf(patron({ loans }), NOW)).toEqual([loans[0]]);
});

test('limits that are told are the strictest that may meet the patron', () => {
  const policies = [policy, { ...policy, maxLoans: 3 }, { ...policy, maxLoans: undefined }];
  expect(limitOf(policies, 'maxLoans')).toBe(3);
  expect(limitOf([{ ...policy, maxHolds: undefined }], 'maxHolds')).toBeUndefined();
});
