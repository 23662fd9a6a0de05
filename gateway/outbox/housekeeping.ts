/** Forgetting: what is over goes, first the card, then the row (design decision 15). */
import type { JournalFile } from './journal-file.ts';

/** Milliseconds after a row was closed. */
export const KEEP_CARD_MS = 24 * 3_600_000;
export const KEEP_ROW_MS = 60 * 24 * 3_600_000;
/** Rows touched at a time, so that no patron waits for it. */
const AT_ONCE = 200;

const some = (where: string) =>
  `seq IN (SELECT seq FROM transactions WHERE closed_at IS NOT NULL AND ${where} LIMIT ${AT_ONCE})`;

/**
 * @param now epoch milliseconds by the terminal's clock
 * @returns true when there may be more to do
 */
export function prune(file: JournalFile, now: number): boolean {
  const cards = file.run(
    `UPDATE transactions SET card = NULL WHERE ${some('card IS NOT NULL AND closed_at < :before')}`,
    { before: now - KEEP_CARD_MS },
  );
  const rows = file.run(`DELETE FROM transactions WHERE ${some('closed_at < :before')}`, {
    before: now - KEEP_ROW_MS,
  });
  return cards === AT_ONCE || rows === AT_ONCE;
}
