/** How a file of ours gets its tables, and how one of an older gateway is brought up to date. */
import { Fault } from '../errors.ts';
import type { Database } from './sqlite.ts';

/** One version further: SQL, or what SQL alone cannot do. */
export type Step = string | ((db: Database) => void);

export function versionOf(db: Database): number {
  const row = db.prepare('PRAGMA user_version').get();
  return Number(row?.['user_version']);
}

/**
 * Each step is one transaction with its number. A file of a newer gateway is left alone.
 * @returns whether it had been another gateway's
 * @throws Fault `disk-failed` on a newer file
 */
export function migrate(db: Database, layout: readonly Step[]): boolean {
  const found = versionOf(db);
  if (found > layout.length) {
    throw new Fault(
      'disk-failed',
      `The file was written by a newer gateway (layout ${found}, this one knows ${layout.length}).`,
    );
  }
  for (const [index, step] of layout.entries()) {
    if (index < found) continue;
    db.exec('BEGIN IMMEDIATE');
    if (typeof step === 'string') db.exec(step);
    else step(db);
    db.exec(`PRAGMA user_version = ${index + 1}; COMMIT;`);
  }
  return found > 0 && found < layout.length;
}
