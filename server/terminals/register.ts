/** Terminals in use, as rows: the one place where a key is let in, moved or turned away, whoever asks for it. */
import { dayIn } from '../libraries/rules/day.ts';
import type { Reader, Writer } from '../db/database.ts';
import { lock } from '../db/lock.ts';
import { endEpoch } from '../permit/store.ts';
import type { Profile } from './schema.ts';
import type { TerminalTables } from './tables.ts';

export interface NewTerminal {
  readonly id: string;
  readonly name: string;
  readonly libraryId: string;
  /** base64url */
  readonly publicKey: string;
  /** Absent: as it was, `kiosk` for a new one. */
  readonly profile?: Profile | undefined;
  readonly now: number;
}

export type Terminal = TerminalTables['terminal'];

/** Terminals come and go rarely: one lock for all of them. */
export const REGISTER = 'terminals';

export const terminalById = (db: Reader, id: string): Promise<Terminal | undefined> =>
  db.selectFrom('terminal').selectAll().where('id', '=', id).executeTakeFirst();

/** The one in use. */
export const terminalByKey = (db: Reader, publicKey: string): Promise<Terminal | undefined> =>
  db
    .selectFrom('terminal')
    .selectAll()
    .where('public_key', '=', publicKey)
    .where('removed_at', 'is', null)
    .executeTakeFirst();

/** @returns why nothing may stand there */
export async function whyNoPlace(
  db: Reader,
  libraryId: string,
  now: number,
): Promise<'library-unknown' | 'library-ended' | undefined> {
  const library = await db
    .selectFrom('library')
    .select(['time_zone', 'valid_to'])
    .where('id', '=', libraryId)
    .executeTakeFirst();
  if (!library) return 'library-unknown';
  const hasEnded = library.valid_to !== null && library.valid_to < dayIn(library.time_zone, now);
  return hasEnded ? 'library-ended' : undefined;
}

/** New, or with another key, name, place or profile under the id that it had. REGISTER is locked. */
export async function putTerminal(tx: Writer, input: NewTerminal): Promise<void> {
  const { id, libraryId, name, now, publicKey } = input;
  const before = await terminalById(tx, id);
  const profile = input.profile ?? before?.profile ?? 'kiosk';
  const row = { name, library_id: libraryId, public_key: publicKey, profile, removed_at: null };
  if (!before) {
    await tx
      .insertInto('terminal')
      .values({ id, ...row, created_at: now, keyed_at: now })
      .execute();
    return;
  }
  const isAnew = before.public_key !== publicKey || before.removed_at !== null;
  const changed = { ...row, ...(isAnew && { keyed_at: now }) };
  await tx.updateTable('terminal').set(changed).where('id', '=', id).execute();
  const hasLeft = before.removed_at === null && (isAnew || before.library_id !== libraryId);
  if (hasLeft) await leave(tx, before.library_id, now);
}

/** @returns where it stood; undefined: there was no such terminal in use */
export async function removeTerminal(
  tx: Writer,
  { id, now }: { id: string; now: number },
): Promise<Terminal | undefined> {
  const removed = await tx
    .updateTable('terminal')
    .set({ removed_at: now })
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .returningAll()
    .executeTakeFirst();
  if (removed) await leave(tx, removed.library_id, now);
  return removed;
}

/** What its key, or its old disk, knows of that library's permit is of no use for the next one (PM1). */
async function leave(tx: Writer, libraryId: string, now: number): Promise<void> {
  await lock(tx, `permit ${libraryId}`);
  await endEpoch(tx, { libraryId, why: 'terminal-removed', now });
}
