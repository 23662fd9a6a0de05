/** Names of patrons, where the asker may know them. */
import type { Reader } from '../db/database.ts';
import type { Reach } from '../staff/reach.ts';
import { patronInReach } from '../staff/reach.ts';

export interface PatronRef {
  readonly id: string;
  readonly name: string;
}

/** As people here are named: family name first. */
export const nameOf = (row: {
  readonly family_name: string;
  readonly given_name: string;
}): string => `${row.family_name} ${row.given_name}`.trim();

export async function readPatronRefs(
  db: Reader,
  reach: Reach,
  ids: readonly (string | null)[],
): Promise<ReadonlyMap<string, PatronRef>> {
  const wanted = [...new Set(ids.flatMap((id) => id ?? []))];
  if (wanted.length === 0) return new Map();
  const rows = await db
    .selectFrom('patron')
    .select(['id', 'family_name', 'given_name'])
    .where('id', 'in', wanted)
    .where(patronInReach(reach))
    .execute();
  return new Map(rows.map((row) => [row.id, { id: row.id, name: nameOf(row) }]));
}
