/** One row of the outbox as the rest of the gateway sees it. */
import type { Outcome, Transaction } from '../../ils/ils.ts';
import type { Unclear } from './unclear.ts';

/**
 * `recorded` on disk, not sent · `sent` given to the line, no answer yet · `ambiguous` may have been done ·
 * `settled` accepted · `rejected` certainly not done and final: refused, or an abandoned attempt.
 */
export type RowState = 'recorded' | 'sent' | 'ambiguous' | 'settled' | 'rejected';

/** An answer that will not change. `unreachable` is final only for an abandoned attempt. */
export type FinalOutcome = Exclude<Outcome, { outcome: 'unknown' }>;

export interface Row extends Unclear {
  readonly seq: number;
  readonly transaction: Transaction;
  readonly state: RowState;
  /** As what it was last given to the line; an attempt may have become a promise since. */
  readonly sentMode: Transaction['mode'] | undefined;
  /** Epoch milliseconds by the terminal's clock. */
  readonly sentAt: number | undefined;
  readonly outcome: FinalOutcome | undefined;
  readonly sessionId: string;
}

export const isOpen = (row: Row): boolean => row.state !== 'settled' && row.state !== 'rejected';

/** What becomes of a row whose answer is heard, or that is known never to have arrived. */
export type Verdict = 'settle' | 'reject' | 'queue' | 'keep-promise';

/** The refusal of an attempt does not touch the promise that it has become since (O6). */
export function verdictOn(row: Row, asked: Transaction['mode'], accepted: boolean): Verdict {
  if (accepted) return 'settle';
  return asked === 'attempt' && row.transaction.mode === 'promise' ? 'queue' : 'reject';
}

/**
 * Certainly not done. A promise is sent again; so is what the patron still waits for. A book handed back has
 * been taken, so its return becomes a promise; a loan or renewal that nobody waits for is given up (O7).
 */
export function verdictOnAbsence({ transaction }: Row, awaited: boolean): Verdict {
  if (transaction.mode === 'promise' || awaited) return 'queue';
  return transaction.act === 'checkin' ? 'keep-promise' : 'reject';
}
