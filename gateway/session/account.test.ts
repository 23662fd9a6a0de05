import { describe, expect, test } from 'vitest';
import type { AccountLoan } from '../ils/ils.ts';
import { CARD, DUE, MAI, MORNING, PIN, Play, book, labelOf } from './testing/play.ts';

const loan = (n: number, renewable = true): AccountLoan => ({
  item: { title: `Kính vạn hoa ${n}`, author: 'Nguyễn Nhật Ánh' },
  identifier: labelOf(n),
  dueAt: MORNING - 1000,
  overdue: true,
  renewable,
});

function withAccount(...loans: AccountLoan[]): Play {
  const play = Play.borrowing().tap({ kind: 'show-account' }).tap({ kind: 'enter-pin', pin: PIN });
  const { ask } = play.take('account');
  const account = { loans, feesOwed: 15_000 };
  return play.send({ kind: 'account', ask, answer: { outcome: 'accepted', account } });
}

describe('the account', () => {
  test('S60 is shown only after the PIN', () => {
    const play = Play.borrowing().tap({ kind: 'show-account' });
    expect(play.snapshot).toMatchObject({ screen: 'pin', keypad: {} });
    expect(play.snapshot).not.toHaveProperty('account');
    play.tap({ kind: 'enter-pin', pin: PIN });
    expect(play.take('account').query).toEqual({ card: CARD, pin: PIN, entry: 'scanned' });
    expect(withAccount(loan(1)).snapshot).toMatchObject({
      screen: 'account',
      account: { feesOwed: 15_000, loans: [{ identifier: labelOf(1), overdue: true }] },
    });
  });

  test('S61 a card without a PIN never shows it', () => {
    const play = Play.borrowing({}, { ...MAI, hasPin: false }).tap({ kind: 'show-account' });
    expect(play.snapshot).toMatchObject({ screen: 'borrow', notice: { code: 'pin-required' } });
    play.tap({ kind: 'enter-pin', pin: PIN });
    expect(play.asked).toEqual([]);
  });

  test('S62 a wrong PIN is asked for again, and is not kept', () => {
    const play = Play.borrowing()
      .tap({ kind: 'show-account' })
      .tap({ kind: 'enter-pin', pin: PIN });
    const { ask } = play.take('account');
    const refusal = { code: 'pin-wrong', params: { triesLeft: 1 } };
    play.send({ kind: 'account', ask, answer: { outcome: 'refused', refusal } });
    expect(play.snapshot).toMatchObject({
      screen: 'pin',
      notice: refusal,
      keypad: { triesLeft: 1 },
    });
    play.tap({ kind: 'back' }).tap({ kind: 'show-account' });
    expect(play.screen).toBe('pin');
  });

  test('S62 nor is one that was not answered before something else was done', () => {
    const play = Play.borrowing()
      .tap({ kind: 'show-account' })
      .tap({ kind: 'enter-pin', pin: PIN })
      .tap({ kind: 'back' });
    expect(JSON.stringify(play.session)).not.toContain(PIN);
  });

  test('S63 is closed by “back”, and nothing of it stays on the screen', () => {
    const play = withAccount(loan(1)).tap({ kind: 'back' });
    expect(play.screen).toBe('borrow');
    expect(play.snapshot).not.toHaveProperty('account');
  });

  test('S64 offline there is none', () => {
    const play = Play.borrowing().send({ kind: 'online', online: false });
    expect(play.tap({ kind: 'show-account' }).snapshot.notice?.code).toBe('offline');
  });

  test('S61 S64 it is offered to who has a PIN, as long as the library answers', () => {
    const offered = (play: Play) => play.snapshot.may.seeAccount;
    expect(offered(Play.ready())).toBe(false);
    expect(offered(Play.borrowing({}, { ...MAI, hasPin: false }))).toBe(false);
    const play = Play.borrowing();
    expect(offered(play)).toBe(true);
    expect(offered(play.send({ kind: 'online', online: false }))).toBe(false);
    expect(offered(play.send({ kind: 'online', online: true }))).toBe(true);
  });

  test('S65 a loan is renewed, its new date shown, and on the receipt', () => {
    const play = withAccount(loan(1)).tap({ kind: 'renew', identifier: labelOf(1) });
    expect(play.snapshot.account?.loans[0]?.renewal).toEqual({ state: 'pending' });
    expect(play.accept()).toMatchObject({ act: 'renew', card: CARD, mode: 'attempt' });
    expect(play.snapshot.account?.loans[0]).toMatchObject({
      renewal: { state: 'done' },
      dueAt: DUE,
      overdue: false,
    });
    expect(play.tap({ kind: 'finish' }).snapshot.receipt).toMatchObject({
      act: 'renew',
      lines: [{ title: 'Dế Mèn phiêu lưu ký', act: 'renew', dueAt: DUE }],
    });
  });

  test('S66 “renew all” leaves out what may not be, and what was', () => {
    const play = withAccount(loan(1), loan(2, false), loan(3));
    play.tap({ kind: 'renew', identifier: labelOf(1) });
    play.accept();
    play.tap({ kind: 'renew-all' });
    expect(play.accept().item.identifier).toBe(labelOf(3));
    expect(play.asked).toEqual([]);
  });

  test('S66 a renewal refused says why and may be asked for again', () => {
    const play = withAccount(loan(1)).tap({ kind: 'renew', identifier: labelOf(1) });
    play.refuse('renew-on-hold');
    expect(play.snapshot.account?.loans[0]?.renewal).toMatchObject({
      state: 'refused',
      refusal: { code: 'renew-on-hold' },
    });
    play.tap({ kind: 'renew', identifier: labelOf(1) });
    expect(play.asked).toEqual(['transact']);
    expect(play.snapshot.lines).toHaveLength(1);
  });

  test('S67 nothing is renewed while the list is not on the screen', () => {
    const play = withAccount(loan(1)).tap({ kind: 'back' });
    play.tap({ kind: 'renew', identifier: labelOf(1) }).tap({ kind: 'renew-all' });
    expect(play.asked).toEqual([]);
  });

  test('S67 a book laid down beside the open account is borrowed all the same', () => {
    const play = withAccount().lay(book(1));
    expect(play.screen).toBe('account');
    expect(play.asked).toEqual(['transact']);
  });
});
