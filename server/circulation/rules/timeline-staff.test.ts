/** What staff decide of a loan is an event of its item as well: recalled, written off, and either taken back. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lastPlace, loanMetBy, loansOf } from './timeline.ts';
import type { ItemEvent } from './timeline.ts';

const MINUTE = 60_000;

function event(kind: ItemEvent['kind'], minute: number, more: Partial<ItemEvent> = {}): ItemEvent {
  const at = minute * MINUTE;
  const id = `${kind}@${minute}`;
  return { id, kind, occurredAt: at, claimedAt: at, terminalId: 'k1', libraryId: 'c', ...more };
}
const lent = event('checkout', 0, { patronId: 'an', dueAt: 1000 * MINUTE });
const recall = (minute: number, due: number, patronId = 'an') =>
  event('recall', minute, { patronId, dueAt: due * MINUTE });
const annul = (minute: number, undoOf: string) => event('annul', minute, { undoOf });
const dueOf = (...events: ItemEvent[]) => (loansOf(events).at(0)?.dueAt ?? 0) / MINUTE;

test('Q22 a recall brings the due date forward, and never back', () => {
  expect(dueOf(lent, recall(10, 400))).toBe(400);
  expect(dueOf(lent, recall(10, 2000))).toBe(1000);
});

test('Q22 a recall is of one patron’s loan: that of another stays', () => {
  expect(dueOf(lent, recall(10, 400, 'binh'))).toBe(1000);
});

test('Q22 a renewal before the recall, told late, gives no days beyond it; one after it does', () => {
  const renewed = (minute: number) =>
    event('renew', minute, { patronId: 'an', dueAt: 3000 * MINUTE });
  expect(dueOf(lent, recall(10, 400), renewed(5))).toBe(400);
  expect(dueOf(lent, recall(10, 400), renewed(15))).toBe(3000);
});

test('Q24 what is written off ends the loan, and is no return', () => {
  const [loan] = loansOf([lent, event('written-off', 20, { patronId: 'an' })]);
  expect(loan?.ended).toEqual({ at: 20 * MINUTE, how: 'written-off' });
});

test('Q30 what staff have taken back is as though it had never been', () => {
  const renewed = event('renew', 5, { patronId: 'an', dueAt: 3000 * MINUTE });
  const back = recall(10, 400);
  expect(dueOf(lent, back, annul(30, back.id))).toBe(1000);
  expect(dueOf(lent, back, annul(30, back.id), renewed)).toBe(3000);
  const off = event('written-off', 20);
  expect(loansOf([lent, off, annul(30, off.id)])[0]?.ended).toBeUndefined();
});

const reversal = (minute: number) =>
  event('undo', minute, { undoOf: lent.id, terminalId: 'staff:mai' });
const ends = (...events: ItemEvent[]) =>
  loansOf(events).map(({ ended }) => ended && [ended.how, ended.at / MINUTE]);

test('Q23 a loan that staff have taken back has never been, whatever is told late of the time before', () => {
  const reversed = reversal(20);
  expect(ends(lent, reversed)).toEqual([['undone', 20]]);
  const returned = event('checkin', 10, { terminalId: 'k2' });
  expect(ends(lent, reversed, returned)).toEqual([['undone', 10]]);
  // The book was in the hands of staff after that, so it was with nobody then.
  const toBinh = event('checkout', 10, { patronId: 'binh', terminalId: 'k2' });
  expect(ends(lent, reversed, toBinh)).toEqual([
    ['undone', 10],
    ['returned', 20],
  ]);
  const claimed = event('claim-returned', 5, { patronId: 'an' });
  expect(ends(lent, reversed, claimed, toBinh)).toEqual([
    ['undone', 5],
    ['returned', 20],
  ]);
});

test('Q23 Q30 what is told late ends it as it would have where the reversal was taken back', () => {
  const [reversed, returned] = [reversal(20), event('checkin', 10, { terminalId: 'k2' })];
  expect(ends(lent, reversed, annul(30, reversed.id), returned)).toEqual([['returned', 10]]);
});

test('Q23 a patron’s own undo comes too late for what was returned before', () => {
  const undo = event('undo', 20, { undoOf: lent.id });
  expect(ends(lent, undo, event('checkin', 10, { terminalId: 'k2' }))).toEqual([['returned', 10]]);
});

test('Q30 a reversal that was taken back does not say where the book is', () => {
  const undo = event('undo', 20, { undoOf: lent.id, libraryId: 'desk' });
  expect(lastPlace([lent, undo])?.libraryId).toBe('desk');
  expect(lastPlace([lent, undo, annul(30, undo.id)])?.id).toBe(lent.id);
  const told = event('checkin', 25, { terminalId: 'k2' });
  expect(loanMetBy(told, [lent, undo])).toBeUndefined();
  expect(loanMetBy(told, [lent, undo, annul(30, undo.id)])?.id).toBe(lent.id);
});

test('Q30 in whatever order they are read, with or without doubles', () => {
  const off = event('written-off', 20);
  const all = [lent, recall(10, 400), off, annul(30, off.id), annul(31, 'recall@10')];
  fc.assert(
    fc.property(fc.shuffledSubarray([...all, ...all], { minLength: 10 }), (read) => {
      expect(loansOf(read)).toEqual(loansOf(all));
    }),
  );
});
