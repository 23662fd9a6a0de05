/** A visit before our own server while it does not answer: lent by the permit. */
import { beforeAll, describe, expect, test } from 'vitest';
import { permitOf } from '#tests/fixtures/loaded-permit.ts';
import { CLASSES } from '#tests/fixtures/permit.ts';
import { PermitLending } from '../offline-lending.ts';
import { printed, receiptCodeOf } from '../outbox/rules/receipt-code.ts';
import type { Permit } from '../permit/permit.ts';
import { KnownLoans } from './testing/known-loans.ts';
import { book, CARD, CITIZEN, labelOf, MAI, OTHER_CARD, Play, SETTINGS } from './testing/play.ts';
import { THIRD_CARD } from './testing/play.ts';

const UNREACHABLE = { outcome: 'unreachable' } as const;
const UNKNOWN = { outcome: 'unknown' } as const;
const ITEM = { title: 'Số đỏ', author: 'Vũ Trọng Phụng' };
const BLOCKED = '29780000000888';
const PIN_CARD = '29780000000999';

let permit: Permit;
beforeAll(async () => {
  permit = await permitOf({
    cards: [
      [
        { number: CARD, class: CLASSES.child, loansLeft: 2 },
        { number: OTHER_CARD, loansLeft: 1 },
        { number: BLOCKED, standing: 'patron-blocked' },
        { number: PIN_CARD, class: CLASSES.withPin },
      ],
    ],
    items: [[{ number: labelOf(9), standing: 'item-on-hold' }]],
  });
});

function lending(play = Play.ready(), known = new KnownLoans()): Play {
  play.offline = new PermitLending(known, () => permit);
  return play.send({ kind: 'offline-loans', allowed: true });
}
const cut = (play: Play): Play => play.send({ kind: 'online', online: false });
const offline = (known?: KnownLoans): Play => cut(lending(Play.ready(), known));

function record(play: Play) {
  const { transaction } = play.take('transact');
  play.send({ kind: 'recorded', transaction: transaction.id });
  play.write('done');
  return transaction;
}

test('TM8 while the time is unknown returns are taken and nothing is lent, whatever the permit says', () => {
  const timeless = offline().send({ kind: 'time', known: false }).scan(CARD);
  expect(timeless.snapshot).toMatchObject({ screen: 'time-unknown', notice: { code: 'offline' } });
  expect(timeless.asked).toEqual([]);
  timeless.tap({ kind: 'start-return' }).lay(book(1));
  expect(timeless.take('transact').transaction).toMatchObject({ act: 'checkin' });
  const visit = offline().scan(CARD).send({ kind: 'time', known: false }).lay(book(1));
  expect(visit.line.refusal?.code).toBe('time-unknown');
  expect(visit.asked).toEqual([]);
});

describe('S200 signing in', () => {
  test('the library is not asked, nothing is shown of a name, and words are a child’s', () => {
    const play = offline().scan(CARD);
    expect(play.asked).toEqual([]);
    expect(play.snapshot).toMatchObject({
      ...{ screen: 'borrow', online: false },
      patron: { initial: '', child: true, hasPin: false, loansLeft: 2 },
    });
  });

  test('the answer takes too long: the permit stands in for it', () => {
    const play = lending().scan(CARD);
    const { ask } = play.take('identify');
    play.send({ kind: 'patron', ask, answer: UNREACHABLE });
    expect(play.screen).toBe('borrow');
    play.lay(book(1));
    expect(play.take('transact').transaction.mode).toBe('attempt');
  });

  test('cut at the PIN: a scanned card goes on without it, a typed number does not', () => {
    const scanned = lending().scan(CARD).refuseCard('pin-required');
    scanned.tap({ kind: 'enter-pin', pin: '4711' });
    const { ask } = scanned.take('identify');
    scanned.send({ kind: 'patron', ask, answer: UNREACHABLE });
    expect(scanned.screen).toBe('borrow');
    expect(JSON.stringify(scanned.session)).not.toContain('4711');

    const typed = lending().tap({ kind: 'start-number' });
    typed.tap({ kind: 'type-number', number: CARD }).tap({ kind: 'enter-pin', pin: '4711' });
    const asked = typed.take('identify').ask;
    typed.send({ kind: 'patron', ask: asked, answer: UNREACHABLE });
    expect(typed.snapshot).toMatchObject({ screen: 'start', notice: { code: 'offline' } });
  });

  test('not by a citizen’s card', () => {
    const scans = { ...SETTINGS.scans, identityCard: 'ask-library' } as const;
    const play = cut(lending(Play.ready({ scans }))).scan(CITIZEN);
    expect(play.snapshot).toMatchObject({ screen: 'start', notice: { code: 'offline' } });
  });

  test('a number of no scan rule is a card where the permit knows it, else a book’s label', () => {
    const scans = { ...SETTINGS.scans, rules: [], tryOtherKind: true };
    const play = cut(lending(Play.ready({ scans })));
    expect(play.scan(labelOf(1)).screen).toBe('return-or-borrow');
    expect(play.scan(CARD).snapshot).toMatchObject({ screen: 'borrow', lines: [{}] });
  });
});

describe('S201 turned away at the card', () => {
  test.each([
    [BLOCKED, 'patron-blocked'],
    [PIN_CARD, 'offline-pin'],
  ])('%s: %s', async (card, code) => {
    const pinNeeded = 'returns-only';
    const strict = await permitOf({
      ...{ cards: [[{ number: PIN_CARD, class: CLASSES.withPin }]], manifest: { pinNeeded } },
    });
    const play = offline();
    if (card === PIN_CARD) play.offline = new PermitLending(new KnownLoans(), () => strict);
    expect(play.scan(card).snapshot).toMatchObject({ screen: 'start', notice: { code } });
    expect(play.asked).toEqual([]);
  });

  test('with books chosen to be borrowed, the card is still asked for', () => {
    const play = offline().lay(book(1)).tap({ kind: 'choose', act: 'borrow' }).scan(BLOCKED);
    expect(play.snapshot).toMatchObject({ screen: 'start', stage: 'signing-in' });
    expect(play.scan(CARD).screen).toBe('borrow');
  });
});

describe('S202 S203 what is promised', () => {
  test('until the day that the permit says, as many as it leaves; the rest says why', () => {
    const play = offline().scan(CARD).lay(book(1), book(2), book(3));
    const [first, second] = [record(play), record(play)];
    expect([first.mode, second.mode]).toEqual(['promise', 'promise']);
    expect(first.dueAt).toBe(permit.dueAt(CLASSES.child, 0, play.now));
    expect(play.asked).toEqual([]);
    expect(play.snapshot.lines.map(({ ils }) => ils)).toEqual(['refused', 'queued', 'queued']);
    expect(play.line).toMatchObject({ refusal: { code: 'limit-reached' } });
    expect(play.snapshot.patron).toMatchObject({ loansLeft: 0 });
  });

  test('what this terminal lent since the permit was made counts, online or not', () => {
    const known = new KnownLoans();
    known.lent.push({ id: 'before', at: permit.madeAt - 1 }, { id: 'since', at: permit.madeAt });
    const play = offline(known).scan(CARD).lay(book(1), book(2));
    expect(play.snapshot.lines.map(({ ils }) => ils)).toEqual(['refused', 'pending']);
  });

  test('not what the permit keeps here, nor what the library has said no to since', () => {
    const known = new KnownLoans();
    known.refused.set(labelOf(1), { code: 'item-on-loan', params: {} });
    const play = offline(known).scan(CARD).lay(book(9), book(1));
    expect(play.asked).toEqual([]);
    const codes = play.snapshot.lines.map(({ refusal }) => refusal?.code);
    expect(codes).toEqual(['item-on-loan', 'item-on-hold']);
  });

  test('S204 to an unknown card as many as its cap', () => {
    const play = offline().scan(THIRD_CARD).lay(book(1), book(2), book(3));
    expect(play.asked).toEqual(['transact', 'transact']);
    expect(play.line).toMatchObject({ refusal: { code: 'offline-limit', params: { count: 2 } } });
  });

  test('to each of a family by their own row', () => {
    const play = offline().scan(CARD).lay(book(1)).tap({ kind: 'add-card' }).scan(OTHER_CARD);
    play.lay(book(2), book(3));
    const cards = play.effects.map((each) => each.kind === 'transact' && each.transaction.card);
    expect(cards).toEqual([CARD, OTHER_CARD]);
    expect(play.snapshot.people.map(({ which }) => which)).toEqual([1, 2]);
  });
});

describe('S205 without a permit in force there are returns only', () => {
  test('from its end on, in the middle of a visit too', () => {
    const play = offline().scan(CARD).lay(book(1));
    record(play);
    play.send({ kind: 'offline-loans', allowed: false }).lay(book(2));
    expect(play.line).toMatchObject({ ils: 'refused', refusal: { code: 'offline' } });
    play.lift(book(1), book(2)).tap({ kind: 'finish' }).tap({ kind: 'another-person' });
    play.later(SETTINGS.times.padClear);
    expect(play.snapshot).toMatchObject({
      screen: 'returns-only',
      since: play.session.terminal.offlineSince,
    });
  });

  test('where the keeper has none though the flag was up', () => {
    const play = offline();
    play.offline = new PermitLending(new KnownLoans(), () => undefined);
    expect(play.scan(CARD).snapshot).toMatchObject({ notice: { code: 'offline' } });
    const inTheMiddle = cut(lending(Play.borrowing()));
    inTheMiddle.offline = new PermitLending(new KnownLoans(), () => undefined);
    expect(inTheMiddle.lay(book(1)).line).toMatchObject({ refusal: { code: 'offline' } });
  });
});

describe('S206 a slow server', () => {
  const promised = () => {
    const play = lending(Play.borrowing()).lay(book(1));
    const { id } = play.answer(UNKNOWN);
    const { dueAt } = play.take('promise');
    play.send({ kind: 'recorded', transaction: id });
    play.write('done');
    expect(play.line).toMatchObject({ ils: 'queued', dueAt, code: printed(receiptCodeOf(id)) });
    return { play, id };
  };

  test('a late yes brings its own day, its title and its code', () => {
    const { play, id } = promised();
    const outcome = { outcome: 'accepted', item: ITEM, dueAt: 5, receiptCode: 'CDFG3467' } as const;
    play.send({ kind: 'outcome', transaction: id, outcome, late: true });
    expect(play.asked).toEqual([]);
    expect(play.line).toMatchObject({ ils: 'accepted', dueAt: 5, title: ITEM.title });
    expect(play.line).not.toHaveProperty('code');
    expect(play.tap({ kind: 'finish' }).snapshot).toMatchObject({
      ...{ screen: 'done', receipt: { code: 'CDFG 3467', lines: [{ recordedHere: false }] } },
    });
  });

  test('a late no to the attempt changes nothing but that staff are to be asked, also once the promise is taken', () => {
    const { play, id } = promised();
    const refusal = { code: 'patron-blocked', params: {} };
    const no = { outcome: 'refused', refusal, item: ITEM } as const;
    play.send({ kind: 'outcome', transaction: id, outcome: no, late: true });
    expect(play.asked).toEqual([]);
    const stands = { security: 'done', refusal: { code: 'promised-see-staff' }, title: ITEM.title };
    expect(play.line).toMatchObject({ ils: 'queued', ...stands });
    const yes = { outcome: 'accepted', item: ITEM, dueAt: 5 } as const;
    play.send({ kind: 'outcome', transaction: id, outcome: yes, late: true });
    expect(play.line).toMatchObject({ ils: 'accepted', dueAt: 5, ...stands });
    expect(play.tap({ kind: 'finish' }).snapshot.receipt?.lines).toHaveLength(1);
  });

  test('what the permit does not let go out stays in doubt', () => {
    const play = lending(Play.borrowing()).lay(book(9));
    play.answer(UNKNOWN);
    expect(play.asked).toEqual([]);
    expect(play.line).toMatchObject({ ils: 'unknown', security: 'not-needed' });
  });
});

describe('S207 the line is cut and comes back in the middle of a visit', () => {
  test('the visit goes on; what was promised stays so until its own answer comes', () => {
    const play = lending(Play.borrowing({}, { ...MAI, child: true })).lay(book(1));
    play.accept();
    play.write('done');
    cut(play).lay(book(2));
    const loan = record(play);
    play.send({ kind: 'online', online: true }).lay(book(3));
    expect(play.take('transact').transaction.mode).toBe('attempt');
    expect(play.snapshot.lines.map(({ ils }) => ils)).toEqual(['pending', 'queued', 'accepted']);
    const outcome = { outcome: 'accepted', item: ITEM, dueAt: 5 } as const;
    play.send({ kind: 'outcome', transaction: loan.id, outcome, late: true });
    expect(play.snapshot.lines[1]).toMatchObject({ ils: 'accepted', dueAt: 5 });
  });

  test('a PIN that was found right in this visit is enough for the rest of it', () => {
    const play = lending(Play.ready()).scan(PIN_CARD).refuseCard('pin-required');
    play.tap({ kind: 'enter-pin', pin: '4711' }).welcome({ ...MAI, pinVerified: true });
    cut(play).lay(book(1), book(2));
    expect(play.asked).toEqual(['transact', 'transact']);
  });

  test('S204 who signed in without the PIN gets no more than the cap when the line is back', async () => {
    const cards = [[{ number: PIN_CARD, class: CLASSES.withPin }]];
    const capped = await permitOf({ cards, manifest: { pinNeeded: { loans: 1, days: 7 } } });
    const play = offline();
    play.offline = new PermitLending(new KnownLoans(), () => capped);
    play.scan(PIN_CARD).send({ kind: 'online', online: true }).lay(book(1));
    const loan = record(play);
    expect(loan.mode).toBe('promise');
    const outcome = { outcome: 'accepted', item: ITEM, dueAt: 5 } as const;
    play.send({ kind: 'outcome', transaction: loan.id, outcome, late: true }).lay(book(2));
    expect(play.asked).toEqual([]);
    expect(play.line).toMatchObject({ ils: 'refused', refusal: { code: 'pin-required' } });
  });

  test('no renewal, no account', () => {
    const play = cut(lending(Play.borrowing()));
    expect(play.tap({ kind: 'show-account' }).asked).toEqual([]);
  });
});

test('S208 a book that nobody can name is called by the number on its label until the library does', () => {
  const play = offline().scan(CARD).lay(book(1), book(2));
  const [first] = [record(play), record(play)];
  expect(play.snapshot.lines.map(({ label }) => label)).toEqual([labelOf(2), labelOf(1)]);
  const outcome = { outcome: 'accepted', item: ITEM, dueAt: 5 } as const;
  play.send({ kind: 'outcome', transaction: first.id, outcome, late: true });
  const named = play.snapshot.lines.find(({ title }) => title === ITEM.title);
  expect(named).toBeDefined();
  expect(named).not.toHaveProperty('label');
});

test('S208 what is recorded here says so, with its code, on the line, in the summary and on the receipt', () => {
  const play = offline().scan(CARD).lay(book(1));
  const loan = record(play);
  const code = printed(receiptCodeOf(loan.id));
  expect(play.line).toMatchObject({ ils: 'queued', code, dueAt: loan.dueAt });
  play.tap({ kind: 'finish' });
  expect(play.snapshot).toMatchObject({
    ...{ screen: 'recorded-here', online: false, since: play.session.terminal.offlineSince },
    lines: [{ code }],
    receipt: { code, lines: [{ recordedHere: true, code, dueAt: loan.dueAt }] },
  });
});
