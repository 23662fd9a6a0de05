/** What a visit came to, in numbers. */
import type { ItemLine, Snapshot } from './messages.ts';

export interface Done {
  readonly visits: number;
  readonly checkouts: number;
  readonly checkins: number;
  readonly renewals: number;
  readonly refusals: number;
}

export const NOTHING_DONE: Done = {
  visits: 0,
  checkouts: 0,
  checkins: 0,
  renewals: 0,
  refusals: 0,
};

/** @param last the last that was seen of the visit. Somebody who only touched the screen was no visitor. */
export function tallyOf({ lines, people }: Pick<Snapshot, 'lines' | 'people'>): Done {
  if (lines.length === 0 && people.length === 0) return NOTHING_DONE;
  const count = (act: ItemLine['act']) => lines.filter((line) => line.act === act && stands(line));
  return {
    visits: 1,
    checkouts: count('checkout').length,
    checkins: count('checkin').length,
    renewals: count('renew').length,
    refusals: lines.filter(({ ils }) => ils === 'refused').length,
  };
}

/** What was sent and not answered may not have been done; it counts for neither. */
const stands = ({ ils, undone }: ItemLine): boolean =>
  !undone && (ils === 'accepted' || ils === 'queued');
