/** What the outbox knows that bears on a loan without an answer. */
import { z } from 'zod';
import type { TransactionId } from '../ils/ils.ts';
import { outcomeFrom } from './columns.ts';
import type { JournalFile } from './journal-file.ts';

/** What is said of a person, whatever book they bring. */
const OF_THE_PERSON: readonly string[] = [
  ...['card-unknown', 'card-expired', 'patron-blocked', 'pin-required', 'fee-owed'],
  ...['limit-reached', 'too-many-overdue', 'ils-refused'],
];
/** What is said of the visit, or by staff, and of neither person nor book. */
const OF_NEITHER: readonly string[] = ['own-loan', 'staff-says-no', 'not-understood'];

const Closed = z.object({ act: z.string(), outcome: z.string() });
const Id = z.object({ id: z.string() });

export class OfflineLoans {
  readonly #file: JournalFile;

  constructor(file: JournalFile) {
    this.#file = file;
  }

  /** Loans to the card that the library has not answered yet. */
  promisedTo(card: string): TransactionId[] {
    return this.#file
      .all(
        `SELECT id FROM transactions WHERE state NOT IN ('settled', 'rejected')
           AND card = :card AND act = 'checkout' AND mode = 'promise'`,
        { card },
      )
      .map((row) => Id.parse(row).id);
  }

  /** The library's last word on the card was a no to the person, or its last word on the book a no to the book. */
  isRefused(card: string, item: string): boolean {
    const [ofCard, ofItem] = [
      this.#lastRefusal('card', card),
      this.#lastRefusal('item_identifier', item),
    ];
    const isPersons = ofCard !== undefined && OF_THE_PERSON.includes(ofCard);
    const isBooks =
      ofItem !== undefined && !OF_THE_PERSON.includes(ofItem) && !OF_NEITHER.includes(ofItem);
    return isPersons || isBooks;
  }

  /** Code of the last answer, where it was a refused loan. */
  #lastRefusal(column: 'card' | 'item_identifier', value: string): string | undefined {
    const [last] = this.#file.all(
      `SELECT act, outcome FROM transactions WHERE ${column} = :value AND closed_at IS NOT NULL
         AND json_extract(outcome, '$.outcome') <> 'unreachable' ORDER BY seq DESC LIMIT 1`,
      { value },
    );
    if (last === undefined) return undefined;
    const { act, outcome: json } = Closed.parse(last);
    const outcome = outcomeFrom(json);
    return act === 'checkout' && outcome.outcome === 'refused' ? outcome.refusal.code : undefined;
  }
}
