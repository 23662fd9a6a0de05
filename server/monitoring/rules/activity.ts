/** What a terminal has done between two words of it (TH60–TH62). */
import type { TerminalWord, WordOfCounters } from './terminal-word.ts';
import { SILENCE_MS } from './presence.ts';

export const COUNTS = [
  'visits',
  'checkouts',
  'checkins',
  'renewals',
  'refusals',
  'receipts',
] as const;
export type Count = (typeof COUNTS)[number];

export interface Activity extends Readonly<Record<Count, number>> {
  /** Milliseconds in which it was heard. */
  readonly onlineMs: number;
  /** Devices that have gone faulty. */
  readonly faults: number;
  readonly paperChanges: number;
}

/** Epoch milliseconds of the server. */
export interface Spoken {
  readonly heardAt: number;
  /** Absent: this server did not understand it. */
  readonly word?: TerminalWord | undefined;
}

export function activityBetween(
  before: Spoken | undefined,
  word: TerminalWord,
  now: number,
): Activity {
  const gap = before ? Math.max(0, now - before.heardAt) : 0;
  return {
    ...countedBetween(before, word.counters),
    onlineMs: gap > SILENCE_MS ? 0 : gap,
    faults: newFaults(before?.word, word),
    paperChanges: hasNewPaper(before?.word, word) ? 1 : 0,
  };
}

const NOTHING: Readonly<Record<Count, number>> = {
  ...{ visits: 0, checkouts: 0, checkins: 0 },
  ...{ renewals: 0, refusals: 0, receipts: 0 },
};

/** The gateway counts from its start: after another start all of it is new, as Prometheus takes a counter that begins anew. */
function countedBetween(
  before: Spoken | undefined,
  counters: WordOfCounters | undefined,
): Readonly<Record<Count, number>> {
  if (!counters) return NOTHING;
  const known = before?.word?.counters;
  // Counted before a server that did not count yet: nobody knows on which day.
  if (!known && before && counters.from <= before.heardAt) return NOTHING;
  const isSame =
    known?.from === counters.from && COUNTS.every((one) => counters[one] >= known[one]);
  const moved = (one: Count): number => counters[one] - (isSame ? known[one] : 0);
  return Object.fromEntries(COUNTS.map((one) => [one, moved(one)])) as Record<Count, number>;
}

/** A device that was faulty when it was last heard and is still, is no new fault. */
function newFaults(before: TerminalWord | undefined, { devices }: TerminalWord): number {
  const wasFaulty = new Set(
    before?.devices.filter(({ state }) => state === 'faulty').map(({ id }) => id),
  );
  return devices.filter(({ id, state }) => state === 'faulty' && !wasFaulty.has(id)).length;
}

const hasNewPaper = (before: TerminalWord | undefined, { printer }: TerminalWord): boolean =>
  printer?.paper === 'ok' && before?.printer !== undefined && before.printer.paper !== 'ok';
