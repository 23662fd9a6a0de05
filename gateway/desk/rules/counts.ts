/** How fast the tagging goes. */
import type { DeskTagging } from '../../desk-messages.ts';

const HOUR_MS = 3_600_000;
/** The pace is that of the last ones, so that a break at noon is soon forgotten. */
const PACE_OF = 10;

/** @param times when each tag was written, epoch milliseconds, in order */
export function countsOf(times: readonly number[], now: number): DeskTagging['counts'] {
  const lastHour = times.filter((time) => time > now - HOUR_MS).length;
  const perHour = paceOf(times.slice(-PACE_OF));
  return { sitting: times.length, lastHour, ...(perHour !== undefined && { perHour }) };
}

/** Undefined until there are three: two tags of one set say nothing of the next book. */
function paceOf(times: readonly number[]): number | undefined {
  const [first, last] = [times[0], times.at(-1)];
  if (times.length < 3 || first === undefined || last === undefined || last <= first) {
    return undefined;
  }
  return Math.round(((times.length - 1) * HOUR_MS) / (last - first));
}
