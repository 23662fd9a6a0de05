import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accepted, CHUTE, labelled, Play, refused, SETTINGS } from '../testing/play.ts';
import { faultsOf, isUrgent } from './faults.ts';
import type { Outcome } from '../../ils/ils.ts';

const EYES = ['mouth-eye', 'inner-eye', 'passed-eye', 'finger', 'shutter-shut', 'trap-shut'];
const OTHERS = ['door', 'fire', 'staff-door', 'shelf-1-eye', 'shelf-1-there'];
const UIDS = ['E001', 'E002', 'E003'];
const OUTCOMES: readonly Outcome[] = [
  ...[accepted(), accepted({ destination: 'hold' }), refused('item-unknown')],
  ...([{ outcome: 'unreachable' }, { outcome: 'unknown' }] as const),
];

type Move = (play: Play) => void;
const line = fc.tuple(fc.constantFrom(...EYES, ...EYES, ...EYES, ...OTHERS), fc.boolean()).map(
  ([name, on]): Move =>
    (play) =>
      void play.line(name, on),
);
const tag = fc.tuple(fc.constantFrom(...UIDS), fc.boolean()).map(
  ([uid, enters]): Move =>
    (play) =>
      void (enters
        ? play.tell({ kind: 'tag-entered', tag: { uid, label: labelled(`BOOK-${uid}`) } })
        : play.tell({ kind: 'tag-left', uid })),
);
const pass = fc.integer({ min: 1, max: 9_000 }).map(
  (ms): Move =>
    (play) =>
      void play.pass(ms),
);
const device = fc.tuple(fc.constantFrom('io', 'pad'), fc.boolean()).map(
  ([name, ready]): Move =>
    (play) =>
      void play.tell({ kind: 'device', device: name, ready }),
);
const book = fc.constantFrom(...UIDS).map((uid): Move => {
  const thing = { [uid]: labelled(`BOOK-${uid}`) };
  return (play) => void play.give(thing);
});
const moves = fc.array(
  fc.oneof(
    ...[
      { weight: 6, arbitrary: line },
      { weight: 3, arbitrary: tag },
      { weight: 3, arbitrary: pass },
      { weight: 1, arbitrary: device },
      { weight: 2, arbitrary: book },
    ],
  ),
  { maxLength: 60 },
);

test.each([
  ['holding', SETTINGS],
  ['chute', CHUTE],
] as const)('DB29 whatever happens to a %s machine', (_kind, settings) => {
  const run = fc.property(
    moves,
    fc.constantFrom(...OUTCOMES),
    fc.boolean(),
    (steps, outcome, takes) => {
      const play = Play.ready(settings);
      play.answers = () => outcome;
      play.takes = () => takes;
      for (const move of steps) {
        move(play);
        neverOpenBehindABook(play);
      }
      eachOnce(play);
    },
  );
  fc.assert(run, { numRuns: 400 });
});

/** Neither a hand at the trap, nor a book out of the mouth that was checked in; and nobody's hand while it is urgent. */
function neverOpenBehindABook(play: Play): void {
  const { box, now, outputs } = play;
  if (['deciding', 'securing', 'passing', 'jammed', 'reading'].includes(box.step.at)) {
    expect(outputs).not.toContain('shutter');
  }
  if (isUrgent(faultsOf(box, play.settings, now))) expect(outputs).not.toContain('shutter');
  expect(outputs.includes('shutter') && outputs.includes('trap')).toBe(false);
}

/** Kept before it is asked for; dropped once; written to only when it is in. */
function eachOnce(play: Play): void {
  const kept = new Set<string>();
  const asked = new Set<string>();
  const dropped = new Set<string>();
  for (const effect of play.effects) {
    if (effect.kind === 'keep') {
      for (const { transaction } of effect.intake.books) if (transaction) kept.add(transaction);
    }
    if (effect.kind === 'transact') {
      expect(kept).toContain(effect.transaction.id);
      expect(asked).not.toContain(effect.transaction.id);
      asked.add(effect.transaction.id);
    }
    if (effect.kind === 'secure') expect(asked).toContain(effect.transaction);
    if (effect.kind !== 'drop') continue;
    for (const { ils, transaction } of effect.entries) {
      if (transaction === undefined) continue;
      expect(dropped).not.toContain(transaction);
      dropped.add(transaction);
      if (ils === 'accepted' || ils === 'queued') expect(asked).toContain(transaction);
    }
  }
}
