/** Finds, in one statement, whose numbers a terminal has sent. */
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { Reader, Writer } from '../db/database.ts';
import { isPostgres } from '../db/together.ts';
import type { Hit, Match } from '../libraries/rules/nearest.ts';
import { nearest } from '../libraries/rules/nearest.ts';
import { rulebookOf } from './rulebook-store.ts';
import type { Rulebook } from './rules/rulebook.ts';

export interface Numbers {
  /** The terminal's library: where the search for a number begins. */
  readonly libraryId: string;
  readonly card?: string | undefined;
  readonly item?: { readonly identifier: string; readonly owner?: string | undefined } | undefined;
}

export interface Resolved {
  readonly book: Rulebook;
  readonly item: Match;
  readonly patron: Match;
}

interface NumberRow {
  readonly what: 'item' | 'patron' | 'rulebook';
  readonly target: string;
  readonly library_id: string;
  readonly uid: string | null;
}

/** Whose numbers these are. A number that is none of ours is looked for among the chip numbers of tags as well. */
export async function resolve(db: Reader, numbers: Numbers): Promise<Resolved> {
  const { rows } = await hitsOf(numbers).execute(db);
  return resolved(db, numbers, rows);
}

/**
 * The same, and nobody else goes on with this transaction id, these items or these patrons before this transaction has ended. PostgreSQL
 * does both in one round trip: it locks all that carry the numbers, in one order, of which the one that is meant is one.
 */
export async function resolveLocked(
  tx: Writer,
  transactionId: string,
  numbers: Numbers,
): Promise<Resolved> {
  // SQLite runs one command after the other.
  if (!isPostgres(tx)) return resolve(tx, numbers);
  const { rows } = await sql<NumberRow>`
    with found as materialized (${hitsOf(numbers)}),
    keys as (
      select what || ' ' || target as key from found where what <> 'rulebook'
      union select ${`transaction ${transactionId}`}
    ),
    locked as materialized (
      select pg_advisory_xact_lock(hash) as done
      from (select distinct hashtextextended(key, 0) as hash from keys order by 1) as ordered
    )
    select found.* from found, (select count(done) from locked) as all_locked
  `.execute(tx);
  return resolved(tx, numbers, rows);
}

/** Noise on a serial line reads as control characters, which no number has, and PostgreSQL's text takes no NUL at all. */
function tidy(number: string | undefined): string | null {
  const tidied = number?.trim().normalize('NFC');
  return tidied === undefined || /\p{Cc}/u.test(tidied) ? null : tidied;
}

function hitsOf({ card, item }: Numbers): RawBuilder<NumberRow> {
  const identifier = tidy(item?.identifier);
  const number = tidy(card);
  return sql<NumberRow>`
    select 'rulebook' as what, version as target, '' as library_id, null as uid from rulebook
    union all
    select 'item', item_id, library_id, uid from item_identifier where value = ${identifier}
    union all
    select 'item', item_id, library_id, uid from item_identifier where uid = ${identifier?.toUpperCase() ?? null}
    union all
    select 'patron', patron_id, library_id, null from patron_card
    where value = ${number} and withdrawn_at is null
  `;
}

async function resolved(
  db: Reader,
  { libraryId, item }: Numbers,
  rows: readonly NumberRow[],
): Promise<Resolved> {
  const version = rows.find(({ what }) => what === 'rulebook')?.target ?? '';
  const book = await rulebookOf(db, version);
  const hits = (kind: NumberRow['what']): Hit[] =>
    rows
      .filter(({ what }) => what === kind)
      .map((row) => ({ target: row.target, libraryId: row.library_id, uid: row.uid ?? undefined }));
  const narrowing = { owner: item?.owner, uid: tidy(item?.identifier)?.toUpperCase() };
  return {
    book,
    item: nearest(hits('item'), libraryId, book.tree, narrowing),
    patron: nearest(hits('patron'), libraryId, book.tree),
  };
}
