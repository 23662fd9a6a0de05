/** Who may look at what is set at a place, and who may change it (ST6). */
import type { Reader } from '../db/database.ts';
import type { Reach } from '../staff/reach.ts';
import { libraryFor } from '../staff/reach-store.ts';
import { ANY_ROLE } from '../staff/rights.ts';
import type { Role } from '../staff/tables.ts';
import { WHOLE_NETWORK } from '../staff/tables.ts';
import type { Place } from './rules/place.ts';
import { standingOf } from './said-store.ts';

export const ADMINISTRATOR: readonly Role[] = ['administrator'];

export const seenBy = (db: Reader, reach: Reach, place: Place): Promise<boolean> =>
  place.kind === 'network' ? Promise.resolve(true) : standsWithin(db, reach, place, ANY_ROLE);

export async function administratorOf(db: Reader, reach: Reach, place: Place): Promise<boolean> {
  if (place.kind !== 'network') return standsWithin(db, reach, place, ADMINISTRATOR);
  const grant = await db
    .selectFrom('staff_grant')
    .select('role')
    .where('account_id', '=', reach.actor.id)
    .where('library_id', '=', WHOLE_NETWORK)
    .where('role', 'in', ADMINISTRATOR)
    .executeTakeFirst();
  return grant !== undefined;
}

async function standsWithin(
  db: Reader,
  reach: Reach,
  place: Exclude<Place, { kind: 'network' }>,
  roles: readonly Role[],
): Promise<boolean> {
  const library = place.kind === 'library' ? place.id : (await standingOf(db, place.id))?.libraryId;
  return library !== undefined && (await libraryFor(db, reach, library, roles)) !== undefined;
}
