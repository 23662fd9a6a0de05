import { describe, expect, test } from 'vitest';
import type { PatronView } from '../ils/ils.ts';
import { DEFAULT_GROUPS, DEFAULT_TIMES } from './rules/settings.ts';
import { CARD, MAI, OTHER_CARD, PIN, Play, book } from './testing/play.ts';

const TEACHER: PatronView = { ...MAI, initial: 'H', mayLeadClass: true };
const PUPIL: PatronView = { initial: 'L', child: true, hasPin: true, pinVerified: false };
const { turn, turnUntouched, idle, idleClass, ringClass } = DEFAULT_TIMES;

const cardOf = (n: number): string => `297810000000${String(n).padStart(2, '0')}`;

const classOf = (): Play => Play.borrowing({}, TEACHER).tap({ kind: 'whole-class' });

/** A pupil's whole turn: card, book, and away. */
function borrow(play: Play, n: number): void {
  play.now += 4_000;
  play.scan(cardOf(n)).welcome({ ...PUPIL, initial: String.fromCodePoint(65 + (n % 20)) });
  play.lay(book(n));
  play.accept();
  play.write('done');
  play.lift(book(n));
}

describe('a class', () => {
  test('S180 is offered to whom the library says, once nobody else has joined', () => {
    expect(Play.borrowing({}, TEACHER).snapshot.may.leadClass).toBe(true);
    expect(Play.borrowing().snapshot.may.leadClass).toBe(false);
    expect(Play.borrowing().tap({ kind: 'whole-class' }).snapshot).not.toHaveProperty('group');
    const family = Play.borrowing({}, TEACHER).tap({ kind: 'add-card' });
    family.scan(OTHER_CARD).welcome(PUPIL).tap({ kind: 'person', person: '1' });
    expect(family.snapshot.may.leadClass).toBe(false);
  });

  test('S180 is still offered after “add a card” was touched by mistake', () => {
    const play = Play.borrowing({}, TEACHER).tap({ kind: 'add-card' });
    play.tap({ kind: 'person', person: '1' });
    expect(play.snapshot.may.leadClass).toBe(true);
    play.tap({ kind: 'whole-class' });
    expect(play.snapshot.group).toEqual({ kind: 'class', leader: '1' });
    expect(play.snapshot.may.leadClass).toBe(false);
  });

  test('S180 is offered to a card the site names, where the library cannot say, and not where it is off', () => {
    const groups = { ...DEFAULT_GROUPS, leaderCards: [/^29780000000123$/u] };
    expect(Play.borrowing({ groups }).snapshot.may.leadClass).toBe(true);
    const off = { ...DEFAULT_GROUPS, class: false };
    expect(Play.borrowing({ groups: off }, TEACHER).snapshot.may.leadClass).toBe(false);
  });

  test('S181 thirty-five borrow one after the other with a card and a book each, and no touch', () => {
    const play = classOf();
    for (let n = 1; n <= 35; n++) borrow(play, n);
    const { people, lines } = play.snapshot;
    expect(people.filter(({ books }) => books === 1)).toHaveLength(35);
    expect(lines).toHaveLength(35);
    play.tap({ kind: 'finish' });
    expect(play.screen).toBe('done');
    expect(play.snapshot.receipt?.lines).toHaveLength(35);
  });

  test('S181 each card is asked about in the ordinary way: no PIN, unless the library wants one', () => {
    const play = classOf().scan(OTHER_CARD);
    expect(play.effects).toMatchObject([{ query: { card: OTHER_CARD, entry: 'scanned' } }]);
    play.refuseCard('pin-required');
    expect(play.screen).toBe('pin');
  });

  test('S181 a card scanned again gives the turn back, and nobody is asked', () => {
    const play = classOf();
    borrow(play, 1);
    borrow(play, 2);
    play.scan(cardOf(1));
    expect(play.snapshot.patron?.id).toBe('2');
    expect(play.asked).toEqual([]);
  });

  test('S182 after the book has left the pad the turn is over: the next book waits for its card', () => {
    const play = classOf();
    borrow(play, 1);
    play.later(turn - 1);
    expect(play.snapshot.patron?.id).toBe('2');
    play.later(1);
    expect(play.snapshot).not.toHaveProperty('patron');
    play.lay(book(2)).scan(cardOf(2)).welcome(PUPIL);
    expect(play.take('transact').transaction.card).toBe(cardOf(2));
  });

  test('S182 a child who takes its time keeps the turn; a book on the pad keeps it for ever', () => {
    const play = classOf()
      .scan(cardOf(1))
      .welcome(PUPIL)
      .later(turnUntouched - 1);
    expect(play.snapshot.patron?.id).toBe('2');
    play.lay(book(1));
    play.accept();
    play.write('done');
    play.later(idle);
    expect(play.snapshot.patron?.id).toBe('2');
    expect(play.lift(book(1)).later(turn).snapshot).not.toHaveProperty('patron');
  });

  test('S182 nobody’s turn ends while something of theirs is under way or asked', () => {
    const play = classOf().scan(cardOf(1)).welcome(PUPIL).lay(book(1));
    play.refuse('own-loan');
    play.lift(book(1)).later(turnUntouched);
    expect(play.screen).toBe('own-loan');
    expect(play.snapshot.patron?.id).toBe('2');
  });

  test('S182 a card that is refused ends the turn before it all the same', () => {
    const play = classOf();
    borrow(play, 1);
    play.scan(cardOf(2)).lay(book(2)).refuseCard('card-expired');
    expect(play.snapshot).toMatchObject({ nobodys: 1, notice: { code: 'card-expired' } });
    expect(play.snapshot).not.toHaveProperty('patron');
    play.lift(book(2)).lay(book(3)).scan(cardOf(3)).welcome(PUPIL);
    expect(play.take('transact').transaction).toMatchObject({ card: cardOf(3) });
    expect(play.asked).toEqual([]);
  });

  test('S183 nobody’s account is shown there, and a touch gives nobody’s turn away', () => {
    const play = classOf();
    borrow(play, 1);
    expect(play.tap({ kind: 'show-account' }).screen).toBe('borrow');
    expect(play.tap({ kind: 'person', person: '1' }).snapshot.patron?.id).toBe('2');
    expect(play.tap({ kind: 'add-card' }).snapshot.group?.kind).toBe('class');
  });

  test('S173 a PIN that was wanted of one pupil is kept of none', () => {
    const play = classOf().scan(cardOf(1)).refuseCard('pin-required');
    play.tap({ kind: 'enter-pin', pin: PIN }).welcome({ ...PUPIL, pinVerified: true });
    play.scan(cardOf(2)).welcome(PUPIL);
    expect(JSON.stringify(play.session)).not.toContain(PIN);
  });

  test('S184 the teacher’s card ends it, and what is under way is waited for', () => {
    const play = classOf();
    borrow(play, 1);
    play.lay(book(2)).scan(CARD);
    expect(play.snapshot.stage).toBe('finishing');
    play.accept();
    play.write('done');
    expect(play.screen).toBe('done');
  });

  test('S184 the teacher’s card read twice leaves the summary, and signs nobody in', () => {
    const play = classOf();
    borrow(play, 1);
    play.scan(CARD);
    expect(play.screen).toBe('done');
    play.scan(CARD);
    play.send({ kind: 'card-read', card: CARD });
    expect(play.screen).toBe('done');
    expect(play.asked).not.toContain('identify');
    play.scan(OTHER_CARD);
    expect(play.asked).toContain('identify');
  });

  test('S184 what the teacher borrowed before is the teacher’s', () => {
    const play = Play.borrowing({}, TEACHER).lay(book(1));
    play.accept();
    play.write('done');
    play.tap({ kind: 'whole-class' });
    borrow(play, 2);
    expect(play.snapshot.people).toMatchObject([
      { id: '1', books: 1 },
      { id: '2', books: 1 },
    ]);
    expect(play.snapshot.group).toEqual({ kind: 'class', leader: '1' });
  });

  test('S185 the machine is patient with a class', () => {
    const play = classOf().later(idleClass - 1);
    expect(play.screen).toBe('borrow');
    expect(play.later(1).snapshot).toMatchObject({
      ...{ screen: 'still-there', endsAt: play.now + ringClass },
    });
    expect(play.later(ringClass).screen).toBe('start');
  });
});
