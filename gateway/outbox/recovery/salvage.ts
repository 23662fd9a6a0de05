/** Saves out of a damaged journal what can still be read, row by row, and says how much that is (O32). */
import { rmSync } from 'node:fs';
import { basename } from 'node:path';
import { z } from 'zod';
import { Damage } from '../damage.ts';
import { JournalFile } from '../journal-file.ts';
import { KEY_CHECK, outboxLayout } from '../layout.ts';
import type { Sealing } from '../sealing.ts';
import { Findings } from './findings.ts';
import { readPages } from './pages.ts';
import { recordsIn } from './records.ts';
import { goOnAfter, type Sealings, writeRows } from './saved-rows.ts';
import {
  KEEP_DAMAGED_MS,
  keptFileOf,
  lockedFiles,
  lockedName,
  nameAt,
  newFileFor,
  putInPlace,
  unlocked,
  unlockedName,
} from './set-aside.ts';

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
export function salvage(path: string, sealings: Sealings, damage: Damage, now: number): void {
  const { found, isCutShort } = findingsIn(path);
  const name = isReadable(found, sealings) ? nameAt(path, now) : lockedName(nameAt(path, now));
  const about = { at: now, reason: damage.message, keptAs: basename(keptFileOf(path, name)) };
  writeNew(newFileFor(path, name), sealings.inUse, (file) => {
    const counts = countsOf(found, writeRows(file, found, sealings));
    goOnAfter(file, found.lastNumber);
    if (isCutShort) file.run(DOUBT_ALL);
    note(file, { ...about, ...counts });
  });
  putInPlace(path, name);
}

const countsOf = ({ expected }: Findings, recovered: number) => ({
  recovered,
  ...(expected !== undefined && { lost: expected - recovered }),
});

/** A row may have come further than what is left of it says: it is looked up, whatever it was. */
const DOUBT_ALL = `UPDATE transactions SET state = 'ambiguous' WHERE state = 'recorded'`;

/** A journal whose key was not here for a while (a start by hand, a TPM that was reset) is taken back when it is. */
export function takeBack(file: JournalFile, path: string, sealings: Sealings, now: number): void {
  for (const kept of lockedFiles(path)) {
    const { found, isCutShort } = findingsIn(kept);
    if (!isReadable(found, sealings)) continue;
    file.together(() => {
      const counts = countsOf(found, writeRows(file, found, sealings));
      goOnAfter(file, found.lastNumber);
      if (isCutShort) file.run(DOUBT_ALL);
      const keptAs = basename(unlockedName(kept));
      note(file, { at: now, ...counts, keptAs, reason: 'The key is here again' });
    });
    unlocked(kept);
  }
}

function findingsIn(path: string): { found: Findings; isCutShort: boolean } {
  const { isCutShort, pages } = readPages(path);
  const found = new Findings();
  for (const record of recordsIn(pages)) found.take(record);
  return { found, isCutShort };
}

/** Where the file does not say which key it has, its rows will. */
const isReadable = ({ keyCheck }: Findings, { inUse, other }: Sealings): boolean =>
  keyCheck === undefined || fits(inUse, keyCheck) || (other !== undefined && fits(other, keyCheck));

/** Whether what was sealed to know the key again by is sealed with this one. */
export function fits(sealing: Sealing, keyCheck: Uint8Array): boolean {
  try {
    return sealing.unseal(keyCheck, 'file') === KEY_CHECK;
  } catch (error) {
    if (error instanceof Damage) return false;
    throw error;
  }
}

function writeNew(path: string, sealing: Sealing, write: (file: JournalFile) => void): void {
  const file = JournalFile.open(path, outboxLayout(sealing));
  try {
    file.together(() => write(file));
  } finally {
    file.close();
    rmSync(`${path}.lock`);
  }
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
