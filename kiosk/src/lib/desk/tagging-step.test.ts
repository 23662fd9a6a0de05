import { describe, expect, test } from 'vitest';
import { blankTag, DESK_STATES, deskFixture, oldTag } from './fixtures.ts';
import { commandOf } from './tagging-keys.ts';
import { stepOf, toneOf } from './tagging-step.ts';

const kindOf = (state: string) => stepOf(deskFixture(state)).kind;

describe('one step follows from each moment', () => {
  test.each([
    ['tagging-scan', 'scan'],
    ['tagging-asking', 'lay'],
    ['tagging-lay', 'lay'],
    ['tagging-unknown', 'lay'],
    ['tagging-several', 'several'],
    ['tagging-two-tags', 'one-at-a-time'],
    ['tagging-reading', 'reading'],
    ['tagging-losses', 'losses'],
    ['tagging-cannot', 'cannot'],
    ['tagging-past', 'past'],
    ['tagging-ready', 'ready'],
    ['tagging-writing', 'writing'],
    ['tagging-written', 'written'],
    ['tagging-failed', 'failed'],
    ['tagging-torn', 'torn'],
    ['tagging-set', 'lay'],
    ['tagging-set-written', 'written'],
    ['tagging-no-reader', 'no-reader'],
    ['tagging-visitor', 'visitor'],
  ])('%s: %s', (state, kind) => expect(kindOf(state)).toBe(kind));

  test('a torn write goes before everything, wherever its tag is', () => {
    const { tagging } = deskFixture('tagging-torn');
    const step = stepOf(deskFixture('tagging-torn', { pad: [oldTag] }));
    expect(step).toEqual({ kind: 'torn', uid: blankTag.uid, onPad: false });
    expect(tagging?.writes[blankTag.uid]?.state).toBe('torn');
  });

  test('nothing is offered before the library has answered, though a tag lies there', () => {
    const { tagging, ...rest } = deskFixture('tagging-asking', { pad: [blankTag] });
    if (tagging === undefined) throw new Error('no tagging');
    const read = { ...rest, tagging: { ...tagging, losses: { [blankTag.uid]: [] } } };
    expect(stepOf(read).kind).toBe('reading');
  });

  test('a new tag beside the book before is the one that is meant', () => {
    const { tagging, ...rest } = deskFixture('tagging-past', { pad: [oldTag, blankTag] });
    if (tagging === undefined) throw new Error('no tagging');
    const both = { ...rest, tagging: { ...tagging, losses: { [blankTag.uid]: [] } } };
    expect(stepOf(both)).toEqual({ kind: 'ready', uid: blankTag.uid });
  });

  test('the last part of a set lets go on to the next book', () => {
    const { tagging, ...rest } = deskFixture('tagging-set-written');
    if (tagging === undefined) throw new Error('no tagging');
    const done = { ...rest, tagging: { ...tagging, done: [1, 2, 3] } };
    expect(stepOf(done)).toMatchObject({ kind: 'written', left: 0 });
    expect(stepOf({ ...done, pad: [] })).toMatchObject({ kind: 'written', left: 0 });
    expect(stepOf({ ...rest, tagging, pad: [] })).toMatchObject({ kind: 'lay', part: 2 });
  });
});

test('only what is read back is drawn as done', () => {
  const good = DESK_STATES.filter((state) => state.startsWith('tagging')).filter(
    (state) => toneOf(stepOf(deskFixture(state))) === 'good',
  );
  expect(good).toEqual(['tagging-written', 'tagging-set-written']);
});

test('no key writes over a tag but the one that says so', () => {
  for (const state of DESK_STATES.filter((name) => name.startsWith('tagging'))) {
    const snapshot = deskFixture(state);
    const step = stepOf(snapshot);
    for (const key of ['Enter', 'Escape', '+', '-', ...'0123456789', ' ', 'Tab']) {
      const command = commandOf(key, step, snapshot.tagging);
      if (command?.kind !== 'write') continue;
      expect(key).toBe('Enter');
      expect(command.losing).toBe(step.kind === 'losses');
    }
  }
});
