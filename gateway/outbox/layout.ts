/** The outbox's tables, step by step. */
import type { SQLInputValue } from 'node:sqlite';
import type { Step } from './migrations.ts';
import { outcomeFrom, SealedValues } from './sealed-values.ts';
import type { Sealing } from './sealing.ts';
import type { Database } from './sqlite.ts';

/** As they were while the disk could be read by whoever had it: a new file passes through them, too. */
const PLAIN: readonly Step[] = [
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

/**
 * Columns in the order of the file, by which a damaged one is read without SQLite: a further column goes to the end.
 * `…_key`: keyed digests, to be searched for; BLOBs beside them: sealed.
 */
export const TRANSACTION_COLUMNS = {
  seq: 'INTEGER PRIMARY KEY AUTOINCREMENT',
  id: 'TEXT NOT NULL UNIQUE',
  act: `TEXT NOT NULL CHECK (act IN ('checkout', 'checkin', 'renew'))`,
  mode: `TEXT NOT NULL CHECK (mode IN ('attempt', 'promise'))`,
  card: 'BLOB',
  card_key: 'BLOB',
  item: 'BLOB NOT NULL',
  item_key: 'BLOB NOT NULL',
  undo_of: 'TEXT',
  session_id: 'TEXT NOT NULL',
  occurred_at: 'INTEGER NOT NULL',
  wall: 'INTEGER NOT NULL',
  monotonic: 'INTEGER NOT NULL',
  boot: 'TEXT NOT NULL',
  server_offset: 'INTEGER',
  version: 'TEXT NOT NULL',
  state: `TEXT NOT NULL CHECK (state IN ('recorded', 'sent', 'settled', 'rejected', 'ambiguous'))`,
  sent_mode: `TEXT CHECK (sent_mode IN ('attempt', 'promise'))`,
  sent_at: 'INTEGER',
  closed_at: 'INTEGER',
  answer: `TEXT CHECK (answer IN ('accepted', 'refused', 'unreachable'))`,
  outcome: 'BLOB',
  keep_armed: 'INTEGER NOT NULL DEFAULT 0',
  due_at: 'INTEGER',
  unclear: 'INTEGER NOT NULL DEFAULT 0',
  asked_at: 'INTEGER',
  found: 'TEXT',
  decided_by: 'TEXT',
  permit: 'INTEGER',
} as const;

export const TAG_COLUMNS = {
  seq: 'INTEGER PRIMARY KEY',
  transaction_id: 'TEXT NOT NULL',
  uid: 'BLOB NOT NULL',
  uid_key: 'BLOB NOT NULL',
  part: 'INTEGER',
  previous_afi: 'INTEGER',
  previous_eas: 'INTEGER',
  wanted: `TEXT CHECK (wanted IN ('armed', 'disarmed'))`,
  state: `TEXT CHECK (state IN ('pending', 'done', 'failed'))`,
  late: 'INTEGER NOT NULL DEFAULT 0',
} as const;

const columns = (all: Readonly<Record<string, string>>): string =>
  Object.entries(all)
    .map(([name, kind]) => `${name} ${kind}`)
    .join(', ');

/** `file`: what the key of this file opens; how far it was pruned; what was saved from a damaged one (O32). */
const SEALED_TABLES = `
  CREATE TABLE sealed_transactions (${columns(TRANSACTION_COLUMNS)}) STRICT;
  CREATE TABLE sealed_tags (${columns(TAG_COLUMNS)},
    UNIQUE (transaction_id, uid_key),
    FOREIGN KEY (transaction_id) REFERENCES sealed_transactions (id) ON DELETE CASCADE) STRICT;
  CREATE TABLE file (
    key_check BLOB NOT NULL,
    pruned_to INTEGER NOT NULL DEFAULT 0,
    salvaged TEXT
  ) STRICT;
  INSERT INTO sqlite_sequence (name, seq)
    SELECT 'sealed_transactions', seq FROM sqlite_sequence WHERE name = 'transactions';`;

/** The number of the next row goes on from the last one, also where all were pruned. */
const SWAP = `
  DROP TABLE tags;
  DROP TABLE transactions;
  ALTER TABLE sealed_transactions RENAME TO transactions;
  ALTER TABLE sealed_tags RENAME TO tags;
  CREATE INDEX open_rows ON transactions (seq) WHERE state NOT IN ('settled', 'rejected');
  CREATE INDEX closed_rows ON transactions (closed_at) WHERE closed_at IS NOT NULL;
  CREATE INDEX known_cards ON transactions (closed_at) WHERE card_key IS NOT NULL;
  CREATE INDEX rows_of_item ON transactions (item_key);
  CREATE INDEX rows_of_card ON transactions (card_key, occurred_at) WHERE card_key IS NOT NULL;
  CREATE INDEX undone ON transactions (undo_of) WHERE undo_of IS NOT NULL;
  CREATE INDEX refused_promises ON transactions (seq)
    WHERE state = 'rejected' AND mode = 'promise' AND decided_by IS NULL;
  CREATE INDEX tags_by_uid ON tags (uid_key);
  CREATE INDEX open_tags ON tags (uid_key) WHERE state IS NOT 'done';`;

/** What is sealed to know the key again by. */
export const KEY_CHECK = 'nhip-cau outbox';

export const outboxLayout = (sealing: Sealing): readonly Step[] => [
  ...PLAIN,
  (db) => sealAll(db, sealing),
];

type Columns = Readonly<Record<string, SQLInputValue>>;

/** All of it or nothing, in the step's one transaction. */
function sealAll(db: Database, sealing: Sealing): void {
  const values = new SealedValues(sealing);
  db.exec(SEALED_TABLES);
  db.prepare('INSERT INTO file (key_check) VALUES (?)').run(sealing.seal(KEY_CHECK, 'file'));
  for (const row of db.prepare('SELECT * FROM transactions ORDER BY seq').iterate()) {
    insert(db, 'sealed_transactions', sealedTransaction(row, values));
  }
  for (const { uid, ...tag } of db.prepare('SELECT * FROM tags').iterate()) {
    const sealed = values.uid(String(tag['transaction_id']), String(uid));
    insert(db, 'sealed_tags', { ...tag, ...sealed });
  }
  db.exec(SWAP);
}

function sealedTransaction(plain: Columns, values: SealedValues): Columns {
  const { card, item_identifier, item_owner, outcome, ...rest } = plain;
  const id = String(rest['id']);
  const owner = item_owner === null ? {} : { owner: String(item_owner) };
  return {
    ...rest,
    ...values.card(id, typeof card === 'string' ? card : undefined),
    ...values.item(id, { identifier: String(item_identifier), ...owner }),
    ...(typeof outcome === 'string' && values.outcome(id, outcomeFrom(outcome))),
  };
}

function insert(db: Database, table: string, row: Columns): void {
  const names = Object.keys(row);
  const places = names.map((name) => `:${name}`).join(', ');
  db.prepare(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${places})`).run(row);
}
