/** Ids that have come from outside, looked up among what the asker may deal with. */
import type { Reader } from '../db/database.ts';
import type { Reach } from './reach.ts';
import { itemInReach, libraryInReach, patronInReach } from './reach.ts';
import type { Role } from './tables.ts';

export const libraryFor = (db: Reader, reach: Reach, id: string, roles?: readonly Role[]) =>
  db
    .selectFrom('library')
    .select(['id', 'name', 'time_zone as timeZone'])
    .where('id', '=', id)
    .where(libraryInReach(reach, 'library.id', roles))
    .executeTakeFirst();

export const patronFor = (db: Reader, reach: Reach, id: string) =>
  db
    .selectFrom('patron')
    .selectAll()
    .where('patron.id', '=', id)
    .where(patronInReach(reach))
    .executeTakeFirst();

export const itemFor = (db: Reader, reach: Reach, id: string) =>
  db
    .selectFrom('item')
    .selectAll()
    .where('item.id', '=', id)
    .where(itemInReach(reach))
    .executeTakeFirst();
