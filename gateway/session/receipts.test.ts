import { describe, expect, test } from 'vitest';
import { RETURNS_ONLY } from '../offline-policy.ts';
import { book, CARD, DUE, MAI, OTHER_CARD, Play } from './testing/play.ts';
import {
  DEVICES,
  WELL,
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

describe('S210 what is offered', () => {
  test('S210 as the site puts it: on paper, for a phone, nothing', () => {
    expect(choices(finished())).toEqual(['print', 'qr', 'none']);
    const own = finished({ receipts: { choices: ['none', 'qr'] } });
    expect(choices(own)).toEqual(['none', 'qr']);
  });

  test('S210 what was not offered cannot be chosen', () => {
    const play = choose(finished({ receipts: { choices: ['qr'] } }), 'print');
    expect(play.asked).toEqual([]);
    expect(step(play)).toEqual({ state: 'offered' });
  });

  test('S211 no paper where there is no printer, and nothing is said of it', () => {
    const play = Play.borrowing().scan('VV.9');
    play.accept();
    play.tap({ kind: 'finish' });
    expect(choices(play)).toEqual(['qr', 'none']);
    expect(play.snapshot.receipt?.noPaper).toBeUndefined();
  });

  test.each([
    [{ paper: 'out' }, 'paper-out'],
    [{ paper: 'out', fault: 'off-line' }, 'paper-out'],
    [{ paper: 'ok', fault: 'jammed' }, 'printer-fault'],
    [{ paper: 'ok', fault: 'cover-open' }, 'printer-fault'],
  ] as const)('S211 a printer that says %o: no paper, and why', (condition, noPaper) => {
    const play = finished({ condition });
    expect(choices(play)).toEqual(['qr', 'none']);
    expect(play.snapshot.receipt?.noPaper).toBe(noPaper);
  });

  test('S211 paper that is low is paper', () => {
    expect(choices(finished({ condition: { paper: 'low' } }))).toContain('print');
  });

  test('S211 a printer whose line is gone; and back again while the summary is shown', () => {
    const play = lent().send({ kind: 'device', device: 'printer', ready: false });
    play.tap({ kind: 'finish' });
    expect(play.snapshot.receipt).toMatchObject({
      choices: ['qr', 'none'],
      noPaper: 'printer-fault',
    });
    play.send({ kind: 'device', device: 'printer', ready: true });
    expect(choices(play)).toContain('print');
  });

  test('S212 where nothing else is to be had, the code on the screen is', () => {
    const play = finished({ receipts: { choices: ['print'] }, condition: { paper: 'out' } });
    expect(choices(play)).toEqual(['qr']);
  });

  test('S213 mail to one alone, whose address the library has', () => {
    expect(choices(finished({ patron: WITH_MAIL }))).toContain('email');
    expect(choices(finished())).not.toContain('email');
  });

  test('S213 no mail while the library does not answer', () => {
    const play = lent({ patron: WITH_MAIL }).send({ kind: 'online', online: false });
    expect(choices(play.tap({ kind: 'finish' }))).not.toContain('email');
  });

  test('S213 no mail of what the library does not know of yet', () => {
    const play = lent({ patron: WITH_MAIL });
    play.offline = { ...RETURNS_ONLY, lend: () => ({ answer: 'lend', dueAt: DUE }) };
    play.send({ kind: 'offline-loans', allowed: true });
    play.scan('VV.8').answer({ outcome: 'unknown' });
    const { transaction } = play.take('promise');
    play.send({ kind: 'recorded', transaction }).tap({ kind: 'finish' });
    expect(play.screen).toBe('recorded-here');
    expect(choices(play)).toEqual(['print', 'qr', 'none']);
  });

  test('S213 no mail of returns alone: they are nobody’s', () => {
    const play = Play.borrowing({ devices: DEVICES }, WITH_MAIL).lay(book(1));
    play.refuse('own-loan');
    play.tap({ kind: 'own-loan', line: play.line.id, choice: 'return' }).accept();
    play.write('done');
    play.tap({ kind: 'finish' });
    expect(play.line).toMatchObject({ act: 'checkin', ils: 'accepted' });
    expect(choices(play)).toEqual(['qr', 'none']);
  });

  test('S213 no mail to one of several', () => {
    const play = lent({ patron: WITH_MAIL }).tap({ kind: 'add-card' }).scan(OTHER_CARD);
    play
      .welcome({ ...MAI, initial: 'L' })
      .scan('VV.8')
      .accept();
    expect(choices(play.tap({ kind: 'finish' }))).toEqual(['print', 'qr', 'none']);
  });
});

describe('S214 on paper', () => {
  test('S214 the screen says that it prints, and takes as long as the printer does', () => {
    const play = printing1();
    expect(play.screen).toBe('printer-busy');
    expect(play.snapshot.endsAt).toBeUndefined();
    play.later(printing - 1);
    expect(play.screen).toBe('printer-busy');
    comesOut(play);
    expect(play.screen).toBe('done');
    expect(step(play)).toEqual({ state: 'printed' });
  });

  test('S214 what is printed is the receipt, in the language of the visit, without the patron', () => {
    const play = lent().tap({ kind: 'language', language: 'fr' }).tap({ kind: 'finish' });
    choose(play, 'print');
    const { receipt } = play.take('print');
    expect(receipt).toMatchObject({ language: 'fr', timeZone: 'UTC', child: false });
    expect(receipt.receipt.lines).toMatchObject([{ title: 'Dế Mèn phiêu lưu ký' }]);
    expect(receipt.receipt.people).toBeUndefined();
    expect(JSON.stringify(receipt)).not.toContain(CARD);
  });

  test('S214 “take your receipt” only when it has come out, for as long as a summary', () => {
    const play = comesOut(printing1());
    expect(play.later(done - 1).screen).toBe('done');
    expect(play.later(1).screen).toBe('start');
  });

  test('S215 once more, and no third time', () => {
    const play = comesOut(printing1());
    expect(choices(play)).toEqual(['print', 'qr']);
    comesOut(choose(play, 'print'));
    expect(choices(play)).toEqual(['qr']);
    expect(choose(play, 'print').asked).toEqual([]);
  });

  test.each([
    ['paper-out', 'paper-out'],
    ['failed', 'printer-fault'],
  ] as const)(
    'S216 %s in the middle: the code on the screen instead, and the loan stands',
    (result, instead) => {
      const play = comesOut(printing1(), result);
      expect(play.screen).toBe('paper-out');
      expect(step(play)).toEqual({ state: 'shown', instead });
      expect(play.line).toMatchObject({ ils: 'accepted' });
      expect(play.later(shownFor - 1).screen).toBe('paper-out');
      expect(play.later(1).screen).toBe('start');
    },
  );

  test('S216 with a new roll it can be asked for again', () => {
    const play = printing1().send({
      ...{ kind: 'printer', device: 'printer' },
      condition: { paper: 'out' },
    });
    comesOut(play, 'paper-out');
    expect(choices(play)).not.toContain('print');
    play.send({ kind: 'printer', device: 'printer', condition: WELL });
    expect(choices(play)).toContain('print');
    expect(comesOut(choose(play, 'print')).screen).toBe('done');
  });

  test('S217 a printer that takes too long: the code on the screen, and the receipt when it comes', () => {
    const play = printing1().later(printing);
    expect(play.screen).toBe('paper-out');
    expect(step(play)).toEqual({ state: 'shown', instead: 'printer-slow' });
    comesOut(play);
    expect(step(play)).toEqual({ state: 'printed' });
  });

  test('S217 given up already, its failure says nothing new, and takes no time; it may be asked for anew', () => {
    const play = printing1().later(printing + 1_000);
    const { endsAt } = play.snapshot;
    comesOut(play, 'failed');
    expect(step(play)).toEqual({ state: 'shown', instead: 'printer-slow' });
    expect(play.snapshot.endsAt).toBe(endsAt);
    expect(choices(play)).toContain('print');
  });

  test('S217 while it may still come out it is not asked for a second time', () => {
    const play = printing1({ patron: WITH_MAIL }).later(printing);
    expect(choices(play)).toEqual([]);
    comesOut(play);
    expect(choices(play)).toEqual(['print', 'qr', 'email']);
  });
});

test('S222 while the time is not known no receipt has a date', () => {
  const play = Play.returning({ devices: DEVICES }).lay(book(1));
  play.accept();
  play.write('done');
  expect(
    play.send({ kind: 'time', known: false }).tap({ kind: 'finish' }).snapshot.receipt?.at,
  ).toBe(undefined);
});

test('S217 the wall clock is set while it prints: nobody’s time changes', () => {
  const play = printing1().later(printing - 1_000);
  play.now += 3_600_000;
  play.send({ kind: 'clock-moved', by: 3_600_000 });
  expect(play.later(999).screen).toBe('printer-busy');
  expect(play.later(1).screen).toBe('paper-out');
});
