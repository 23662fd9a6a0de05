import { describe, expect, test } from 'vitest';
import { CHUTE, labelled, Play, refused } from '../testing/play.ts';

describe('a plain chute', () => {
  const fallThrough = (play: Play, thing: Record<string, ReturnType<typeof labelled>>) => {
    play.line('mouth-eye', true).line('inner-eye', true);
    for (const [uid, label] of Object.entries(thing)) {
      play.tell({ kind: 'tag-entered', tag: { uid, label } });
    }
    play.line('mouth-eye', false).line('inner-eye', false);
    for (const uid of Object.keys(thing)) play.tell({ kind: 'tag-left', uid });
    return play.pass(4_000);
  };

  test('DB13 nothing can be given back: two at once are both checked in and listed', () => {
    const play = fallThrough(Play.ready(CHUTE), {
      E001: labelled('BOOK-1'),
      E002: labelled('BOOK-2'),
    });
    expect(play.dropped).toMatchObject([
      { bin: 'cart', trouble: 'two-items', ils: 'accepted' },
      { bin: 'cart', trouble: 'two-items', ils: 'accepted' },
    ]);
    expect(play.at).toBe('open');
  });

  test('DB13 refused: the book is gone, and listed', () => {
    const play = Play.ready(CHUTE);
    play.answers = () => refused('item-unknown');
    fallThrough(play, { E001: labelled('BOOK-1') });
    expect(play.dropped).toMatchObject([{ bin: 'cart', refusal: 'item-unknown' }]);
  });

  test('DB4 pulled back out of a chute', () => {
    const play = Play.ready(CHUTE).line('mouth-eye', true).line('inner-eye', true);
    play.line('inner-eye', false).line('mouth-eye', false).pass(2_000);
    expect([play.at, play.dropped]).toEqual(['open', []]);
  });
});
