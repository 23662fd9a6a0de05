/**
 * What staff have to see to: transactions of which the library's system cannot tell what became of them, and promises
 * that it refused. Every change is on disk when it returns.
 */
import { z } from 'zod';
import type { Act, TransactionId } from '../ils/ils.ts';
import { readBy } from './columns.ts';
import type { JournalFile } from './journal-file.ts';
import type { Queued } from './rules/lanes.ts';
import type { FinalOutcome } from './rules/row.ts';
import { DAILY_MS, LOOKS } from './rules/unclear.ts';
import type { SealedValues } from './sealed-values.ts';

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
/** Until staff have seen to it. */
export const REFUSED_BY_LIBRARY = `${REFUSED} AND answer = 'refused'`;

export class ToCheck {
  readonly #file: JournalFile;
  readonly #values: SealedValues;
  readonly #now: () => number;

  /** @param now epoch milliseconds by the terminal's clock */
  constructor(file: JournalFile, values: SealedValues, now: () => number) {
    this.#file = file;
    this.#values = values;
    this.#now = now;
  }

  /** Oldest first. */
  list(): Doubt[] {
    return this.#file
      .all(`SELECT * FROM transactions WHERE (${UNCLEAR}) OR (${REFUSED_BY_LIBRARY}) ORDER BY seq`)
      .map((row) => doubtFrom(row, this.#values));
  }

  count = (): number => this.list().length;

  /** Those that are to be asked about once more, unasked for. They hold nothing up. */
  due(): Queued[] {
    return this.#file
      .all(
        `SELECT id, seq FROM transactions WHERE ${UNCLEAR} AND asked_at <= :before ORDER BY seq`,
        {
          before: this.#now() - DAILY_MS,
        },
      )
      .map((row) => ({ ...readBy(Due, row), keys: [] }));
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
      `UPDATE transactions SET state = :state, answer = :answer, outcome = :outcome,
         keep_armed = :keep_armed, closed_at = :at, decided_by = :by WHERE id = :id`,
      {
        ...{ id, by, at: this.#now(), state: done ? 'settled' : 'rejected' },
        ...this.#values.outcome(id, outcome),
      },
    );
    return outcome;
  }

  /** A promise that was refused is sent once more; without its card, which was forgotten (O13), a loan would be nobody's. */
  reopen(id: TransactionId): void {
    this.#file.run(
      `UPDATE transactions SET state = 'recorded', answer = NULL, outcome = NULL, closed_at = NULL
       WHERE id = :id AND ${REFUSED} AND (act = 'checkin' OR card IS NOT NULL)`,
      { id },
    );
  }
}

const Id = z.object({ id: z.string() });
const Due = Id.extend({ seq: z.number() });
const Found = z.array(z.string());
const Sealed = z.instanceof(Uint8Array);
const Columns = Id.extend({
  act: z.enum(['checkout', 'checkin', 'renew']),
  state: z.string(),
  card: Sealed.nullable(),
  item: Sealed,
  occurred_at: z.number(),
  asked_at: z.number().nullable(),
  closed_at: z.number().nullable(),
  found: z.string().nullable(),
  outcome: Sealed.nullable(),
});

const CARD_END = 4;

function doubtFrom(columns: unknown, values: SealedValues): Doubt {
  const row = readBy(Columns, columns);
  const { act, found, id, occurred_at: occurredAt } = row;
  const kind = row.state === 'rejected' ? 'refused' : 'unclear';
  return {
    ...{ id, act, kind, occurredAt, label: values.itemIn(id, row.item).identifier },
    cardEnd: values.cardIn(id, row.card)?.slice(-CARD_END),
    askedAt: row.asked_at ?? row.closed_at ?? undefined,
    found:
      kind === 'refused'
        ? refusalIn(values.outcomeIn(id, row.outcome))
        : found === null
          ? []
          : Found.parse(JSON.parse(found)),
  };
}

const refusalIn = (outcome: FinalOutcome | undefined): string[] =>
  outcome?.outcome === 'refused' ? [outcome.refusal.code] : [];
