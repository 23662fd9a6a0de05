import { describe, expect, test } from 'vitest';
import { CARD, OTHER_CARD, Play, book, labelOf } from './testing/play.ts';

describe('cards and scans by other ways', () => {
  test('S141 a card at a card reader is a card, whatever the patterns say', () => {
    const play = Play.ready().send({ kind: 'card-read', card: '04A1B2C3' });
    expect(play.take('identify').query).toEqual({ card: '04A1B2C3', entry: 'scanned' });
  });

  test('S141 on a list it is as out of place as a scanned one', () => {
    const own = Play.borrowing().send({ kind: 'card-read', card: CARD });
    expect(own.snapshot.notice?.code).toBe('wrong-card');
    const next = Play.borrowing().send({ kind: 'card-read', card: OTHER_CARD });
    expect(next.screen).toBe('second-card');
  });

  test('S141 nobody is invited before the card reader has opened', () => {
    const devices = { pad: 'pad', scanner: 'scanner', cardReader: 'cards' };
    const play = Play.ready({ devices });
    expect(play.screen).toBe('waiting');
    play.send({ kind: 'device', device: 'cards', ready: true });
    expect(play.later(500).screen).toBe('start');
  });

  test('S142 what a keyboard scanner typed is a scan, with or without AIM identifier, in NFC', () => {
    const play = Play.borrowing({ wedge: true });
    play.send({ kind: 'command', command: { kind: 'wedge', text: `]C0${labelOf(1)}` } });
    play.send({ kind: 'command', command: { kind: 'wedge', text: 'Sa\u0301ch1' } });
    expect(play.effects).toMatchObject([
      { transaction: { item: { identifier: labelOf(1) } } },
      { transaction: { item: { identifier: 'Sách1' } } },
    ]);
    expect(play.snapshot.terminal.wedge).toBe(true);
  });

  test('S142 where the scanner is no keyboard, typing is not a scan', () => {
    const play = Play.borrowing();
    play.send({ kind: 'command', command: { kind: 'wedge', text: labelOf(1) } });
    expect(play.asked).toEqual([]);
  });
});

describe('staff at the desk', () => {
  const desk = (open: boolean) => ({ kind: 'desk', open }) as const;

  test('S150 nobody is served, and it is no fault', () => {
    const play = Play.ready().send(desk(true));
    expect(play.snapshot).toMatchObject({ screen: 'out-of-service', stage: 'idle' });
    play.scan(CARD).lay(book(1)).tap({ kind: 'start-return' });
    play.send({ kind: 'card-read', card: CARD });
    expect(play.asked).toEqual([]);
    expect(play.screen).toBe('out-of-service');
    play.lift(book(1)).send(desk(false));
    expect(play.screen).toBe('start');
    expect(play.scan(CARD).asked).toEqual(['identify']);
  });

  test('S151 a visit under way goes on to its end first', () => {
    const play = Play.borrowing().send(desk(true)).lay(book(1));
    play.accept();
    play.write('done');
    play.lift(book(1)).tap({ kind: 'finish' });
    expect(play.screen).toBe('done');
    play.later(8_000);
    expect(play.screen).toBe('out-of-service');
  });

  test('S151 the card of the next person ends the summary, and is not taken', () => {
    const play = Play.borrowing().send(desk(true)).lay(book(1));
    play.accept();
    play.write('done');
    play.lift(book(1)).tap({ kind: 'finish' }).scan(OTHER_CARD);
    expect(play.screen).toBe('out-of-service');
    expect(play.asked).toEqual([]);
  });

  test('S152 what staff leave on the pad belongs to nobody', () => {
    const play = Play.ready().send(desk(true)).lay(book(1)).send(desk(false));
    expect(play.screen).toBe('pad-not-empty');
    expect(play.lift(book(1)).later(500).screen).toBe('start');
  });

  test('S152 labels held and looks set before are gone', () => {
    const play = Play.ready().scan('VV.7').tap({ kind: 'contrast', high: true });
    play.send(desk(true)).send(desk(false));
    expect(play.snapshot).toMatchObject({ screen: 'start', booksOnPad: 0, highContrast: false });
  });

  test('S152 nothing is cured under the hands of staff; what lies there still is, afterwards', () => {
    const { uid } = book(1);
    const play = Play.ready().send({
      kind: 'uncured',
      uncured: [{ transaction: 'before', uid, wanted: 'armed' }],
    });
    play.send(desk(true)).lay(book(1));
    play.send({ kind: 'uncured', uncured: [{ transaction: 'before', uid, wanted: 'armed' }] });
    expect(play.asked).toEqual([]);
    play.send(desk(false));
    expect(play.take('secure')).toMatchObject({ uid, wanted: 'armed', cure: true });
  });
});
