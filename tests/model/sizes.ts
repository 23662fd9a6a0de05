/** How much is tried: more rows, or more misfortunes, multiply the states. */
import type { Misfortunes, Wish } from './state.ts';

export interface Size {
  readonly name: string;
  readonly wishes: readonly Wish[];
  readonly left: Misfortunes;
}

const AN = 'card An';
const lent = (item: string, card = AN): Wish => ({ act: 'checkout', keys: [item, card] });
const returned = (item: string): Wish => ({ act: 'checkin', keys: [item] });

const misfortunes = (
  cuts: number,
  duplicates: number,
  terminalCrashes: number,
  serverCrashes: number,
  questions: number,
): Misfortunes => ({ cuts, duplicates, terminalCrashes, serverCrashes, questions });

/** Seconds, on any machine. */
export const SMALL: readonly Size[] = [
  { name: 'a loan', wishes: [lent('A')], left: misfortunes(2, 1, 1, 1, 1) },
  { name: 'a return', wishes: [returned('A')], left: misfortunes(2, 1, 1, 1, 1) },
  {
    name: 'a loan, and the book comes back',
    wishes: [lent('A'), returned('A')],
    left: misfortunes(1, 0, 1, 0, 0),
  },
];

/** Minutes, and some gigabytes of memory. */
export const LARGE: readonly Size[] = [
  { name: 'a loan', wishes: [lent('A')], left: misfortunes(4, 2, 3, 1, 2) },
  { name: 'a return', wishes: [returned('A')], left: misfortunes(4, 2, 3, 1, 2) },
  {
    name: 'a loan, and the book comes back',
    wishes: [lent('A'), returned('A')],
    left: misfortunes(2, 1, 1, 1, 1),
  },
  {
    name: 'two loans of one patron',
    wishes: [lent('A'), lent('B')],
    left: misfortunes(1, 1, 1, 0, 1),
  },
  {
    name: 'two loans that have nothing in common',
    wishes: [lent('A'), lent('B', 'card Bình')],
    left: misfortunes(1, 1, 1, 0, 1),
  },
  {
    name: 'lent, returned, lent to another',
    wishes: [lent('A'), returned('A'), lent('A', 'card Bình')],
    left: misfortunes(1, 0, 0, 0, 0),
  },
];
