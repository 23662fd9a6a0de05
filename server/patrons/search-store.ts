/** Patrons as staff look for them: by a card exactly, else by words of the name. */
import type { z } from 'zod';
import type { Reader } from '../db/database.ts';
import { currentRulebook } from '../circulation/rulebook-store.ts';
import { libraryRef } from '../libraries/library-ref.ts';
import { patronInReach } from '../staff/reach.ts';
import type { Reach } from '../staff/reach.ts';
import { foldedWords } from '../text/fold.ts';
import { nameOf } from './patron-refs.ts';
import type { PatronHits, PatronSummary } from './staff-schema.ts';
import type { PatronRow } from './tables.ts';

export type Hits = z.infer<typeof PatronHits>;
export type Summary = z.infer<typeof PatronSummary>;

const MOST_HITS = 50;

export const queries = {
  /** Slow by nature: words are looked for in every name. */
  'staff-patron-search': async (
    db: Reader,
    { reach, text }: { reach: Reach; text: string },
  ): Promise<Hits> => {
    const byCard = await cardHits(db, reach, text);
    if (byCard.length > 0) return { by: 'card', ...(await listed(db, byCard)) };
    return { by: 'name', ...(await listed(db, await nameHits(db, reach, text))) };
  },
};

const patronsIn = (db: Reader, reach: Reach) =>
  db
    .selectFrom('patron')
    .selectAll('patron')
    .where(patronInReach(reach))
    .orderBy('folded_name')
    .orderBy('patron.id')
    .limit(MOST_HITS + 1);

const cardHits = (db: Reader, reach: Reach, text: string): Promise<PatronRow[]> =>
  patronsIn(db, reach)
    .where('patron.id', 'in', (card) =>
      card
        .selectFrom('patron_card')
        .select('patron_id')
        .where('value', '=', text)
        .where('withdrawn_at', 'is', null),
    )
    .execute();

async function nameHits(db: Reader, reach: Reach, text: string): Promise<PatronRow[]> {
  const words = foldedWords(text);
  if (words.length === 0) return [];
  let found = patronsIn(db, reach);
  // Folded words are letters and digits only, so nothing in them is a wildcard of LIKE.
  for (const word of words) found = found.where('folded_name', 'like', `%${word}%`);
  return found.execute();
}

async function listed(db: Reader, rows: readonly PatronRow[]): Promise<Omit<Hits, 'by'>> {
  const shown = rows.slice(0, MOST_HITS);
  return { patrons: await summariesOf(db, shown), more: rows.length > MOST_HITS };
}

export async function summariesOf(db: Reader, rows: readonly PatronRow[]): Promise<Summary[]> {
  const { tree } = await currentRulebook(db);
  const classes = await db.selectFrom('patron_class').selectAll().execute();
  const groups = await readClassGroups(
    db,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => ({
    id: row.id,
    name: nameOf(row),
    patronClass: classes.find(({ id }) => id === row.patron_class) ?? {
      id: row.patron_class,
      name: row.patron_class,
    },
    library: libraryRef(tree, row.library_id),
    birthDate: row.birth_date ?? undefined,
    classGroup: groups.get(row.id),
  }));
}

/** The latest school year's. */
async function readClassGroups(
  db: Reader,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('membership')
    .select(['patron_id', 'class_group'])
    .where('patron_id', 'in', ids)
    .where('class_group', '!=', '')
    .orderBy('school_year')
    .execute();
  return new Map(rows.map(({ patron_id, class_group }) => [patron_id, class_group]));
}
