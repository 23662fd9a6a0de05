import { expect, test } from 'vitest';
import { staffWords } from '../words.ts';
import { detailsText } from './details.ts';

const said = (details: Record<string, unknown>) => detailsText(staffWords('en'), details);

test('names and values in words; what says nothing is left out', () => {
  expect(said({ amount: 15_000, how: 'paid', method: '00', note: '' })).toBe(
    'amount: 15.000\u00a0đ, how: paid',
  );
  expect(said({ reason: 'card-lost' })).toBe('reason: Card lost');
});
test('of a rule only what has changed, as what was and what is', () => {
  const before = { id: 'r', libraryId: 'l', loanDays: 14, renewals: 2 };
  expect(said({ before, after: { ...before, loanDays: 21, maxLoans: 5 } })).toBe(
    'Days of a loan: 14 → 21, Loans at a time: none → 5',
  );
});
test('what is new has nothing before it, what is gone nothing after', () => {
  expect(said({ after: { name: 'Child' } })).toBe('name: Child');
  expect(said({ before: { loanDays: 14 } })).toBe('Days of a loan: 14 → none');
});
test('a condition', () => expect(said({ before: 'ok', after: 'lost' })).toBe('in order → lost'));
test('names that nobody has words for stay as they are', () =>
  expect(said({ sunspots: 3 })).toBe('sunspots: 3'));
test('of a conflict what it was about, and a new due date as a day', () => {
  const [before, after] = [Date.UTC(2026, 11, 14, 3), Date.UTC(2026, 10, 30, 3)];
  const recalled = { before: { dueAt: before }, after: { dueAt: after }, conflict: 'item-on-hold' };
  expect(said(recalled)).toBe(
    'due: 14 December 2026 → 30 November 2026, matter: Somebody else was waiting',
  );
  expect(said({ undone: 'write-off' })).toBe('undone: Write it off');
});
test('of an order what it was, and to which device', () => {
  expect(said({ order: 'restart-device', device: 'pad' })).toBe(
    'order: restart a device, device: pad',
  );
  expect(said({ order: 'look-for-settings' })).toBe('order: look for settings');
});
test('of settings where they hold, and what was changed', () => {
  const changed = ['volume', 'receiptChoices', 'sunspots'];
  expect(said({ place: 'library/kiosk:central', version: 4, changed })).toBe(
    'place: Library central, Kiosk only, version: 4, changed: Volume; What a visitor may choose; sunspots',
  );
  expect(said({ place: 'network', version: 5, restored: 2 })).toBe(
    'place: The whole network, version: 5, brought back: 2',
  );
  expect(said({ place: 'terminal:quay-1' })).toBe('place: This terminal quay-1');
});
test('how many were changed by an import is a number', () =>
  expect(said({ changed: 3 })).toBe('changed: 3'));
