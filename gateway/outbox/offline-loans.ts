/** What the outbox knows that bears on a loan without an answer. */
import { z } from 'zod';
import type { Refusal, TransactionId } from '../ils/ils.ts';
import { readBy } from './columns.ts';
import type { JournalFile, Parameters } from './journal-file.ts';
import type { SealedValues } from './sealed-values.ts';

/** What is said of a person, whatever book they bring. */
const OF_THE_PERSON: readonly string[] = [
  ...['card-unknown', 'card-expired', 'patron-blocked', 'pin-required', 'fee-owed'],
  ...['limit-reached', 'class-limit-reached', 'too-many-overdue', 'ils-refused'],
];
/** What is said of the visit, by staff, or of the two together, and of neither person nor book. */
const OF_NEITHER: readonly string[] = ['own-loan', 'staff-says-no', 'not-understood', 'no-policy'];

const Closed = z.object({
  id: z.string(),
  act: z.string(),
  outcome: z.instanceof(Uint8Array),
});
const Id = z.object({ id: z.string() });

export class OfflineLoans {
  readonly #file: JournalFile;
  readonly #values: SealedValues;

  constructor(file: JournalFile, values: SealedValues) {
    this.#file = file;
    this.#values = values;
  }

  /** Loans to the card that the library has not answered yet. */
  promisedTo(card: string): TransactionId[] {
    return this.#ids(
      `SELECT id FROM transactions WHERE state NOT IN ('settled', 'rejected')
         AND card_key = :card AND act = 'checkout' AND mode = 'promise'`,
      { card: this.#values.cardKey(card) },
    );
  }

  /**
   * Loans that this terminal has made to the card, accepted or promised, and not taken back at once; made since then, or heard of by
   * the library since then: a permit of that moment does not know them (O34).
   * @param since epoch milliseconds; no further back than a card is known by (KEEP_CARD_KEY_MS)
   */
  lentSince(card: string, since: number): TransactionId[] {
    return this.#ids(
      `SELECT id FROM transactions loan WHERE card_key = :card AND act = 'checkout'
         AND (occurred_at >= :since OR closed_at >= :since)
         AND (state = 'settled' OR (mode = 'promise' AND state <> 'rejected'))
         AND NOT EXISTS (SELECT 1 FROM transactions undo WHERE undo.undo_of = loan.id AND undo.state <> 'rejected')
       ORDER BY seq`,
      { card: this.#values.cardKey(card), since: Math.ceil(since) },
    );
  }

  /**
   * The library's last word on the card, where it was a no to the person; else that on the book, where it was a no to the book.
   * @param since epoch milliseconds: said of a transaction of that time or later
   */
  lastNo(card: string, item?: string, since = 0): Refusal | undefined {
    const ofCard = this.#lastRefusal('card_key', this.#values.cardKey(card), since);
    if (ofCard && OF_THE_PERSON.includes(ofCard.code)) return ofCard;
    if (item === undefined) return undefined;
    const ofItem = this.#lastRefusal('item_key', this.#values.itemKey(item), since);
    const isBooks = ofItem && ![...OF_THE_PERSON, ...OF_NEITHER].includes(ofItem.code);
    return isBooks ? ofItem : undefined;
  }

  /** The last answer, where it was a refused loan. */
  #lastRefusal(
    column: 'card_key' | 'item_key',
    value: Uint8Array,
    since: number,
  ): Refusal | undefined {
    const [last] = this.#file.all(
      `SELECT id, act, outcome FROM transactions WHERE ${column} = :value AND closed_at IS NOT NULL
         AND answer <> 'unreachable' AND occurred_at >= :since ORDER BY seq DESC LIMIT 1`,
      { value, since: Math.ceil(since) },
    );
    if (last === undefined) return undefined;
    const { act, id, outcome: sealed } = readBy(Closed, last);
    const outcome = this.#values.outcomeIn(id, sealed);
    return act === 'checkout' && outcome?.outcome === 'refused' ? outcome.refusal : undefined;
  }

  #ids(sql: string, parameters: Parameters): TransactionId[] {
    return this.#file.all(sql, parameters).map((row) => readBy(Id, row).id);
  }
}
