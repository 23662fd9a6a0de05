import { describe, expect, test } from 'vitest';
import type { PatronView } from '../ils/ils.ts';
import type { ItemLine } from '../messages.ts';
import {
  CARD,
  CITIZEN,
  DUE,
  MAI,
  OTHER_CARD,
  PIN,
  Play,
  book,
  labelOf,
  part,
} from './testing/play.ts';
import { SETTINGS, THIRD_CARD } from './testing/play.ts';

const LAN: PatronView = { initial: 'L', child: true, hasPin: false, pinVerified: false };
const MINH: PatronView = { initial: 'M', child: true, hasPin: false, pinVerified: false };

/** Mai has borrowed a book, and Lan's card was scanned and joins. */
const family = (view: PatronView = LAN): Play => {
  const play = Play.borrowing().lay(book(1));
  play.accept();
  play.write('done');
  return play.scan(OTHER_CARD).tap({ kind: 'second-card', choice: 'together' }).welcome(view);
};
const lineOf = (play: Play, n: number): ItemLine | undefined =>
  play.snapshot.lines.find(({ id }) => id === String(n));

describe('one more card', () => {
  test('S170 is asked about: together, or somebody else’s turn', () => {
    const play = Play.borrowing().scan(OTHER_CARD);
    expect(play.snapshot).toMatchObject({ screen: 'second-card', beneath: 'borrow' });
    expect(play.asked).toEqual([]);
    expect(JSON.stringify(play.snapshot)).not.toContain(OTHER_CARD);
  });

  test('S170 together: its owner is asked for, and is the one who borrows now', () => {
    const play = family();
    expect(play.snapshot).toMatchObject({
      screen: 'borrow',
      group: { kind: 'family' },
      patron: { id: '2', initial: 'L' },
      people: [
        { id: '1', initial: 'M', books: 1 },
        { id: '2', initial: 'L', books: 0, child: true },
      ],
    });
  });

  test('S170 somebody else’s turn: who was here finishes first', () => {
    const play = Play.borrowing().lay(book(1));
    play.accept();
    play.write('done');
    play.scan(OTHER_CARD).tap({ kind: 'second-card', choice: 'switch' });
    expect(play.screen).toBe('done');
    expect(play.asked).toEqual([]);
  });

  test('S170 neither: all is as before', () => {
    const play = Play.borrowing().scan(OTHER_CARD).tap({ kind: 'second-card', choice: 'leave' });
    expect(play.snapshot).toMatchObject({ screen: 'borrow', patron: { initial: 'M' } });
    expect(play.snapshot).not.toHaveProperty('group');
  });

  test('S170 one’s own card is neither: who is asked goes on alone', () => {
    const play = Play.borrowing().scan(OTHER_CARD).scan(CARD);
    expect(play.snapshot).toMatchObject({ screen: 'borrow', patron: { initial: 'M' } });
    expect(play.snapshot.notice).toBeUndefined();
  });

  test('S170 read twice it is one card, and what was laid down for it goes on waiting', () => {
    const play = Play.borrowing().scan(OTHER_CARD).lay(book(1)).scan(OTHER_CARD);
    play.tap({ kind: 'second-card', choice: 'together' }).scan(OTHER_CARD);
    expect(play.snapshot.notice).toBeUndefined();
    play.refuseCard('pin-required').scan(OTHER_CARD);
    expect(play.screen).toBe('pin');
    play.tap({ kind: 'enter-pin', pin: PIN }).welcome(LAN);
    expect(play.snapshot.patron?.initial).toBe('L');
    expect(play.line).toMatchObject({ id: '1', person: '2' });
  });

  test('S170 nobody has joined by a card that was refused: of the next it is asked again', () => {
    const play = Play.borrowing().scan(OTHER_CARD).tap({ kind: 'second-card', choice: 'together' });
    play.refuseCard('card-expired').scan(THIRD_CARD);
    expect(play.screen).toBe('second-card');
    expect(play.asked).toEqual([]);
  });

  test('S170 asked for by its button, it joins without a question', () => {
    const play = Play.borrowing().tap({ kind: 'add-card' });
    expect(play.snapshot).not.toHaveProperty('patron');
    play.scan(OTHER_CARD).welcome(LAN);
    expect(play.snapshot).toMatchObject({ screen: 'borrow', patron: { initial: 'L' } });
  });

  test('S170 in a family the third joins without a question', () => {
    const play = family().scan(THIRD_CARD).welcome(MINH);
    expect(play.snapshot.people.map(({ initial, which }) => [initial, which])).toEqual([
      ['M', 1],
      ['L', undefined],
      ['M', 2],
    ]);
  });

  test('S170 typed, it needs its PIN like any typed number', () => {
    const play = Play.borrowing().tap({ kind: 'add-card' }).tap({ kind: 'start-number' });
    expect(play.screen).toBe('number');
    play.tap({ kind: 'type-number', number: OTHER_CARD });
    expect(play.snapshot).toMatchObject({ screen: 'pin', keypad: {} });
    play.tap({ kind: 'enter-pin', pin: PIN });
    expect(play.effects).toMatchObject([{ query: { card: OTHER_CARD, entry: 'typed', pin: PIN } }]);
    play.welcome(LAN);
    expect(play.snapshot).toMatchObject({ screen: 'borrow', patron: { initial: 'L' } });
  });

  test('S18 back from there leads to the number, and then to who was here', () => {
    const play = family().tap({ kind: 'add-card' }).tap({ kind: 'start-number' });
    play.tap({ kind: 'type-number', number: THIRD_CARD }).tap({ kind: 'back' });
    expect(play.screen).toBe('number');
    expect(play.tap({ kind: 'back' }).screen).toBe('borrow');
  });

  test('S170 a card with tries left asks for its own PIN; a wrong one says so there', () => {
    const play = Play.borrowing().scan(OTHER_CARD).tap({ kind: 'second-card', choice: 'together' });
    play.refuseCard('pin-required');
    expect(play.screen).toBe('pin');
    play.tap({ kind: 'enter-pin', pin: PIN }).refuseCard('pin-wrong', { triesLeft: 1 });
    expect(play.snapshot).toMatchObject({ screen: 'pin', keypad: { triesLeft: 1 } });
  });

  test('S171 a touch, or the card again, gives the turn back', () => {
    const play = family().tap({ kind: 'person', person: '1' });
    expect(play.snapshot.patron?.id).toBe('1');
    expect(play.scan(OTHER_CARD).snapshot.patron?.id).toBe('2');
    expect(play.asked).toEqual([]);
    expect(play.tap({ kind: 'person', person: '7' }).snapshot.patron?.id).toBe('2');
  });

  test('S174 refused, it says why, owes no fee aloud, and who was here goes on', () => {
    const play = Play.borrowing().scan(OTHER_CARD).tap({ kind: 'second-card', choice: 'together' });
    play.refuseCard('fee-owed', { amount: 15_000 });
    expect(play.snapshot).toMatchObject({
      ...{ screen: 'borrow', patron: { id: '1' } },
      notice: { code: 'patron-blocked', params: {} },
    });
  });

  test('S174 nobody answers, or nobody is reached: it does not join', () => {
    const play = Play.borrowing().scan(OTHER_CARD).tap({ kind: 'second-card', choice: 'together' });
    const { ask } = play.take('identify');
    play.send({ kind: 'patron', ask, answer: { outcome: 'unreachable' } });
    expect(play.snapshot).toMatchObject({ screen: 'borrow', notice: { code: 'offline' } });
    play.send({ kind: 'online', online: false });
    play.scan(THIRD_CARD).tap({ kind: 'second-card', choice: 'together' });
    expect(play.snapshot.notice?.code).toBe('offline');
    expect(play.asked).toEqual([]);
  });

  test('S13 while one card is asked about, another is told to come again', () => {
    const play = Play.borrowing().scan(OTHER_CARD).tap({ kind: 'second-card', choice: 'together' });
    play.later(400);
    expect(play.snapshot).toMatchObject({ screen: 'waiting', waitingFor: 'card' });
    play.scan(THIRD_CARD);
    expect(play.snapshot.notice?.code).toBe('card-not-taken');
    play.welcome(LAN);
    expect(play.snapshot.patron?.initial).toBe('L');
    expect(play.asked).toEqual([]);
  });

  test('S161 a citizen’s card joins where the library names the card to go on with', () => {
    const scans = { ...SETTINGS.scans, identityCard: 'ask-library' } as const;
    const play = Play.borrowing({ scans }).tap({ kind: 'add-card' }).scan(CITIZEN);
    play.welcome({ ...LAN, card: OTHER_CARD }).lay(book(1));
    expect(play.take('transact').transaction.card).toBe(OTHER_CARD);
  });

  test('S170 more than the most join no more', () => {
    const play = Play.borrowing().tap({ kind: 'add-card' });
    for (let n = 2; n <= 61; n++)
      play.scan(`297900000000${String(n).padStart(2, '0')}`).welcome(LAN);
    expect(play.snapshot.people).toHaveLength(60);
    expect(play.snapshot.notice?.code).toBe('group-full');
  });
});

describe('whose a book is', () => {
  test('S172 it is theirs whom the screen shows, and is asked for by their card', () => {
    const play = family().lay(book(2));
    expect(play.take('transact').transaction.card).toBe(OTHER_CARD);
    play.tap({ kind: 'person', person: '1' }).scan(labelOf(3));
    expect(play.take('transact').transaction.card).toBe(CARD);
    expect(play.snapshot.lines.map(({ person }) => person)).toEqual(['1', '2', '1']);
  });

  test('S172 a late answer lands on its line, whoever borrows by then', () => {
    const play = family().lay(book(2)).tap({ kind: 'person', person: '1' });
    play.accept();
    expect(lineOf(play, 2)).toMatchObject({ person: '2', ils: 'accepted', dueAt: DUE });
    play.write('done');
    expect(play.snapshot.people[1]?.books).toBe(1);
  });

  test('S172 taking back, keeping and renewing go by the line’s own card', () => {
    const play = family().lay(book(2));
    play.refuse('own-loan');
    play.tap({ kind: 'own-loan', line: '2', choice: 'renew' }).tap({ kind: 'person', person: '1' });
    expect(play.take('transact').transaction).toMatchObject({ act: 'renew', card: OTHER_CARD });
    play.tap({ kind: 'undo', line: '1' });
    expect(play.take('transact').transaction).toMatchObject({ act: 'checkin' });
  });

  test('S29 each has their own number of loans left', () => {
    const play = family({ ...LAN, loansLeft: 2 }).lay(book(2));
    play.accept();
    expect(play.snapshot.patron?.loansLeft).toBe(1);
    expect(play.tap({ kind: 'person', person: '1' }).snapshot.patron).not.toHaveProperty(
      'loansLeft',
    );
  });

  test('S172 a book refused for one and laid down anew for the other is the other’s', () => {
    const play = family().lay(book(2));
    play.refuse('limit-reached');
    play.lift(book(2)).tap({ kind: 'person', person: '1' }).lay(book(2));
    expect(play.take('transact').transaction.card).toBe(CARD);
    expect(lineOf(play, 2)?.person).toBe('1');
  });

  test('S172 a book refused for one that just stays on the pad is not tried for the next', () => {
    const play = family().lay(book(2));
    play.refuse('limit-reached');
    play.tap({ kind: 'person', person: '1' });
    expect(play.asked).toEqual([]);
    expect(lineOf(play, 2)?.person).toBe('2');
  });

  test('S172 a part that comes late belongs to the set, not to who borrows by then', () => {
    const play = family().lay(part(4, 1), part(4, 2)).tap({ kind: 'person', person: '1' });
    play.lay(part(4, 3));
    expect(play.take('transact').transaction.card).toBe(OTHER_CARD);
    expect(lineOf(play, 2)?.person).toBe('2');
  });

  test('S174 what is laid down and scanned while a card is waited for is the next one’s', () => {
    const play = Play.borrowing().tap({ kind: 'add-card' }).lay(book(2)).scan(labelOf(3));
    expect(play.asked).toEqual([]);
    expect(play.snapshot).toMatchObject({ waiting: 2, nobodys: 0, lines: [] });
    play.scan(OTHER_CARD).lay(book(4)).welcome(LAN);
    for (const _ of [2, 4, 3]) expect(play.take('transact').transaction.card).toBe(OTHER_CARD);
    expect(play.snapshot.waiting).toBe(0);
  });

  test('S174 of a card that is refused it is nobody’s, until it is lifted and laid down anew', () => {
    const play = Play.borrowing().tap({ kind: 'add-card' }).lay(book(2)).scan(labelOf(3));
    play.scan(OTHER_CARD).refuseCard('card-expired');
    expect(play.snapshot).toMatchObject({ waiting: 0, nobodys: 1 });
    play.scan(THIRD_CARD).welcome(LAN);
    expect(play.asked).toEqual([]);
    play.lift(book(2)).lay(book(2));
    expect(play.take('transact').transaction.card).toBe(THIRD_CARD);
    expect(play.snapshot.nobodys).toBe(0);
  });

  test('S174 the same while the question is open', () => {
    const play = Play.borrowing().scan(OTHER_CARD).lay(book(2));
    expect(play.asked).toEqual([]);
    play.tap({ kind: 'second-card', choice: 'together' }).welcome(LAN);
    expect(play.take('transact').transaction.card).toBe(OTHER_CARD);
    const left = Play.borrowing().scan(OTHER_CARD).lay(book(2));
    left.tap({ kind: 'second-card', choice: 'leave' });
    expect(left.snapshot.nobodys).toBe(1);
    expect(left.asked).toEqual([]);
  });
});

describe('what each is asked and shown', () => {
  test('S173 the account is for the PIN of its owner, who gives it anew after another’s turn', () => {
    const play = Play.borrowing()
      .tap({ kind: 'show-account' })
      .tap({ kind: 'enter-pin', pin: PIN });
    const { ask } = play.take('account');
    const account = { loans: [] };
    play.send({ kind: 'account', ask, answer: { outcome: 'accepted', account } });
    expect(play.screen).toBe('account');
    play.tap({ kind: 'back' }).tap({ kind: 'add-card' });
    expect(JSON.stringify(play.session)).not.toContain(PIN);
    play.tap({ kind: 'person', person: '1' }).tap({ kind: 'show-account' });
    expect(play.screen).toBe('pin');
  });

  test('S173 an account that is open closes with the next card, and a late one is not shown', () => {
    const play = Play.borrowing()
      .tap({ kind: 'show-account' })
      .tap({ kind: 'enter-pin', pin: PIN });
    const { ask } = play.take('account');
    play.scan(OTHER_CARD);
    play.send({ kind: 'account', ask, answer: { outcome: 'accepted', account: { loans: [] } } });
    expect(play.snapshot).toMatchObject({ screen: 'second-card' });
    expect(play.snapshot).not.toHaveProperty('account');
  });

  test('S177 a question about a book is put to whose it is, while they borrow', () => {
    const play = family().lay(book(2));
    play.refuse('own-loan');
    expect(play.screen).toBe('own-loan');
    play.tap({ kind: 'person', person: '1' });
    expect(play.screen).toBe('borrow');
    expect(play.snapshot.people[1]?.isWanted).toBe(true);
    expect(play.tap({ kind: 'person', person: '2' }).screen).toBe('own-loan');
  });

  test('S177 a book the gate would ring for is called back by its owner, or by nobody’s turn', () => {
    const play = family().lay(book(2));
    play.accept();
    play.lift(book(2)).write('failed');
    expect(play.screen).toBe('put-back');
    expect(play.tap({ kind: 'person', person: '1' }).screen).toBe('borrow');
    expect(play.tap({ kind: 'add-card' }).screen).toBe('put-back');
    expect(play.tap({ kind: 'finish' }).screen).toBe('not-finished');
  });
});

describe('the end', () => {
  test('S178 one receipt for all, each line with whose it is, by initials', () => {
    const play = family().lay(book(2));
    play.accept();
    play.write('done');
    play.tap({ kind: 'finish' });
    expect(play.screen).toBe('done');
    expect(play.snapshot.receipt).toMatchObject({
      people: [
        { id: '1', initial: 'M' },
        { id: '2', initial: 'L' },
      ],
      lines: [{ person: '1' }, { person: '2' }],
    });
  });

  test('S178 of one alone the receipt names nobody', () => {
    const play = Play.borrowing().lay(book(1));
    play.accept();
    play.write('done');
    play.tap({ kind: 'finish' });
    expect(play.snapshot.receipt).not.toHaveProperty('people');
    expect(play.snapshot.receipt?.lines[0]).not.toHaveProperty('person');
  });

  test('S2 nobody of them is left', () => {
    const play = family().tap({ kind: 'finish' }).tap({ kind: 'another-person' });
    expect(play.snapshot).toMatchObject({ people: [], lines: [] });
    expect(play.snapshot).not.toHaveProperty('group');
    expect(JSON.stringify(play.session)).not.toMatch(new RegExp(`${CARD}|${OTHER_CARD}`));
  });

  test('S26 returning needs no card, and a card there is out of place', () => {
    const play = Play.returning().scan(CARD);
    expect(play.snapshot.notice?.code).toBe('wrong-card');
    expect(play.lay(book(1)).snapshot.lines[0]).not.toHaveProperty('person');
  });

  test('S3 no card number is shown, whatever the group', () => {
    const said = JSON.stringify(family().scan(THIRD_CARD).welcome(MAI).snapshot);
    for (const card of [CARD, OTHER_CARD, THIRD_CARD]) expect(said).not.toContain(card);
  });
});
