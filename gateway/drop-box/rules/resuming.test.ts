import { describe, expect, test } from 'vitest';
import { accepted, labelled, Play } from '../testing/play.ts';
import type { Intake } from './state.ts';

const BOOK = { E001: labelled('BOOK-1') };

describe('a power cut at any moment', () => {
  /** What was last kept when the power went. */
  const kept = (play: Play): Intake | undefined =>
    play.effects.reduce<Intake | undefined>((last, effect) => {
      if (effect.kind === 'keep') return effect.intake;
      return effect.kind === 'forget' || effect.kind === 'drop' ? undefined : last;
    }, undefined);

  const cutAt = (moment: number) => {
    const before = Play.ready();
    before.answers = () => (moment === 0 ? undefined : accepted());
    before.putIn(BOOK).shut();
    const keeps = before.effects.filter(({ kind }) => kind === 'keep');
    const inHand = keeps[moment]?.kind === 'keep' ? keeps[moment].intake : undefined;
    return { before, inHand };
  };

  test.each([0, 1, 2])(
    'DB28 at keep %i, and it lies there still: once checked in, armed, dropped',
    (moment) => {
      const { before, inHand } = cutAt(moment);
      if (!inHand) throw new Error('nothing was kept');
      const after = new Play().line('inner-eye', true);
      after.tell({ kind: 'tag-entered', tag: { uid: 'E001', label: labelled('BOOK-1') } });
      after.start(inHand).pass(500).fall(BOOK);
      expect(after.dropped).toMatchObject([{ item: { identifier: 'BOOK-1' }, armed: 'done' }]);
      expect(after.dropped).toHaveLength(1);
      const ids = new Set([...before.transactions, ...after.transactions].map(({ id }) => id));
      expect(ids.size).toBe(1);
      expect(kept(after)).toBeUndefined();
    },
  );

  test('DB28 devices are there before their inputs are known: what lies there is waited for', () => {
    const { inHand } = cutAt(2);
    if (!inHand) throw new Error('nothing was kept');
    const after = new Play().tell({ kind: 'started', bins: {}, inHand });
    after.tell({ kind: 'device', device: 'pad', ready: true });
    after.tell({ kind: 'device', device: 'io', ready: true });
    expect([after.at, after.effects]).toEqual(['closed', []]);
    after.line('inner-eye', true).ready();
    expect([after.at, after.dropped]).toEqual(['passing', []]);
  });

  test('DB28 the library answers before the machine can be seen: its answer counts, and the slip is printed', () => {
    const { inHand } = cutAt(0);
    const [{ transaction = '' } = {}] = inHand?.books ?? [];
    const after = new Play();
    after.tell({ kind: 'started', bins: {}, ...(inHand && { inHand }) });
    after.tell({ kind: 'outcome', transaction, outcome: accepted({ destination: 'hold' }) });
    after.line('inner-eye', true).ready().pass(500).fall(BOOK);
    expect(after.dropped).toMatchObject([{ bin: 'held', ils: 'accepted', armed: 'done' }]);
    const kinds = after.effects.map(({ kind }) => kind);
    expect([kinds.includes('slip'), kinds.includes('ensure')]).toEqual([true, false]);
  });

  test('DB28 after the trap had opened, and it is gone: it lies in its bin', () => {
    const { inHand } = cutAt(2);
    const after = new Play().start(inHand);
    expect(after.dropped).toMatchObject([{ bin: 'shelf-1', armed: 'done' }]);
    expect(after.at === 'open' || after.pass(500).at === 'open').toBe(true);
  });

  test('DB28 before that, and it is gone: staff are to look for it; the return stands', () => {
    const { inHand } = cutAt(0);
    const after = new Play().start(inHand).pass(500);
    expect(after.effects.map(({ kind }) => kind)).toEqual(['ensure', 'drop']);
    expect(after.dropped).toMatchObject([{ bin: 'staff', ils: 'queued', armed: 'failed' }]);
  });
});
