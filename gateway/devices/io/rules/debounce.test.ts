import fc from 'fast-check';
import { expect, test } from 'vitest';
import { neverRead, settle } from './debounce.ts';
import type { Debounced, InputChange } from './debounce.ts';

const FOR_MS = 30;

interface Reading {
  readonly on: boolean;
  readonly now: number;
}

function play(readings: readonly Reading[], forMs = FOR_MS) {
  let state: Debounced = neverRead;
  const changes: (InputChange & { readonly toldAt: number })[] = [];
  for (const { on, now } of readings) {
    const { next, change } = settle(state, on, now, forMs);
    state = next;
    if (change) changes.push({ ...change, toldAt: now });
  }
  return { state, changes };
}

const readings = fc
  .array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 60 })), { minLength: 1, maxLength: 60 })
  .map((steps) => {
    let now = 0;
    return steps.map(([on, after]): Reading => ({ on, now: (now += after) }));
  });

test('IO1 a contact that bounces for 25 ms has changed once, when it first did', () => {
  const bouncing = [0, 5, 10, 15, 20, 25].map((now) => ({ on: now % 10 === 5, now: 100 + now }));
  const closed = [130, 140, 150, 160].map((now) => ({ on: true, now }));
  const { changes } = play([{ on: false, now: 0 }, { on: false, now: 40 }, ...bouncing, ...closed]);
  expect(changes).toEqual([
    { on: false, at: 0, toldAt: 40 },
    { on: true, at: 125, toldAt: 160 },
  ]);
});

test('IO1 nothing is told that was not read the same for the whole of the time', () => {
  fc.assert(
    fc.property(readings, (played) => {
      for (const { on, at, toldAt } of play(played).changes) {
        const within = played.filter(({ now }) => now > at && now < toldAt);
        expect(toldAt - at).toBeGreaterThanOrEqual(FOR_MS);
        expect(within.every((reading) => reading.on === on)).toBe(true);
      }
    }),
  );
});

test('IO1 what is told is news: on and off take turns', () => {
  fc.assert(
    fc.property(readings, (played) => {
      const told = play(played).changes.map(({ on }) => on);
      expect(told.every((on, index) => index === 0 || on !== told[index - 1])).toBe(true);
    }),
  );
});

test('IO2 however it bounced, what it comes to rest at is told in the end', () => {
  fc.assert(
    fc.property(readings, fc.boolean(), (played, rest) => {
      const last = played.at(-1)?.now ?? 0;
      const resting = [0, 10, 20, 30, 40].map((after) => ({ on: rest, now: last + 1 + after }));
      expect(play([...played, ...resting]).state.told).toBe(rest);
    }),
  );
});

test('IO1 without a time every reading that is new is told', () => {
  const { changes } = play(
    [true, true, false].map((on, now) => ({ on, now })),
    0,
  );
  expect(changes.map(({ on }) => on)).toEqual([true, false]);
});
