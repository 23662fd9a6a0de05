/**
 * Books and patrons of any number, put into the tables directly: an import of a million would take longer than what is measured. Ids are
 * scattered as random ones are, so that neighbours in the walk are none in the tables.
 */
import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';
import { LIBRARY } from '../fixture.ts';
import type { DatabasePlace } from '../place.ts';

export interface Size {
  readonly items: number;
  readonly patrons: number;
}

const COPIES = 3;

export async function fillTables(place: DatabasePlace, size: Size): Promise<void> {
  if (place.engine === 'sqlite') fillSqlite(place.file, size);
  else await fillPostgres(place.url, size);
}

function fillSqlite(file: string, size: Size): void {
  const database = new DatabaseSync(file, { timeout: 60_000 });
  const numbers = (count: number) =>
    `(with recursive number (n) as (select 0 union all select n + 1 from number where n < ${count - 1}) select n from number)`;
  const id = (n: string) => `printf('%08x', (${n} * 2654435761) % 4294967296)`;
  database.exec('begin immediate');
  for (const statement of statements(size, numbers, id)) database.exec(statement);
  database.exec('commit; analyze');
  database.close();
}

async function fillPostgres(url: string, size: Size): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const numbers = (count: number) => `generate_series(0, ${count - 1}) as number (n)`;
  const id = (n: string) => `lpad(to_hex((${n} * 2654435761::bigint) % 4294967296), 8, '0')`;
  for (const statement of statements(size, numbers, id)) await client.query(statement);
  // Not of the empty tables: as on a new server, nobody has counted them yet.
  await client.query('vacuum analyze title, item, item_identifier, patron, patron_card');
  await client.end();
}

type Numbers = (count: number) => string;
type Id = (n: string) => string;

/** A record of MARC21 has about a kilobyte. */
const statements = ({ items, patrons }: Size, numbers: Numbers, id: Id): string[] => [
  `insert into title (id, record, version, title, author, folded, changed_at)
   select ${id('n')}, '{"leader":"${'x'.repeat(900)}"}', 1, 'Title ' || n, 'Author ' || n, 'title ' || n, 0
   from ${numbers(Math.ceil(items / COPIES))}`,
  `insert into item (id, title_id, home_library_id, current_library_id, item_class, call_number, condition)
   select ${id('n')}, ${id(`(n / ${COPIES})`)}, '${LIBRARY}', '${LIBRARY}', 'book', 'C ' || n, 'ok' from ${numbers(items)}`,
  `insert into item_identifier (library_id, kind, value, part, item_id)
   select '${LIBRARY}', 'barcode', 'B' || n, 0, ${id('n')} from ${numbers(items)}`,
  `insert into patron (id, library_id, family_name, given_name, folded_name, patron_class, language)
   select ${id('n')}, '${LIBRARY}', 'Bench', 'P' || n, 'bench p' || n, 'adult', 'vi' from ${numbers(patrons)}`,
  `insert into patron_card (library_id, value, patron_id, kind)
   select '${LIBRARY}', 'C' || n, ${id('n')}, 'barcode' from ${numbers(patrons)}`,
];
