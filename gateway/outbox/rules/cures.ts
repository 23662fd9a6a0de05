/** Which tags still say the wrong thing to the gate, worked out from what was recorded and what was written. */
import type { Act, TransactionId } from '../../ils/ils.ts';
import type { Uid } from '../../devices/device.ts';
import type { RowState } from './row.ts';

export type Wanted = 'armed' | 'disarmed';
export type MarkState = 'pending' | 'done' | 'failed';

/** A tag of a transaction, with the mark that the session left where it came so far. */
export interface TagRow {
  readonly seq: number;
  readonly transaction: TransactionId;
  readonly act: Act;
  readonly mode: 'attempt' | 'promise';
  readonly state: RowState;
  readonly uid: Uid;
  readonly mark: { readonly wanted: Wanted; readonly state: MarkState } | undefined;
  /** Epoch milliseconds. */
  readonly occurredAt: number;
  /** The book came back later, by its label alone: its loan is over. */
  readonly returnedSince: boolean;
  /** The library lends it, and wants the gate to ring: staff let it out. */
  readonly keepArmed: boolean;
}

/**
 * A tag left armed by an old loan is no longer disarmed by itself: the book may have been returned elsewhere
 * since. Milliseconds.
 */
export const DISARM_CURE_MS = 24 * 3_600_000;

/** Design decision 4: disarm on accepted or promised; arm on a return that is accepted, promised or unknown. */
function wantedBy({ act, keepArmed, mode, state }: TagRow): Wanted | undefined {
  if (act === 'checkout') {
    const isLent = state === 'settled' || (mode === 'promise' && state !== 'rejected');
    return isLent && !keepArmed ? 'disarmed' : undefined;
  }
  if (act === 'renew' || state === 'rejected') return undefined;
  return state === 'recorded' && mode === 'attempt' ? undefined : 'armed';
}

/** For each tag the last transaction that wanted something of it counts; earlier ones are history (O10). */
export function uncured(rows: readonly TagRow[], now: number) {
  const last = new Map<
    Uid,
    { transaction: TransactionId; uid: Uid; wanted: Wanted; cured: boolean }
  >();
  for (const row of rows.toSorted((a, b) => a.seq - b.seq)) {
    const wanted = row.mark?.wanted ?? wantedBy(row);
    if (!wanted) continue;
    const isOver = row.returnedSince || now - row.occurredAt > DISARM_CURE_MS;
    const cured = row.mark?.state === 'done' || (wanted === 'disarmed' && isOver);
    last.set(row.uid, { transaction: row.transaction, uid: row.uid, wanted, cured });
  }
  return [...last.values()]
    .filter(({ cured }) => !cured)
    .map(({ transaction, uid, wanted }) => ({ transaction, uid, wanted }));
}
