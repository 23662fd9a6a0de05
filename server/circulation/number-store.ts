/** Finds, in one statement, whose numbers terminals have sent. */
import { CompiledQuery } from 'kysely';
import type { Reader, Writer } from '../db/database.ts';
import { isPostgres } from '../db/together.ts';
import type { Hit, Match } from '../libraries/rules/nearest.ts';
import { nearest } from '../libraries/rules/nearest.ts';
import { overRows, readOver } from './rows.ts';
import type { Words } from './rows.ts';
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
  /** Whose question it answers. */
  readonly n: number | null;
  readonly target: string;
  readonly library_id: string;
  readonly uid: string | null;
}

const COLUMNS = { n: 'bigint', identifier: 'text', uid: 'text', card: 'text' } as const;

const hits = ({ rows, join, by }: Words): string => `
  select 'rulebook' as what, null as n, version as target, '' as library_id, null as uid from rulebook
  union all
  select 'item', asked.n, known.item_id, known.library_id, known.uid
  from ${rows} as asked ${join} item_identifier as known ${by('item_identifier_value')} on known.value = asked.identifier
  union all
  select 'item', asked.n, known.item_id, known.library_id, known.uid
  from ${rows} as asked ${join} item_identifier as known ${by('item_identifier_uid')} on known.uid = asked.uid
  union all
  select 'patron', asked.n, known.patron_id, known.library_id, null
  from ${rows} as asked ${join} patron_card as known ${by('patron_card_value')}
    on known.value = asked.card and known.withdrawn_at is null`;

export const HITS = overRows(COLUMNS, hits);

/** `$2`: the ids of the transactions, as a JSON array. */
const LOCKED_HITS = overRows(
  COLUMNS,
  (words) => `
  with found as materialized (${hits(words)}),
  keys as (
    select what || ' ' || target as key from found where what <> 'rulebook'
    union select 'title ' || item.title_id from found join item on item.id = found.target where found.what = 'item'
    union select 'transaction ' || id from jsonb_array_elements_text($2::jsonb) as id
  ),
  locked as materialized (
    select pg_advisory_xact_lock(hash) as done
    from (select distinct hashtextextended(key, 0) as hash from keys order by 1) as ordered
  )
  select found.* from found, (select count(done) from locked) as all_locked`,
);
const LOCKED_TEXT = LOCKED_HITS.postgres(1);

/** Whose numbers these are. A number that is none of ours is looked for among the chip numbers of tags as well. */
export async function resolve(db: Reader, numbers: Numbers): Promise<Resolved> {
  const rows = await readOver<NumberRow, typeof COLUMNS>(db, HITS, [askedOf(numbers, 0)]);
  const [only] = await resolved(db, [numbers], rows);
  if (!only) throw new Error('one question has one answer');
  return only;
}

/**
 * The same for many, and nobody else goes on with these transaction ids, items, titles or patrons before this transaction has ended.
 * PostgreSQL does both in one round trip: it locks all that carry the numbers, in one order, of which those that are meant are some.
 */
export async function resolveLocked(
  tx: Writer,
  asked: readonly (Numbers & { readonly id: string })[],
): Promise<Resolved[]> {
  const numbers = asked.map(askedOf);
  // SQLite runs one command after the other.
  if (!isPostgres(tx)) return resolved(tx, asked, await readOver(tx, HITS, numbers));
  const ids = asked.map(({ id }) => id);
  const parameters = [JSON.stringify(numbers), JSON.stringify(ids)];
  const { rows } = await tx.executeQuery<NumberRow>(CompiledQuery.raw(LOCKED_TEXT, parameters));
  return resolved(tx, asked, rows);
}

/** Noise on a serial line reads as control characters, which no number has, and PostgreSQL's text takes no NUL at all. */
function tidy(number: string | undefined): string | null {
  const tidied = number?.trim().normalize('NFC');
  return tidied === undefined || /[\p{Cc}\p{Cs}]/u.test(tidied) ? null : tidied;
}

function askedOf({ card, item }: Numbers, n: number) {
  const identifier = tidy(item?.identifier);
  return { n, identifier, uid: identifier?.toUpperCase() ?? null, card: tidy(card) };
}

async function resolved(
  db: Reader,
  asked: readonly Numbers[],
  rows: readonly NumberRow[],
): Promise<Resolved[]> {
  const version = rows.find(({ what }) => what === 'rulebook')?.target ?? '';
  const book = await rulebookOf(db, version);
  const found = Map.groupBy(rows, ({ what, n }) => `${what} ${n}`);
  return asked.map((numbers, n) => ({
    book,
    item: nearest(hitsIn(found.get(`item ${n}`)), numbers.libraryId, book.tree, {
      owner: numbers.item?.owner,
      uid: tidy(numbers.item?.identifier)?.toUpperCase(),
    }),
    patron: nearest(hitsIn(found.get(`patron ${n}`)), numbers.libraryId, book.tree),
  }));
}

const hitsIn = (rows: readonly NumberRow[] = []): Hit[] =>
  rows.map((row) => ({
    target: row.target,
    libraryId: row.library_id,
    uid: row.uid ?? undefined,
  }));
