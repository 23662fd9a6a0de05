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
  /** False: it follows another key so soon that its beginning may be missing. */
  readonly whole: boolean;
}

export const NOTHING: Run = { text: '', first: 0, last: 0, whole: true };

const LEAST_CHARACTERS = 4;
/** Milliseconds: between any two keys, and in the mean of all. */
const LONGEST_GAP = 80;
const LONGEST_MEAN_GAP = 30;
/** Milliseconds: half a number must not be taken for a whole one, so what begins this soon after a key is no scan. */
const STUMBLE = 1000;
/** Keys that a scanner presses on the way to a character. */
const HELD = new Set(['Shift', 'CapsLock', 'AltGraph']);
const ENDS = new Set(['Enter', 'Tab']);

/** @returns the run with this key in it, and the scan when the key has ended one */
export function typed(run: Run, { key, at }: Keystroke): { run: Run; scan?: string } {
  if (HELD.has(key)) return { run };
  if (ENDS.has(key)) return isScan(run, at) ? { run: NOTHING, scan: run.text } : { run: NOTHING };
  if ([...key].length !== 1) return { run: NOTHING };
  const since = run.text === '' ? Infinity : at - run.last;
  return since < LONGEST_GAP
    ? { run: { ...run, text: run.text + key, last: at } }
    : { run: { text: key, first: at, last: at, whole: since >= STUMBLE } };
}

function isScan(run: Run, end: number): boolean {
  const characters = [...run.text].length;
  return (
    run.whole &&
    characters >= LEAST_CHARACTERS &&
    end - run.last < LONGEST_GAP &&
    (end - run.first) / characters < LONGEST_MEAN_GAP
  );
}
