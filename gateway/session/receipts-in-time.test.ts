/** Receipts that take their time, by printer and by mail: who waits for them, and who does not. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_RECEIPTS, DEFAULT_TIMES } from './rules/settings.ts';
import { MAI, OTHER_CARD, Play } from './testing/play.ts';
import {
  DEVICES,
  WITH_MAIL,
  done,
  printing,
  shownFor,
  lent,
  finished,
  choose,
  choices,
  step,
  printing1,
  comesOut,
} from './testing/receipts.ts';

describe('S218 nobody waits for somebody else’s receipt', () => {
  test('S218 the next card is welcome while it prints, and hears nothing of it', () => {
    const play = printing1();
    const { ask } = play.take('print');
    play.scan(OTHER_CARD).welcome({ ...MAI, initial: 'L' });
    expect(play.screen).toBe('borrow');
    play.send({ kind: 'printed', ask, result: 'paper-out' });
    expect(play.screen).toBe('borrow');
    expect(play.snapshot.receipt).toBeUndefined();
  });

  test('S218 “another person” ends it at once', () => {
    const play = printing1().tap({ kind: 'another-person' });
    expect(play.screen).toBe('start');
    expect(comesOut(play).screen).toBe('start');
  });

  test('S218 without paper, printer or both, people are served', () => {
    const play = Play.ready({ devices: DEVICES });
    play.send({ kind: 'printer', device: 'printer', condition: { paper: 'out', fault: 'jammed' } });
    play.send({ kind: 'device', device: 'printer', ready: false });
    expect(play.later(60_000).screen).toBe('start');
    expect(play.snapshot.stage).toBe('idle');
  });
});

describe('S219 gone without choosing', () => {
  const print = { receipts: { afterTimeout: 'print' } } as const;

  test('S219 nothing is printed, unless the site wants it', () => {
    expect(finished().later(done).asked).toEqual([]);
    const play = finished(print).later(done);
    expect(play.screen).toBe('start');
    expect(play.take('print').receipt.receipt.lines).toHaveLength(1);
  });

  test('S219 also after “still there?”, where no summary was shown', () => {
    const play = lent(print).later(DEFAULT_TIMES.idle + DEFAULT_TIMES.ring);
    expect(play.screen).toBe('start');
    expect(play.asked).toEqual(['print']);
  });

  test('S219 not where something was chosen, or “another person”', () => {
    expect(choose(finished(print), 'qr').later(shownFor).asked).toEqual([]);
    expect(choose(finished(print), 'none').asked).toEqual([]);
    expect(finished(print).tap({ kind: 'another-person' }).asked).toEqual([]);
    const printed = comesOut(choose(finished(print), 'print'));
    expect(printed.later(done).asked).toEqual([]);
  });

  test('S219 staff who take over from the summary: as by its end, and nothing a second time', () => {
    const staff = { kind: 'staff', here: true } as const;
    expect(finished(print).send(staff).asked).toEqual(['print']);
    expect(finished().send(staff).asked).toEqual([]);
    expect(comesOut(choose(finished(print), 'print')).send(staff).asked).toEqual([]);
    const taken = choose(finished(print), 'print').send(staff);
    expect(taken.asked).toEqual(['print']);
    expect(taken.session.visit.lines).toEqual([]);
  });

  test('S219 not where nothing happened, and not without paper', () => {
    const empty = Play.borrowing({
      devices: DEVICES,
      receipts: { ...DEFAULT_RECEIPTS, ...print.receipts },
    });
    expect(empty.later(DEFAULT_TIMES.idle + DEFAULT_TIMES.ring).asked).toEqual([]);
    expect(finished({ ...print, condition: { paper: 'out' } }).later(done).asked).toEqual([]);
  });

  test('S219 the next visitor hears nothing of it', () => {
    const play = finished(print).later(done);
    const { ask } = play.take('print');
    play.scan(OTHER_CARD).welcome();
    expect(play.send({ kind: 'printed', ask, result: 'failed' }).screen).toBe('borrow');
  });
});

describe('S220 by mail', () => {
  const mailing = (): Play => choose(finished({ patron: WITH_MAIL }), 'email');

  test('S220 asked of the library by the visit’s transactions, and said where it goes', () => {
    const play = mailing();
    const { ask, language, transactions } = play.take('mail-receipt');
    expect({ language, transactions: transactions.length }).toEqual({
      language: 'vi',
      transactions: 1,
    });
    expect(step(play)).toEqual({ state: 'mailing' });
    play.send({ kind: 'mailed', ask, answer: { outcome: 'accepted', to: 'l…@…' } });
    expect(step(play)).toEqual({ state: 'mailed', to: 'l…@…' });
    expect(choices(play)).toEqual(['print', 'qr']);
  });

  test.each([
    { outcome: 'refused', code: 'receipt-mail-limit' },
    { outcome: 'unreachable' },
  ] as const)('S221 %o: the code on the screen instead', (answer) => {
    const play = mailing();
    const { ask } = play.take('mail-receipt');
    play.send({ kind: 'mailed', ask, answer });
    expect(play.screen).toBe('done');
    expect(step(play)).toEqual({ state: 'shown', instead: 'not-mailed' });
    expect(choices(play)).toEqual(['print']);
  });

  test('S221 nobody is kept waiting for it', () => {
    const play = mailing().later(printing);
    expect(step(play)).toEqual({ state: 'shown', instead: 'not-mailed' });
    const { ask } = play.take('mail-receipt');
    play.send({ kind: 'mailed', ask, answer: { outcome: 'accepted', to: 'l…@…' } });
    expect(step(play)).toEqual({ state: 'mailed', to: 'l…@…' });
  });
});

/** What a visitor, a printer and a mail server do by turns; what has nobody to happen to is left out. */
const MOVES = ['print', 'qr', 'email', 'done', 'failed', 'mailed', 'unmailed', 'wait'] as const;

function move(play: Play, what: (typeof MOVES)[number]): void {
  const wants = (kind: 'print' | 'mail-receipt') => play.asked.includes(kind);
  if (what === 'wait') play.later(printing / 2);
  else if (what === 'done' || what === 'failed') {
    if (wants('print')) comesOut(play, what);
  } else if (what === 'mailed' || what === 'unmailed') {
    if (!wants('mail-receipt')) return;
    const { ask } = play.take('mail-receipt');
    const to = { outcome: 'accepted', to: 'l…@…' } as const;
    play.send({ kind: 'mailed', ask, answer: what === 'mailed' ? to : { outcome: 'unreachable' } });
  } else choose(play, what);
}

test('S215 whatever is chosen and however slow all is: one print at a time, two whole ones at the most', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...MOVES), { maxLength: 30 }), (moves) => {
      const play = finished({ patron: WITH_MAIL });
      const { id } = play.session.visit;
      let whole = 0;
      for (const what of moves) {
        if (what === 'done' && play.asked.includes('print')) whole += 1;
        move(play, what);
        if (play.session.visit.id !== id) return;
        expect(play.asked.filter((kind) => kind === 'print').length).toBeLessThan(2);
        expect(whole).toBeLessThan(3);
      }
    }),
  );
});
