/** The outbox's tables, and how any file of ours gets its own. */
import type { DatabaseSync } from 'node:sqlite';
import { Fault } from '../errors.ts';

/** Of the outbox, in order: each brings the file one version further. */
export const OUTBOX_LAYOUT: readonly string[] = [
  `CREATE TABLE transactions (
     seq INTEGER PRIMARY KEY AUTOINCREMENT,
     id TEXT NOT NULL UNIQUE,
     act TEXT NOT NULL CHECK (act IN ('checkout', 'checkin', 'renew')),
     mode TEXT NOT NULL CHECK (mode IN ('attempt', 'promise')),
     card TEXT,
     item_identifier TEXT NOT NULL,
     item_owner TEXT,
     undo_of TEXT,
     session_id TEXT NOT NULL,
     occurred_at INTEGER NOT NULL,
     wall INTEGER NOT NULL,
     monotonic INTEGER NOT NULL,
     boot TEXT NOT NULL,
     server_offset INTEGER,
     version TEXT NOT NULL,
     state TEXT NOT NULL CHECK (state IN ('recorded', 'sent', 'settled', 'rejected', 'ambiguous')),
     sent_mode TEXT CHECK (sent_mode IN ('attempt', 'promise')),
     sent_at INTEGER,
     closed_at INTEGER,
     outcome TEXT
   ) STRICT;
   CREATE INDEX open_rows ON transactions (seq) WHERE state NOT IN ('settled', 'rejected');
   CREATE INDEX closed_rows ON transactions (closed_at) WHERE closed_at IS NOT NULL;
   CREATE TABLE tags (
     transaction_id TEXT NOT NULL REFERENCES transactions (id) ON DELETE CASCADE,
     uid TEXT NOT NULL,
     wanted TEXT CHECK (wanted IN ('armed', 'disarmed')),
     state TEXT CHECK (state IN ('pending', 'done', 'failed')),
     PRIMARY KEY (transaction_id, uid)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE probe (n INTEGER NOT NULL) STRICT;
   INSERT INTO probe VALUES (0);`,
  `CREATE INDEX rows_of_item ON transactions (item_identifier);
   CREATE INDEX tags_by_uid ON tags (uid);
   CREATE INDEX open_tags ON tags (uid) WHERE state IS NOT 'done';`,
  `ALTER TABLE tags ADD COLUMN part INTEGER;
   ALTER TABLE tags ADD COLUMN previous_afi INTEGER;
   ALTER TABLE tags ADD COLUMN previous_eas INTEGER;`,
  // What was promised until when; what nobody can tell, how often it was asked and what was found; who decided it.
  `ALTER TABLE transactions ADD COLUMN due_at INTEGER;
   ALTER TABLE transactions ADD COLUMN unclear INTEGER NOT NULL DEFAULT 0;
   ALTER TABLE transactions ADD COLUMN asked_at INTEGER;
   ALTER TABLE transactions ADD COLUMN found TEXT;
   ALTER TABLE transactions ADD COLUMN decided_by TEXT;
   CREATE INDEX refused_promises ON transactions (seq)
     WHERE state = 'rejected' AND mode = 'promise' AND decided_by IS NULL;
   CREATE INDEX rows_of_card ON transactions (card) WHERE card IS NOT NULL;`,
];

function versionOf(db: DatabaseSync): number {
  const row = db.prepare('PRAGMA user_version').get();
  return Number(row?.['user_version']);
}

/**
 * A file of an older gateway is brought up to date, each step in one transaction with its number; one of a newer
 * gateway is left alone. @throws Fault `disk-failed` on a newer file
 */
export function migrate(db: DatabaseSync, layout: readonly string[]): void {
  const found = versionOf(db);
  if (found > layout.length) {
    throw new Fault(
      'disk-failed',
      `The file was written by a newer gateway (layout ${found}, this one knows ${layout.length}).`,
    );
  }
  for (const [index, sql] of layout.entries()) {
    if (index < found) continue;
    db.exec(`BEGIN IMMEDIATE; ${sql} PRAGMA user_version = ${index + 1}; COMMIT;`);
  }
}
