/**
 * Tells a scanner that types like a keyboard from a person who types: characters of a scan follow one another within
 * 1–30 ms and end with Enter or Tab; people take more than 60 ms.
 */

/** One key as the browser tells it: `key` (never the place on the board, which depends on the layout) and when, in milliseconds. */
export interface Keystroke {
  readonly key: string;
  readonly at: number;
}

/** What has been typed fast, so far. */
export interface Run {
  readonly text: string;
  readonly first: number;
  readonly last: number;
}

export const NOTHING: Run = { text: '', first: 0, last: 0 };

const LEAST_CHARACTERS = 4;
/** Milliseconds: between any two keys, and in the mean of all. */
const LONGEST_GAP = 80;
const LONGEST_MEAN_GAP = 30;
/** Keys that a scanner presses on the way to a character. */
const HELD = new Set(['Shift', 'CapsLock', 'AltGraph']);
const ENDS = new Set(['Enter', 'Tab']);

/** @returns the run with this key in it, and the scan when the key has ended one */
export function typed(run: Run, { key, at }: Keystroke): { run: Run; scan?: string } {
  if (HELD.has(key)) return { run };
  if (ENDS.has(key)) return isScan(run, at) ? { run: NOTHING, scan: run.text } : { run: NOTHING };
  if ([...key].length !== 1) return { run: NOTHING };
  const goesOn = run.text !== '' && at - run.last < LONGEST_GAP;
  return goesOn
    ? { run: { ...run, text: run.text + key, last: at } }
    : { run: { text: key, first: at, last: at } };
}

function isScan(run: Run, end: number): boolean {
  const characters = [...run.text].length;
  return (
    characters >= LEAST_CHARACTERS &&
    end - run.last < LONGEST_GAP &&
    (end - run.first) / characters < LONGEST_MEAN_GAP
  );
}
