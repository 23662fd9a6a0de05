/** Rows found in a journal's pages, written into another one: each that is whole, once, sealed with the key in use. */
import { z } from 'zod';
import { journalTagFrom, rowFrom } from '../columns.ts';
import { Damage } from '../damage.ts';
import { isAgainstLayout, type JournalFile } from '../journal-file.ts';
import { SealedValues } from '../sealed-values.ts';
import type { Sealing } from '../sealing.ts';
import type { Columns, Findings } from './findings.ts';

export interface Sealings {
  readonly inUse: Sealing;
  /** By which rows may have been sealed before. */
  readonly other: Sealing | undefined;
}

/** @returns how many rows were whole */
export function writeRows(file: JournalFile, found: Findings, sealings: Sealings): number {
  const rows = new Rewriter(file, sealings);
  const saved = new Set<unknown>();
  for (const row of found.rows) {
    if (!saved.has(row['id']) && rows.writeRow(row)) saved.add(row['id']);
  }
  for (const tag of found.tags) if (saved.has(tag['transaction_id'])) rows.writeTag(tag);
  return saved.size;
}

class Rewriter {
  readonly #file: JournalFile;
  readonly #inUse: SealedValues;
  readonly #other: SealedValues | undefined;

  constructor(file: JournalFile, { inUse, other }: Sealings) {
    this.#file = file;
    this.#inUse = new SealedValues(inUse);
    this.#other = other && new SealedValues(other);
  }

  /** @returns false when it cannot be read */
  writeRow(row: Columns): boolean {
    if (isWhole(() => rowFrom(row, this.#inUse))) return this.#insertRow(row);
    return isWhole(() => this.#sealedAnew(row)) && this.#insertRow(this.#sealedAnew(row));
  }

  writeTag(tag: Columns): void {
    if (isWhole(() => journalTagFrom(tag, this.#inUse))) this.#insertTag(tag);
    else if (isWhole(() => this.#tagSealedAnew(tag))) this.#insertTag(this.#tagSealedAnew(tag));
  }

  #sealedAnew(row: Columns): Columns {
    const { transaction, outcome } = rowFrom(row, this.#reader);
    const { card, id, item } = transaction;
    return {
      ...row,
      ...this.#inUse.item(id, item),
      // Its number may have been forgotten already: then its digest is of no use, being of another key.
      ...this.#inUse.card(id, card),
      ...(outcome && this.#inUse.outcome(id, outcome)),
    };
  }

  #tagSealedAnew(tag: Columns): Columns {
    const { uid } = journalTagFrom(tag, this.#reader);
    return { ...tag, ...this.#inUse.uid(String(tag['transaction_id']), uid) };
  }

  get #reader(): SealedValues {
    if (this.#other) return this.#other;
    throw new Damage('There is no other key');
  }

  /** A number that another row has by now is given up for a new one. @returns whether it is there */
  #insertRow(row: Columns): boolean {
    const { seq, ...rest } = row;
    const taken = this.#file.all('SELECT id FROM transactions WHERE seq = :seq', { seq });
    this.#insert('transactions', taken.length === 0 ? row : rest);
    const { id = null } = row;
    return this.#file.all('SELECT id FROM transactions WHERE id = :id', { id }).length > 0;
  }

  #insertTag({ seq: _seq, ...tag }: Columns): void {
    this.#insert('tags', tag);
  }

  /** What is there already stays as it is. What the tables do not take is damaged where it is in clear. */
  #insert(table: string, row: Columns): void {
    const names = Object.keys(row);
    const places = names.map((name) => `:${name}`).join(', ');
    try {
      this.#file.run(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${places})`, row);
    } catch (error) {
      if (!isAgainstLayout(error)) throw error;
    }
  }
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

const Last = z.object({ n: z.number().nullable() });

/** The next row's number goes on after this one, and after all that are there. */
export function goOnAfter(file: JournalFile, number: number): void {
  const { n } = Last.parse(file.all('SELECT max(seq) AS n FROM transactions')[0]);
  file.run(`DELETE FROM sqlite_sequence WHERE name = 'transactions'`);
  file.run(`INSERT INTO sqlite_sequence (name, seq) VALUES ('transactions', :last)`, {
    last: Math.max(number, n ?? 0),
  });
}
