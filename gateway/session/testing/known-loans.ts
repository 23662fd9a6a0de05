/** What a disk would know of loans without an answer, as a test says it. */
import type { Refusal, TransactionId } from '../../ils/ils.ts';

export class KnownLoans {
  /** The library's last word, by card or book. */
  readonly refused = new Map<string, Refusal>();
  /** Loans to a card that were not answered yet. */
  readonly promised: TransactionId[] = [];
  /** Loans to a card that were made, at epoch milliseconds. */
  readonly lent: { readonly id: TransactionId; readonly at: number }[] = [];

  offlineLoans(card: string, item = '') {
    const lastNo = this.refused.get(card) ?? this.refused.get(item);
    return { promised: this.promised, ...(lastNo && { lastNo }) };
  }

  lentSince = (_card: string, since: number): TransactionId[] =>
    this.lent.filter(({ at }) => at >= since).map(({ id }) => id);
}
