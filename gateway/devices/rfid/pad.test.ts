import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Inventory } from '../device.ts';
import { emptyPad, observe } from './pad.ts';

const rules = {
  absencesBeforeLeft: 3,
  ...{ crowdWindow: 12, crowdedReturns: 5, crowdedIncomplete: 4, calmLooks: 6 },
};
const look = (...uids: string[]): Inventory => ({ uids, complete: true });
const cutShort = (...uids: string[]): Inventory => ({ uids, complete: false });

/** What each of several looks brings. */
function watch(...looks: Inventory[]) {
  let pad = emptyPad;
  return looks.map((inventory) => {
    const change = observe(pad, inventory, rules);
    pad = change.pad;
    return [...change.entered.map((uid) => `+${uid}`), ...change.left.map((uid) => `-${uid}`)];
  });
}

test('a tag that is seen again is no second arrival', () => {
  expect(watch(look('A'), look('A'), look('A', 'B'))).toEqual([['+A'], [], ['+B']]);
});

test('a tag reported twice in one look is one arrival', () => {
  expect(watch(look('A', 'A'))).toEqual([['+A']]);
});

test('a misread never removes a book', () => {
  expect(watch(look('A'), look(), look(), look('A'), look(), look())).toEqual([
    ['+A'],
    [],
    [],
    [],
    [],
    [],
  ]);
});

test('three complete looks without it, and it has left; laid down again, it enters again', () => {
  expect(watch(look('A'), look(), look(), look(), look('A'))).toEqual([
    ['+A'],
    [],
    [],
    ['-A'],
    ['+A'],
  ]);
});

test('a look that could not be finished removes nobody, however often', () => {
  const looks = Array.from({ length: 10 }, () => cutShort('B'));
  expect(
    watch(look('A'), ...looks)
      .slice(1)
      .flat(),
  ).toEqual(['+B']);
});

test('in any series of looks every tag enters and leaves by turns', () => {
  const anyLook = fc.record({
    uids: fc.subarray(['A', 'B', 'C']),
    complete: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(anyLook, { maxLength: 60 }), (looks) => {
      const moves = watch(...looks).flat();
      for (const uid of ['A', 'B', 'C']) {
        const own = moves.filter((move) => move.endsWith(uid)).map((move) => move.charAt(0));
        expect(own.join('')).toMatch(/^(\+-)*\+?$/);
      }
    }),
  );
});
