/** How a file of ours gets its tables, and how one of another gateway, older or newer, is met. */
import { Fault } from '../errors.ts';
import type { Database } from './sqlite.ts';

/** SQL, or what SQL alone cannot do. */
type Change = string | ((db: Database) => void);

/**
 * What a gateway that does not know this step can live with: nothing that it reads has gone or means something else,
 * and what it does not write has a default. A release that is taken back leaves the file with such steps to the one
 * before it (docs/rules/updates.md, UP26).
 */
export interface GentleStep {
  readonly gentle: Change;
}

/** One version further. */
export type Step = Change | GentleStep;

export function versionOf(db: Database): number {
  const row = db.prepare('PRAGMA user_version').get();
  return Number(row?.['user_version']);
}

/**
 * Each step is one transaction with its number. A file of a newer gateway is taken as it is where all its newer steps
 * were gentle, else left alone.
 * @returns whether it had been an older gateway's
 * @throws Fault `disk-failed` on a newer file
 */
export function migrate(db: Database, layout: readonly Step[]): boolean {
  const found = versionOf(db);
  if (found > layout.length) {
    const oldest = oldestReader(db) ?? found;
    if (oldest <= layout.length) return false;
    throw new Fault(
      'disk-failed',
      `The file was written by a newer gateway (layout ${found}, for ${oldest} and newer; this one knows ${layout.length}).`,
    );
  }
  for (const [index, step] of layout.entries()) {
    if (index < found) continue;
    db.exec('BEGIN IMMEDIATE');
    carryOut(db, step, index);
    db.exec(`PRAGMA user_version = ${index + 1}; COMMIT;`);
  }
  return found > 0 && found < layout.length;
}

function carryOut(db: Database, step: Step, index: number): void {
  const isGentle = typeof step === 'object';
  const change = isGentle ? step.gentle : step;
  if (typeof change === 'string') db.exec(change);
  else change(db);
  // Whoever knew the layout before a gentle step can read on; whoever knew one before that, if it could until now.
  if (isGentle) noteReader(db, oldestReader(db) ?? index);
  else db.exec('DROP TABLE IF EXISTS oldest_reader');
}

function noteReader(db: Database, layout: number): void {
  db.exec('CREATE TABLE IF NOT EXISTS oldest_reader (layout INTEGER NOT NULL) STRICT');
  db.exec('DELETE FROM oldest_reader');
  db.prepare('INSERT INTO oldest_reader VALUES (?)').run(layout);
}

/** The layout that a gateway must know to read this file; undefined: that of the file. */
function oldestReader(db: Database): number | undefined {
  const table = `SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'oldest_reader'`;
  if (!db.prepare(table).get()) return undefined;
  const row = db.prepare('SELECT layout FROM oldest_reader').get();
  return row ? Number(row['layout']) : undefined;
}
