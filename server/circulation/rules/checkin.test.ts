import { expect, test } from 'vitest';
import { loanOf, withItem, world } from '#tests/fixtures/small-world.ts';
import { decideCheckin } from './checkin.ts';

test.each(['none', 'several'] as const)(
  'I1 an item that is unclear (%s) cannot be returned',
  (kind) => {
    expect(decideCheckin(world({ item: { kind } })).kind).toBe('refused');
  },
);

test.each(['ok', 'damaged', 'lost', 'missing', 'withdrawn'] as const)(
  'I1 an item that is %s can be returned',
  (condition) => {
    expect(decideCheckin(withItem({ condition, loan: loanOf() })).kind).toBe('accepted');
  },
);

test('I2 what was not on loan is taken and said so', () => {
  expect(decideCheckin(withItem({}))).toMatchObject({ wasNotOnLoan: true });
  expect(decideCheckin(withItem({ loan: loanOf() }))).toMatchObject({ wasNotOnLoan: false });
});

test('I3 what was lost or missing is in order again; damage and withdrawal stay', () => {
  const after = (condition: 'lost' | 'missing' | 'damaged' | 'withdrawn') =>
    decideCheckin(withItem({ condition }));
  expect(after('lost')).toMatchObject({ condition: 'ok' });
  expect(after('missing')).toMatchObject({ condition: 'ok' });
  expect(after('damaged')).toMatchObject({ condition: 'damaged' });
  expect(after('withdrawn')).toMatchObject({ condition: 'withdrawn' });
});

test('I4 it goes to who waits, else home', () => {
  const waiting = (pickupLibraryId: string) => ({ patronId: 'binh', pickupLibraryId });
  const destination = (item: Parameters<typeof withItem>[0]) => {
    const decision = decideCheckin(withItem(item));
    return decision.kind === 'accepted' ? decision.destination : undefined;
  };
  expect(destination({})).toBe('shelf');
  expect(destination({ homeLibraryId: 'ward' })).toBe('other-library');
  expect(destination({ homeLibraryId: 'ward', waiting: waiting('central') })).toBe('hold');
  expect(destination({ waiting: waiting('ward') })).toBe('other-library');
});
