/** Forgetting: what is over goes, first the card's number, then its digest, then the row (design decision 15). */
import type { JournalFile } from './journal-file.ts';
import { REFUSED_BY_LIBRARY } from './to-check.ts';

/** Milliseconds after a row was closed. */
export const KEEP_CARD_MS = 24 * 3_600_000;
/** The digest says nothing without the key, and is what a card's loans of the last days are counted by. */
export const KEEP_CARD_KEY_MS = 72 * 3_600_000;
export const KEEP_ROW_MS = 60 * 24 * 3_600_000;
/** Rows touched at a time, so that no patron waits for it. */
const AT_ONCE = 200;
/** Pages given back to the disk at a time. */
const PAGES_AT_ONCE = 500;

const some = (where: string) =>
  `SELECT seq FROM transactions WHERE closed_at IS NOT NULL AND ${where} ORDER BY closed_at LIMIT ${AT_ONCE}`;

const NUMBERS = some('card_key IS NOT NULL AND card IS NOT NULL AND closed_at < :before');
const DIGESTS = some('card_key IS NOT NULL AND closed_at < :before');
const ROWS = some(`closed_at < :before AND NOT (${REFUSED_BY_LIBRARY})`);

/**
 * @param now epoch milliseconds, as right as is known, as rows are closed by it
 * @param permitFrom epoch milliseconds, when the permit in force was made; loans to a card since then are counted against it
 * @returns true when there may be more to do
 */
export function prune(file: JournalFile, now: number, permitFrom = Infinity): boolean {
  const forgotten = [
    file.run(`UPDATE transactions SET card = NULL WHERE seq IN (${NUMBERS})`, {
      before: now - KEEP_CARD_MS,
    }),
    file.run(`UPDATE transactions SET card_key = NULL WHERE seq IN (${DIGESTS})`, {
      before: Math.min(now - KEEP_CARD_KEY_MS, permitFrom),
    }),
    dropRows(file, now - KEEP_ROW_MS),
  ];
  return forgotten.includes(AT_ONCE);
}

/** How far rows have been dropped is kept: a number missing after that is a row lost (O32). */
function dropRows(file: JournalFile, before: number): number {
  let dropped = 0;
  file.together(() => {
    file.run(
      `UPDATE file SET pruned_to = max(pruned_to, (SELECT coalesce(max(seq), 0) FROM (${ROWS})))`,
      { before },
    );
    dropped = file.run(`DELETE FROM transactions WHERE seq IN (${ROWS})`, { before });
  });
  // Each step of it frees a page and has to be asked for.
  if (dropped > 0) file.all(`PRAGMA incremental_vacuum(${PAGES_AT_ONCE})`);
  return dropped;
}
