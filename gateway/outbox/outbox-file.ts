/** The outbox's file: opened with the key that fits it, put right where it is damaged. */
import { z } from 'zod';
import { journalTagFrom, rowFrom } from './columns.ts';
import { Damage } from './damage.ts';
import { JournalFile } from './journal-file.ts';
import { outboxLayout } from './layout.ts';
import { isLogDamaged } from './recovery/pages.ts';
import { fits, salvage, takeBack } from './recovery/salvage.ts';
import type { Sealings } from './recovery/saved-rows.ts';
import { finishWhatWasBegun } from './recovery/set-aside.ts';
import { SealedValues } from './sealed-values.ts';
import type { Sealing } from './sealing.ts';
import type { OpenDatabase } from './sqlite.ts';

/** How much of the file is read before it is relied on. */
export type Scrutiny = 'open-rows' | 'all';

/**
 * @param now epoch milliseconds by the terminal's clock
 * @throws Fault `disk-failed` when the disk will not give or take it, or another gateway uses it
 */
export function openOutboxFile(
  path: string,
  sealings: Sealings,
  now: number,
  scrutiny: Scrutiny,
  openDatabase?: OpenDatabase,
): JournalFile {
  return JournalFile.open(path, outboxLayout(sealings.inUse), {
    before: () => {
      finishWhatWasBegun(path);
      if (isLogDamaged(path)) throw new Damage('The log of the file is damaged');
    },
    verify: (file) => {
      verify(file, sealings.inUse, scrutiny);
      takeBack(file, path, sealings, now);
    },
    openDatabase,
    mend: (_path, damage) => salvage(path, sealings, damage, now),
  });
}

const Check = z.object({ key_check: z.instanceof(Uint8Array) });

/** What is still to be done can be read before anybody relies on it; what is over, only where there is a doubt. @throws Damage */
function verify(file: JournalFile, sealing: Sealing, scrutiny: Scrutiny): void {
  const check = Check.safeParse(file.all('SELECT key_check FROM file')[0]);
  if (!check.success || !fits(sealing, check.data.key_check)) {
    throw new Damage('The key does not fit the file');
  }
  const values = new SealedValues(sealing);
  const [rows, tags] = READ[scrutiny];
  for (const row of file.all(`SELECT * FROM transactions ${rows}`)) rowFrom(row, values);
  for (const tag of file.all(`SELECT * FROM tags ${tags}`)) journalTagFrom(tag, values);
}

/** Two months of closed rows would take seconds on a small machine. */
const READ: Readonly<Record<Scrutiny, readonly [string, string]>> = {
  'open-rows': [`WHERE state NOT IN ('settled', 'rejected')`, `WHERE state IS NOT 'done'`],
  all: ['', ''],
};
