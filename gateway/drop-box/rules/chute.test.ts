import { describe, expect, test } from 'vitest';
import { accepted, CHUTE, labelled, Play, refused } from '../testing/play.ts';

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

  test('DB13 a second one falls while the library is asked about the first: it is the next', () => {
    const play = Play.ready(CHUTE);
    play.answers = () => undefined;
    fallThrough(play, { E001: labelled('BOOK-1') });
    expect(play.at).toBe('deciding');
    fallThrough(play, { E002: labelled('BOOK-2') });
    fallThrough(play, {});
    play.answers = () => accepted();
    const [{ id } = { id: '' }] = play.transactions;
    play.tell({ kind: 'outcome', transaction: id, outcome: accepted() }).pass(4_000);
    expect(play.dropped).toMatchObject([
      { item: { identifier: 'BOOK-1' }, ils: 'accepted' },
      { item: { identifier: 'BOOK-2' }, ils: 'accepted' },
    ]);
    expect([play.at, play.transactions.length]).toEqual(['open', 2]);
  });

  test('DB13 what is still falling is no second one, and its tag is in no other book', () => {
    const play = Play.ready(CHUTE);
    play.answers = () => undefined;
    play.line('mouth-eye', true).line('inner-eye', true).line('mouth-eye', false);
    play.tell({ kind: 'tag-entered', tag: { uid: 'E001', label: labelled('BOOK-1') } }).pass(400);
    play
      .line('inner-eye', false)
      .pass(50)
      .line('inner-eye', true)
      .pass(50)
      .line('inner-eye', false);
    play.line('mouth-eye', true).line('inner-eye', true);
    play.tell({ kind: 'tag-entered', tag: { uid: 'E002', label: labelled('BOOK-2') } });
    play.line('mouth-eye', false).line('inner-eye', false);
    play.answers = () => accepted();
    const [{ id } = { id: '' }] = play.transactions;
    play.tell({ kind: 'outcome', transaction: id, outcome: accepted() }).pass(4_000);
    expect(play.dropped.map(({ item, trouble }) => [item?.identifier, trouble])).toEqual([
      ['BOOK-1', undefined],
      ['BOOK-2', undefined],
    ]);
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
