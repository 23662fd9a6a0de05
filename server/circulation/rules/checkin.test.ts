import { expect, test } from 'vitest';
import { holdOf, lineOf, loanOf, NOW, withItem, world } from '#tests/fixtures/small-world.ts';
import { decideCheckin } from './checkin.ts';

test.each(['none', 'several'] as const)(
  'I1 an item that is unclear (%s) cannot be returned',
  (kind) => {
    expect(decideCheckin(world({ item: { kind } }), NOW).kind).toBe('refused');
  },
);

test.each(['ok', 'damaged', 'lost', 'missing', 'withdrawn'] as const)(
  'I1 an item that is %s can be returned',
  (condition) => {
    expect(decideCheckin(withItem({ condition, loan: loanOf() }), NOW).kind).toBe('accepted');
  },
);

test('I2 what was not on loan is taken and said so', () => {
  expect(decideCheckin(withItem({}), NOW)).toMatchObject({ wasNotOnLoan: true });
  expect(decideCheckin(withItem({ loan: loanOf() }), NOW)).toMatchObject({ wasNotOnLoan: false });
});

test('I3 what was lost or missing is in order again; damage and withdrawal stay', () => {
  const after = (condition: 'lost' | 'missing' | 'damaged' | 'withdrawn') =>
    decideCheckin(withItem({ condition }), NOW);
  expect(after('lost')).toMatchObject({ condition: 'ok' });
  expect(after('missing')).toMatchObject({ condition: 'ok' });
  expect(after('damaged')).toMatchObject({ condition: 'damaged' });
  expect(after('withdrawn')).toMatchObject({ condition: 'withdrawn' });
});

test('I3 a return that is told late finds nothing that was lost since', () => {
  expect(decideCheckin(withItem({ condition: 'lost' }), NOW, true)).toMatchObject({
    condition: 'lost',
  });
});

const destination = (...asked: Parameters<typeof decideCheckin>) => {
  const decision = decideCheckin(...asked);
  return decision.kind === 'accepted' ? [decision.destination, decision.route.to] : undefined;
};

test('I4 it goes to who waits, else home', () => {
  const awaitedAt = (pickupLibraryId: string) => lineOf([holdOf({ pickupLibraryId })]);
  expect(destination(withItem({}), NOW)).toEqual(['shelf', 'central']);
  expect(destination(withItem({ homeLibraryId: 'ward' }), NOW)).toEqual(['other-library', 'ward']);
  expect(destination(withItem({ homeLibraryId: 'ward', line: awaitedAt('central') }), NOW)).toEqual(
    ['hold', 'central'],
  );
  expect(destination(withItem({ line: awaitedAt('ward') }), NOW)).toEqual([
    'other-library',
    'ward',
  ]);
});

test('T9 a return that is told late is for nobody who waits', () => {
  const awaited = withItem({ line: lineOf([holdOf()]) });
  expect(destination(awaited, NOW)).toEqual(['hold', 'central']);
  expect(destination(awaited, NOW, true)).toEqual(['shelf', 'central']);
});
