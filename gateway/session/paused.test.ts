/** Out of service by a person, and a machine that shows itself: neither is a fault, and neither disturbs a visit. */
import { describe, expect, test } from 'vitest';
import { CARD, MORNING, Play, book, labelOf } from './testing/play.ts';

const pause = (message?: string) =>
  ({
    kind: 'pause',
    pause: { since: MORNING - 60_000, ...(message !== undefined && { message }) },
  }) as const;
const back = { kind: 'pause', pause: undefined } as const;

describe('out of service by a person', () => {
  test('S153 nobody is served, no tag and no scan means anything, and it is no fault', () => {
    const play = Play.ready().send(pause());
    expect(play.snapshot).toMatchObject({ screen: 'out-of-service', stage: 'idle' });
    play.scan(CARD).lay(book(1)).tap({ kind: 'start-return' });
    expect(play.asked).toEqual([]);
    expect(play.screen).toBe('out-of-service');
  });

  test('S153 the screen says since when, why in the words of whoever did it, and where else to go', () => {
    const play = Play.ready({ elsewhere: 'quầy ở tầng trệt' }).send(pause('Máy đang được sửa'));
    expect(play.snapshot).toMatchObject({
      since: MORNING - 60_000,
      outOfService: { message: 'Máy đang được sửa', elsewhere: 'quầy ở tầng trệt' },
    });
    play.send(pause('Xong lúc ba giờ'));
    expect(play.snapshot.outOfService?.message).toBe('Xong lúc ba giờ');
    expect(play.send(pause()).snapshot.outOfService).not.toHaveProperty('message');
  });

  test('S153 a visit under way goes on to its end, and then nobody new is served', () => {
    const play = Play.borrowing().send(pause('Máy đang được sửa')).lay(book(1));
    play.accept();
    play.write('done');
    expect(play.line).toMatchObject({ ils: 'accepted', security: 'done' });
    expect(play.screen).toBe('borrow');
    play.lift(book(1)).tap({ kind: 'finish' }).later(60_000);
    expect(play.screen).toBe('out-of-service');
    expect(play.scan(CARD).asked).not.toContain('identify');
  });

  test('S153 staff who put it back serve whoever comes then; what lay there meanwhile is nobody’s', () => {
    const play = Play.ready().send(pause()).lay(book(1)).send(back);
    expect(play.screen).toBe('pad-not-empty');
    expect(play.asked).toEqual([]);
    play.lift(book(1)).later(1_000);
    expect(play.screen).toBe('start');
    expect(play.scan(CARD).asked).toEqual(['identify']);
  });

  test('S153 back does not mend what is broken', () => {
    const play = Play.ready().send(pause()).send({ kind: 'outbox', writable: false }).send(back);
    expect(play.snapshot).toMatchObject({ screen: 'out-of-service', stage: 'out-of-service' });
  });
});

describe('a machine that shows itself', () => {
  const blink = { kind: 'blink', forMs: 10_000 } as const;

  test('S154 for so long, whatever the screen is, and by itself no more', () => {
    const play = Play.ready().send(blink);
    expect(play.snapshot).toMatchObject({ screen: 'start', blinkUntil: play.now + 10_000 });
    expect(play.later(9_999).snapshot.blinkUntil).toBeDefined();
    expect(play.later(1).snapshot).not.toHaveProperty('blinkUntil');
  });

  test('S154 a visit goes on under it, and asked again it blinks longer', () => {
    const play = Play.borrowing().send(blink).lay(book(1));
    expect(play.accept().item?.identifier).toBe(labelOf(1));
    play.later(5_000).send(blink).later(9_000);
    expect(play.snapshot).toMatchObject({ screen: 'borrow' });
    expect(play.snapshot.blinkUntil).toBeDefined();
  });

  test('S154 out of service it is found all the same', () => {
    const play = Play.ready().send(pause()).send(blink);
    expect(play.snapshot.screen).toBe('out-of-service');
    expect(play.snapshot.blinkUntil).toBeDefined();
  });
});
