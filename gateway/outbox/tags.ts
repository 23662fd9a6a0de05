/** The tags of each row: which lay there, what they said before, and how far each has come. */
import type { Uid } from '../devices/device.ts';
import type { TransactionId } from '../ils/ils.ts';
import type { SecurityMark, TransactionTag } from '../session/transactions.ts';
import type { SecurityReading } from '../tags/security.ts';
import { type JournalTag, journalTagFrom, tagRowFrom } from './columns.ts';
import type { JournalFile } from './journal-file.ts';
import { uncured, type Wanted } from './rules/cures.ts';
import type { SealedValues } from './sealed-values.ts';

/** Tags of which anything may still be wanted; rules/cures.ts decides. */
const OPEN_TAGS = `SELECT uid_key FROM tags WHERE state IS NOT 'done'`;

export class Tags {
  readonly #file: JournalFile;
  readonly #values: SealedValues;

  constructor(file: JournalFile, values: SealedValues) {
    this.#file = file;
    this.#values = values;
  }

  /** No effect where it is known already. One that came after the row was sent is told to nobody (O31). */
  add(id: TransactionId, { uid, part }: TransactionTag): void {
    this.#file.run(
      `INSERT OR IGNORE INTO tags (transaction_id, uid, uid_key, part, late)
       SELECT :id, :uid, :uid_key, :part, sent_at IS NOT NULL FROM transactions WHERE id = :id`,
      { id, part, ...this.#values.uid(id, uid) },
    );
  }

  /** What the tag said before stays on the row, whatever becomes of the write (O15). */
  mark(id: TransactionId, uid: Uid, wanted: Wanted, mark: SecurityMark): void {
    const key = { id, uid_key: this.#values.uidKey(uid) };
    this.#file.together(() => {
      this.add(id, { uid });
      this.#file.run(
        `UPDATE tags SET wanted = :wanted, state = :state
         WHERE transaction_id = :id AND uid_key = :uid_key`,
        { ...key, wanted, state: mark.state },
      );
      if (mark.state === 'pending') this.#notePrevious(key, mark.previous);
    });
  }

  #notePrevious(key: { id: TransactionId; uid_key: Uint8Array }, before: SecurityReading): void {
    const { afi, eas } = before;
    this.#file.run(
      `UPDATE tags SET previous_afi = :afi, previous_eas = :eas
       WHERE transaction_id = :id AND uid_key = :uid_key`,
      { ...key, afi, eas: eas === undefined ? undefined : Number(eas) },
    );
  }

  of(id: TransactionId): JournalTag[] {
    return this.#file
      .all('SELECT * FROM tags WHERE transaction_id = :id ORDER BY part, seq', { id })
      .map((row) => journalTagFrom(row, this.#values));
  }

  /** Those that lay there when the row was first sent. */
  told(id: TransactionId): Uid[] {
    return this.#file
      .all('SELECT * FROM tags WHERE transaction_id = :id AND late = 0 ORDER BY seq', { id })
      .map((row) => journalTagFrom(row, this.#values).uid);
  }

  /** @param now epoch milliseconds, as right as is known */
  uncured(now: number) {
    const rows = this.#file.all(
      `SELECT t.seq, t.id, t.act, t.mode, t.state AS row_state, t.occurred_at, t.keep_armed,
              tags.uid, tags.wanted, tags.state AS mark_state,
              EXISTS (SELECT 1 FROM transactions later
                      WHERE later.item_key = t.item_key AND later.seq > t.seq
                        AND later.act = 'checkin' AND later.state <> 'rejected') AS returned_since
       FROM tags JOIN transactions t ON t.id = tags.transaction_id
       WHERE tags.uid_key IN (${OPEN_TAGS}) ORDER BY t.seq, tags.seq`,
    );
    return uncured(
      rows.map((row) => tagRowFrom(row, this.#values)),
      now,
    );
  }
}
