import { describe, expect, test } from 'vitest';
import type { Inventory } from '../device.ts';
import { emptyPad, observe } from './pad.ts';

const rules = {
  absencesBeforeLeft: 3,
  ...{ crowdWindow: 12, crowdedReturns: 5, crowdedIncomplete: 4, calmLooks: 6 },
};
const look = (...uids: string[]): Inventory => ({ uids, complete: true });
const cutShort = (...uids: string[]): Inventory => ({ uids, complete: false });
const times = (count: number, ...looks: Inventory[]): Inventory[] =>
  Array.from({ length: count }, () => looks).flat();

/** Looks, counted from 1, in which the pad was said to be crowded (+) or calm again (-). */
function said(...looks: Inventory[]): string[] {
  let pad = emptyPad;
  return looks.flatMap((inventory, at) => {
    const { crowded, pad: after } = observe(pad, inventory, rules);
    pad = after;
    return crowded === undefined ? [] : [`${crowded ? '+' : '-'}${at + 1}`];
  });
}

describe('a pad is crowded', () => {
  test('when tags come back again and again', () => {
    expect(said(...times(5, look('A', 'B'), look('A')), look('A', 'B'))).toEqual(['+11']);
  });

  test('when they have left between, too', () => {
    const gone = times(3, look('A'));
    const many = { ...rules, crowdWindow: 40 };
    let pad = emptyPad;
    const changes = times(6, look('A', 'B'), ...gone).map((inventory) => {
      const change = observe(pad, inventory, many);
      pad = change.pad;
      return change;
    });
    expect(changes.filter(({ left }) => left.includes('B'))).toHaveLength(6);
    expect(changes.some(({ crowded }) => crowded)).toBe(true);
  });

  test('when the reader does not come to an end for several looks', () => {
    expect(said(look('A'), ...times(5, cutShort('A')))).toEqual(['+5']);
  });

  test('is said once, and once that it is over', () => {
    const flicker = times(12, look('A', 'B'), look('A'));
    expect(said(...flicker, ...times(20, look('A', 'B')))).toEqual(['+11', '-31']);
  });

  test('and again, when it begins anew', () => {
    const flicker = times(6, look('A', 'B'), look('A'));
    const calm = times(8, look('A', 'B'));
    expect(said(...flicker, ...calm, ...flicker, ...calm).map(([sign]) => sign)).toEqual([
      ...['+', '-', '+', '-'],
    ]);
  });
});

describe('a pad is not crowded', () => {
  test('by ten books that are all misread at once, twice', () => {
    const books = Array.from({ length: 10 }, (_, at) => `B${at}`);
    expect(
      said(look(...books), look(), look(...books), look(), ...times(9, look(...books))),
    ).toEqual([]);
  });

  test('by one book at the edge that is seen every third time, and never leaves', () => {
    expect(said(...times(20, look('A', 'B'), look('A'), look('A')))).toEqual([]);
  });

  test('by books that are laid down one after the other, and taken away', () => {
    const pile = ['A', 'B', 'C', 'D', 'E', 'F', 'G'];
    const growing = pile.map((_, at) => look(...pile.slice(0, at + 1)));
    expect(said(...growing, ...growing.toReversed(), ...times(9, look()))).toEqual([]);
  });

  test('by one inventory in four that is not finished', () => {
    expect(said(...times(9, cutShort('A'), ...times(3, look('A'))))).toEqual([]);
  });
});

test('of what came and went it keeps nothing for longer than a window of looks', () => {
  let pad = emptyPad;
  for (let round = 0; round < 1000; round++) {
    for (const inventory of [look(`T${round}`), look(), look(), look()]) {
      pad = observe(pad, inventory, rules).pad;
    }
  }
  expect(pad.missed.size).toBe(0);
  expect(pad.crowding.left.size).toBeLessThanOrEqual(rules.crowdWindow);
  expect(pad.crowding.returns.length).toBeLessThanOrEqual(rules.crowdWindow);
});
