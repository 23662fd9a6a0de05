/** Saves out of a damaged journal what can still be read, row by row, and says how much that is (O32). */
import { rmSync } from 'node:fs';
import { basename } from 'node:path';
import { z } from 'zod';
import { journalTagFrom, rowFrom } from '../columns.ts';
import { Damage } from '../damage.ts';
import { JournalFile } from '../journal-file.ts';
import { outboxLayout } from '../layout.ts';
import { SealedValues } from '../sealed-values.ts';
import type { Sealing } from '../sealing.ts';
import { type Columns, Findings } from './findings.ts';
import { readPages } from './pages.ts';
import { recordsIn } from './records.ts';
import { KEEP_DAMAGED_MS, keptFileOf, nameAt, newFileFor, putInPlace } from './set-aside.ts';

/** What became of a journal that was damaged; kept in the one that follows it. */
const Salvaged = z.object({
  /** Epoch milliseconds by the terminal's clock. */
  at: z.number(),
  /** Rows that could be read whole, and go on. */
  recovered: z.number(),
  /** Rows that certainly were there and cannot be read, at least so many; absent: nothing says how many there were. */
  lost: z.number().exactOptional(),
  /** Name of the damaged file, beside the journal. */
  keptAs: z.string(),
  reason: z.string(),
});
export type Salvaged = Readonly<z.infer<typeof Salvaged>>;

/**
 * A new file with what could be read takes the place of the damaged one.
 * @param now epoch milliseconds by the terminal's clock
 * @throws Fault `disk-failed` when the disk will not take the new one: then nothing has changed
 */
export function salvage(path: string, sealing: Sealing, damage: Damage, now: number): void {
  const name = nameAt(path, now);
  const { isCutShort, pages } = readPages(path);
  const found = new Findings();
  for (const record of recordsIn(pages)) found.take(record);
  const about = { at: now, reason: damage.message, keptAs: basename(keptFileOf(path, name)) };
  writeNew(newFileFor(path, name), sealing, (file) => {
    const recovered = writeRows(file, found, new SealedValues(sealing));
    // A row may have come further than what is left of it says: it is looked up, whatever it was.
    if (isCutShort) file.run(`UPDATE transactions SET state = 'ambiguous' WHERE ${RECORDED}`);
    const lost = found.expected === undefined ? {} : { lost: found.expected - recovered };
    note(file, { ...about, recovered, ...lost });
  });
  putInPlace(path, name);
}

const RECORDED = `state = 'recorded'`;

function writeNew(path: string, sealing: Sealing, write: (file: JournalFile) => void): void {
  const file = JournalFile.open(path, outboxLayout(sealing));
  try {
    file.together(() => write(file));
  } finally {
    file.close();
    rmSync(`${path}.lock`);
  }
}

/** @returns how many were whole */
function writeRows(file: JournalFile, found: Findings, values: SealedValues): number {
  const saved = new Set<unknown>();
  for (const row of found.rows) {
    if (saved.has(row['id']) || !isWhole(() => rowFrom(row, values))) continue;
    insert(file, 'transactions', row);
    saved.add(row['id']);
  }
  for (const { seq: _seq, ...tag } of found.tags) {
    if (!saved.has(tag['transaction_id']) || !isWhole(() => journalTagFrom(tag, values))) continue;
    insert(file, 'tags', tag);
  }
  const last = { last: found.lastNumber };
  file.run(`DELETE FROM sqlite_sequence WHERE name = 'transactions'`);
  file.run(`INSERT INTO sqlite_sequence (name, seq) VALUES ('transactions', :last)`, last);
  return saved.size;
}

function isWhole(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch (error) {
    if (error instanceof Damage) return false;
    throw error;
  }
}

/** Of two copies of a tag the first stays. */
function insert(file: JournalFile, table: string, row: Columns): void {
  const names = Object.keys(row);
  const places = names.map((name) => `:${name}`).join(', ');
  file.run(`INSERT OR IGNORE INTO ${table} (${names.join(', ')}) VALUES (${places})`, row);
}

function note(file: JournalFile, salvaged: Salvaged): void {
  file.run('UPDATE file SET salvaged = :salvaged', { salvaged: JSON.stringify(salvaged) });
}

const Noted = z.object({ salvaged: z.string().nullable() });

/** What was salvaged into this file, as long as the damaged one is kept. */
export function salvagedInto(file: JournalFile): Salvaged | undefined {
  const { salvaged } = Noted.parse(file.all('SELECT salvaged FROM file')[0]);
  return salvaged === null ? undefined : Salvaged.parse(JSON.parse(salvaged));
}

/** @param now epoch milliseconds by the terminal's clock */
export function forgetSalvaged(file: JournalFile, now: number): void {
  const { at = now } = salvagedInto(file) ?? {};
  if (now - at > KEEP_DAMAGED_MS) file.run('UPDATE file SET salvaged = NULL');
}
