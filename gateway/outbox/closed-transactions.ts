/** What the session is given when there is no outbox to rely on: nothing is recorded, so nothing happens. */
import { Fault } from '../errors.ts';
import type { Transactions } from '../session/transactions.ts';

/** @param cause why the outbox could not be opened */
export function closedTransactions(cause: unknown): Transactions {
  const refuse = (): never => {
    throw new Fault('disk-failed', 'there is no outbox to record in', { cause });
  };
  return {
    record: refuse,
    addTag: refuse,
    relay: async () => ({ outcome: 'unreachable' }),
    onLateOutcome: () => undefined,
    promise: refuse,
    abandon: () => undefined,
    markSecurity: refuse,
    uncured: () => [],
    offlineLoans: () => ({ promised: [], lastNo: { code: 'see-staff', params: {} } }),
    lentSince: () => [],
  };
}
