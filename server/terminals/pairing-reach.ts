/** What whoever pairs may deal with: terminals, in use or revoked, of libraries that they administrate. */
import type { Reader } from '../db/database.ts';
import { libraryInReach } from '../staff/reach.ts';
import type { Reach } from '../staff/reach.ts';
import type { Role } from '../staff/tables.ts';
import type { Profile } from './schema.ts';

export const ADMINISTRATOR: readonly Role[] = ['administrator'];

export interface FormerTerminal {
  readonly id: string;
  readonly name: string;
  readonly library: { readonly id: string; readonly name: string };
  readonly profile: Profile;
  readonly revoked: boolean;
}

/** Of some library: where the terminal is to stand is said later. */
export async function administratesAny(db: Reader, reach: Pick<Reach, 'actor'>): Promise<boolean> {
  const any = await db
    .selectFrom('library')
    .select('id')
    .where(libraryInReach(reach, 'library.id', ADMINISTRATOR))
    .limit(1)
    .executeTakeFirst();
  return any !== undefined;
}

export async function formerTerminal(
  db: Reader,
  reach: Pick<Reach, 'actor'>,
  id: string,
): Promise<FormerTerminal | undefined> {
  const row = await db
    .selectFrom('terminal')
    .innerJoin('library', 'library.id', 'terminal.library_id')
    .select(['terminal.id', 'terminal.name', 'terminal.profile', 'terminal.removed_at'])
    .select(['library.id as libraryId', 'library.name as libraryName'])
    .where('terminal.id', '=', id)
    .where(libraryInReach(reach, 'terminal.library_id', ADMINISTRATOR))
    .executeTakeFirst();
  return (
    row && {
      ...{ id: row.id, name: row.name, profile: row.profile, revoked: row.removed_at !== null },
      library: { id: row.libraryId, name: row.libraryName },
    }
  );
}
