import { sql } from 'kysely';
import type { Reader } from '../db/database.ts';
import { ANY_ROLE, librariesOf } from '../staff/rights.ts';

export const queries = {
  /** Where an account may work, and where it may change the rules. */
  'libraries-of-staff': async (db: Reader, { accountId }: { accountId: string }) => {
    const administrates = sql<number>`case when library.id in ${librariesOf(accountId, ['administrator'])} then 1 else 0 end`;
    const rows = await db
      .selectFrom('library')
      .select(['id', 'name', 'kind', 'parent_id', 'time_zone as timeZone'])
      .select(['latitude', 'longitude'])
      .select(administrates.as('administrates'))
      .where('library.id', 'in', librariesOf(accountId, ANY_ROLE))
      .orderBy('name')
      .orderBy('id')
      .execute();
    return rows.map(({ parent_id, administrates, latitude, longitude, ...library }) => ({
      ...library,
      parentId: parent_id ?? undefined,
      ...(latitude !== null && longitude !== null && { place: { latitude, longitude } }),
      administrator: administrates === 1,
    }));
  },
};
