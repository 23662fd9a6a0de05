import { describe, expect, test } from 'vitest';
import { printed, receiptCodeOf } from '../outbox/rules/receipt-code.ts';
import { CARD, DUE, MAI, OTHER_CARD, Play, book, labelOf } from './testing/play.ts';
import { DEFAULT_GROUPS } from './rules/settings.ts';

describe('borrowing', () => {
  test('S20 card, book, accepted, disarmed, finish, done: the whole way', () => {
    const play = Play.ready();
    expect(play.screen).toBe('start');
    play.scan(CARD);
    expect(play.take('identify').query).toEqual({ card: CARD, entry: 'scanned' });

    const visit = Play.borrowing();
    expect(visit.screen).toBe('borrow');
    visit.lay(book(1));
    expect(visit.line).toMatchObject({ act: 'checkout', ils: 'pending', security: 'not-needed' });
    const loan = visit.accept();
    expect(loan).toMatchObject({ act: 'checkout', mode: 'attempt', card: CARD });
    expect(loan.item).toEqual({ identifier: labelOf(1) });
    expect(visit.line).toMatchObject({ ils: 'accepted', security: 'pending', dueAt: DUE });
    expect(visit.write('done')).toMatchObject({ wanted: 'disarmed', uid: book(1).uid });
    expect(visit.line).toMatchObject({ ils: 'accepted', security: 'done', canUndo: true });

    visit.tap({ kind: 'finish' });
    expect(visit.screen).toBe('done');
    expect(visit.snapshot.receipt?.lines).toEqual([
      {
        title: 'Dế Mèn phiêu lưu ký',
        act: 'checkout',
        dueAt: DUE,
        recordedHere: false,
        code: printed(receiptCodeOf(loan.id)),
      },
    ]);
    visit.lift(book(1)).later(8_000);
    expect(visit.screen).toBe('start');
    expect(visit.snapshot.lines).toEqual([]);
    expect(visit.snapshot.patron).toBeUndefined();
  });

  test('S21 books laid down before the card are borrowed when it is accepted', () => {
    const play = Play.ready().lay(book(1), book(2));
    expect(play.screen).toBe('return-or-borrow');
    expect(play.snapshot.booksOnPad).toBe(2);
    expect(play.asked).toEqual([]);
    play.tap({ kind: 'choose', act: 'borrow' });
    expect(play.screen).toBe('start');
    play.scan(CARD).welcome();
    expect(play.snapshot.lines.map(({ ils }) => ils)).toEqual(['pending', 'pending']);
    expect(play.asked).toEqual(['transact', 'transact']);
  });

  test('S22 a book that is done is not processed again while it lies there, leaves or comes back', () => {
    const play = Play.borrowing().lay(book(1));
    play.accept();
    play.write('done');
    play.lay(book(1)).lift(book(1)).lay(book(1)).scan(labelOf(1));
    expect(play.asked).toEqual([]);
    expect(play.snapshot.lines).toHaveLength(1);
  });

  test('S22 a tag announced twice is one arrival, also where it was refused', () => {
    const play = Play.borrowing().lay(book(1));
    play.refuse('item-on-hold');
    play.lay(book(1));
    expect(play.asked).toEqual([]);
  });

  test('S23 the barcode of a book whose tag is on the list is the same line', () => {
    const play = Play.borrowing().scan(labelOf(1));
    expect(play.line.onPad).toBe(false);
    play.accept();
    expect(play.line.security).toBe('not-needed');
    play.lay(book(1));
    expect(play.snapshot.lines).toHaveLength(1);
    expect(play.write('done')).toMatchObject({ wanted: 'disarmed', uid: book(1).uid });
    expect(play.line.security).toBe('done');
  });

  test('S23 a label scanned while its tag lies on the pad has its tag disarmed', () => {
    const play = Play.ready().lay(book(1)).scan(CARD).welcome();
    play.refuse('limit-reached');
    play.scan(labelOf(1));
    play.accept();
    expect(play.write('done').uid).toBe(book(1).uid);
  });

  test('S24 a refused book stays armed, says why, and may be laid down again', () => {
    const play = Play.borrowing().lay(book(1));
    play.refuse('item-on-hold');
    expect(play.line).toMatchObject({ ils: 'refused', refusal: { code: 'item-on-hold' } });
    expect(play.asked).toEqual([]);
    play.lift(book(1)).lay(book(1));
    expect(play.snapshot.lines).toHaveLength(1);
    expect(play.asked).toEqual(['transact']);
  });

  test.each([
    ['S25 a damaged tag', { kind: 'damaged' }, 'tag-damaged'],
    ['S25 a tag that is no library’s', { kind: 'foreign' }, 'tag-unknown'],
  ] as const)('%s is refused without asking the library', (_what, label, code) => {
    const play = Play.borrowing().lay({ uid: 'E004010000000077', label });
    expect(play.line).toMatchObject({ ils: 'refused', refusal: { code }, security: 'not-needed' });
    expect(play.asked).toEqual([]);
  });

  test.each([
    ['S26 an ISBN', '9786042088770', 'isbn-scanned'],
    ['S26 an ISSN', '9770317847001', 'isbn-scanned'],
    ['S26 one’s own card', CARD, 'wrong-card'],
    ['S26 another card, where nobody may join,', OTHER_CARD, 'finish-first'],
  ])('%s on the book screen is told apart from a label', (_what, text, code) => {
    const groups = { ...DEFAULT_GROUPS, family: false };
    const play = Play.borrowing({ groups }).scan(text);
    expect(play.snapshot.notice?.code).toBe(code);
    expect(play.snapshot.lines).toEqual([]);
    expect(play.asked).toEqual([]);
  });

  test('S26 a library number that begins like an ISBN and has no check digit is a label', () => {
    const play = Play.borrowing().scan('9786042088771');
    expect(play.asked).toEqual(['transact']);
  });

  test('S27 nobody answers: no loan, the tag stays armed, the attempt is abandoned', () => {
    const play = Play.borrowing().lay(book(1));
    const { id } = play.answer({ outcome: 'unreachable' });
    expect(play.line).toMatchObject({ ils: 'refused', refusal: { code: 'offline' } });
    expect(play.effects).toEqual([{ kind: 'abandon', transaction: id }]);
  });

  test('S27 known to be offline, or without the time, nothing is even recorded', () => {
    const offline = Play.borrowing().send({ kind: 'online', online: false }).lay(book(1));
    expect(offline.line.refusal?.code).toBe('offline');
    const timeless = Play.borrowing().send({ kind: 'time', known: false }).lay(book(1));
    expect(timeless.line.refusal?.code).toBe('time-unknown');
    expect([...offline.asked, ...timeless.asked]).toEqual([]);
  });

  test('S28 the disk will not record: the book is refused and the terminal goes out of service', () => {
    const play = Play.borrowing().lay(book(1));
    const { transaction } = play.take('transact');
    play.send({ kind: 'not-recorded', transaction: transaction.id });
    expect(play.line).toMatchObject({ ils: 'refused', refusal: { code: 'see-staff' } });
    play.lift(book(1)).tap({ kind: 'finish' });
    expect(play.screen).toBe('out-of-service');
    play.send({ kind: 'outbox', writable: true });
    expect(play.screen).toBe('start');
  });

  test('S29 the loans left are counted down and up again', () => {
    const play = Play.borrowing({}, { ...MAI, loansLeft: 2 }).lay(book(1));
    play.accept();
    play.write('done');
    expect(play.snapshot.patron?.loansLeft).toBe(1);
    play.tap({ kind: 'undo', line: play.line.id });
    play.accept();
    expect(play.snapshot.patron?.loansLeft).toBe(2);
  });
});

describe('an answer that does not come', () => {
  test('S32 unknown: the tag is not touched; a late yes disarms it, a late no refuses it', () => {
    const play = Play.borrowing().lay(book(1), book(2));
    const first = play.answer({ outcome: 'unknown' });
    const second = play.answer({ outcome: 'unknown' });
    expect(play.snapshot.lines.map(({ ils }) => ils)).toEqual(['unknown', 'unknown']);
    expect(play.asked).toEqual([]);

    const item = { title: 'Số đỏ', author: 'Vũ Trọng Phụng' };
    const yes = { outcome: 'accepted', item, dueAt: DUE } as const;
    play.send({ kind: 'outcome', transaction: first.id, outcome: yes, late: true });
    expect(play.write('done')).toMatchObject({ wanted: 'disarmed', uid: book(1).uid });
    const no = { outcome: 'refused', refusal: { code: 'item-on-hold', params: {} } } as const;
    play.send({ kind: 'outcome', transaction: second.id, outcome: no, late: true });
    expect(play.line).toMatchObject({ ils: 'refused', security: 'not-needed' });
    expect(play.asked).toEqual([]);
  });

  test('S33 the answer to a transaction of an earlier visit touches nobody', () => {
    const play = Play.borrowing().lay(book(1));
    const { id } = play.answer({ outcome: 'unknown' });
    play.tap({ kind: 'finish' }).tap({ kind: 'not-finished', choice: 'leave-it' });
    expect(play.take('transact').transaction).toMatchObject({
      act: 'checkin',
      mode: 'promise',
      undoOf: id,
    });
    const outcome = { outcome: 'accepted', item: { title: 'T', author: 'A' } } as const;
    play.send({ kind: 'outcome', transaction: id, outcome, late: true });
    expect(play.asked).toEqual([]);
  });
});
