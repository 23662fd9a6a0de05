/**
 * What staff have to see to: transactions of which the library's system cannot tell what became of them, and promises
 * that it refused. Every change is on disk when it returns.
 */
import { z } from 'zod';
import type { Act, TransactionId } from '../ils/ils.ts';
import { outcomeFrom } from './columns.ts';
import type { JournalFile } from './journal-file.ts';
import type { FinalOutcome } from './rules/row.ts';
import { DAILY_MS, LOOKS } from './rules/unclear.ts';

export interface Doubt {
  readonly id: TransactionId;
  readonly act: Act;
  /** What is wrong: nobody can tell, or it was refused although it has happened. */
  readonly kind: 'unclear' | 'refused';
  /** The last four characters of the card; undefined on a return without one, and a day after a row was closed. */
  readonly cardEnd: string | undefined;
  readonly label: string;
  /** Epoch milliseconds. */
  readonly occurredAt: number;
  readonly askedAt: number | undefined;
  /** What the library's system said when it was asked last: codes. */
  readonly found: readonly string[];
}

const UNCLEAR = `state = 'ambiguous' AND unclear >= ${LOOKS}`;
/** Word for word as the index `refused_promises` has it. */
const REFUSED = `state = 'rejected' AND mode = 'promise' AND decided_by IS NULL`;
const REFUSED_BY_LIBRARY = `${REFUSED} AND json_extract(outcome, '$.outcome') = 'refused'`;

export class ToCheck {
  readonly #file: JournalFile;
  readonly #now: () => number;

  /** @param now epoch milliseconds by the terminal's clock */
  constructor(file: JournalFile, now: () => number) {
    this.#file = file;
    this.#now = now;
  }

  /** Oldest first. */
  list(): Doubt[] {
    return this.#file
      .all(`SELECT * FROM transactions WHERE (${UNCLEAR}) OR (${REFUSED_BY_LIBRARY}) ORDER BY seq`)
      .map(doubtFrom);
  }

  count = (): number => this.list().length;

  /** Those that are to be asked about once more, unasked for. */
  due(): TransactionId[] {
    return this.#file
      .all(`SELECT id FROM transactions WHERE ${UNCLEAR} AND asked_at <= :before ORDER BY seq`, {
        before: this.#now() - DAILY_MS,
      })
      .map((row) => Id.parse(row).id);
  }

  /**
   * Staff have found out. @param by who says so
   * @returns what is now known of it; undefined where there was nothing to decide
   */
  decide(id: TransactionId, done: boolean, by: string): FinalOutcome | undefined {
    const doubt = this.list().find((each) => each.id === id);
    if (!doubt) return undefined;
    const outcome: FinalOutcome = done
      ? { outcome: 'accepted', item: { title: doubt.label, author: '' } }
      : { outcome: 'refused', refusal: { code: 'staff-says-no', params: {} } };
    this.#file.run(
      `UPDATE transactions SET state = :state, outcome = :outcome, closed_at = :at, decided_by = :by
       WHERE id = :id`,
      {
        ...{ id, by, at: this.#now(), state: done ? 'settled' : 'rejected' },
        outcome: JSON.stringify(outcome),
      },
    );
    return outcome;
  }

  /** A promise that was refused is sent once more. */
  reopen(id: TransactionId): void {
    this.#file.run(
      `UPDATE transactions SET state = 'recorded', outcome = NULL, closed_at = NULL
       WHERE id = :id AND ${REFUSED}`,
      { id },
    );
  }
}

const Id = z.object({ id: z.string() });
const Found = z.array(z.string());
const Columns = Id.extend({
  act: z.enum(['checkout', 'checkin', 'renew']),
  state: z.string(),
  card: z.string().nullable(),
  item_identifier: z.string(),
  occurred_at: z.number(),
  asked_at: z.number().nullable(),
  closed_at: z.number().nullable(),
  found: z.string().nullable(),
  outcome: z.string().nullable(),
});

const CARD_END = 4;

function doubtFrom(columns: unknown): Doubt {
  const row = Columns.parse(columns);
  const { act, card, found, id, item_identifier: label, occurred_at: occurredAt, state } = row;
  const kind = state === 'rejected' ? 'refused' : 'unclear';
  return {
    ...{ id, act, kind, label, occurredAt },
    cardEnd: card?.slice(-CARD_END),
    askedAt: row.asked_at ?? row.closed_at ?? undefined,
    found:
      kind === 'refused'
        ? refusalIn(row.outcome)
        : found === null
          ? []
          : Found.parse(JSON.parse(found)),
  };
}

function refusalIn(json: string | null): string[] {
  const outcome = json === null ? undefined : outcomeFrom(json);
  return outcome?.outcome === 'refused' ? [outcome.refusal.code] : [];
}
