/** What makes a province's permit what it is: loans, fees, blocks, holds, and items that are not as most are. Straight into the tables. */
import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';
import { LIBRARY } from './fixture.ts';
import type { DatabasePlace } from './place.ts';

const DAY_MS = 86_400_000;

export async function execute(place: DatabasePlace, statements: readonly string[]): Promise<void> {
  if (place.engine === 'sqlite') {
    const database = new DatabaseSync(place.file, { timeout: 60_000 });
    database.exec(`begin immediate; ${statements.join(';')}; commit; analyze`);
    database.close();
    return;
  }
  const client = new pg.Client({ connectionString: place.url });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.query('vacuum analyze');
  await client.end();
}

/** Ids are eight hexadecimal digits, scattered: the first digits choose a share. Patron n and item n have the same. */
export const lendAndBlock = (now: number): string[] => [
  `insert into item_class (id, name, loanable) values ('disc', 'Disc', 1), ('reference', 'Reference', 0)`,
  `insert into loan_policy (id, library_id, item_class, max_loans, loan_days, renewals, requires_pin)
   values ('discs', '${LIBRARY}', 'disc', 5, 7, 1, 0)`,
  // The rulebook is kept by its version.
  `update rulebook set version = 'bench permit'`,
  `update item set item_class = 'disc' where id < '10000000'`,
  `update item set item_class = 'reference' where id >= '10000000' and id < '18000000'`,
  `update item set condition = 'missing' where id >= 'fd000000'`,
  `update patron set birth_date = '2016-05-01', expires_on = '2027-06-30' where id < 'c0000000'`,
  `update patron set expires_on = '2025-06-30' where id >= 'e0000000' and id < 'e8000000'`,
  loans(`id >= '20000000' and id < 'c0000000'`, now - 10 * DAY_MS, now + 4 * DAY_MS),
  loans(`id >= 'c0000000' and id < 'c8000000'`, now - 30 * DAY_MS, now - 16 * DAY_MS),
  `insert into fee (id, patron_id, library_id, kind, amount, created_at, created_by)
   select id, id, '${LIBRARY}', 'overdue', 12000, 0, 'system:bench' from patron where id >= 'd0000000' and id < 'd4000000'`,
  `insert into patron_block (id, patron_id, reason, library_id, since, since_by)
   select id, id, 'staff', '${LIBRARY}', 0, 'system:bench' from patron where id >= 'd4000000' and id < 'd6000000'`,
  `insert into hold (id, patron_id, title_id, pickup_library_id, placed_at, placed_by)
   select title.id, patron.id, title.id, '${LIBRARY}', 0, 'system:bench'
   from title join patron on patron.id = title.id where title.id >= 'd8000000' and title.id < 'da000000'`,
];

/** What half an hour brings. */
export const lendMore = (count: number, now: number): string[] => [
  loans(
    `id in (select id from patron where id >= 'f0000000' order by id limit ${count})`,
    now,
    now + 14 * DAY_MS,
  ),
];

const loans = (patrons: string, lentAt: number, dueAt: number): string =>
  `insert into loan (id, item_id, patron_id, terminal_id, library_id, checked_out_at, due_at, renewals)
   select id, id, id, 'bench', '${LIBRARY}', ${lentAt}, ${dueAt}, 0 from patron where ${patrons}`;
