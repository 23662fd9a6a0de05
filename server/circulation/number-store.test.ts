import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { readMigrations } from '../db/migrations.ts';
import { HITS } from './number-store.ts';

const MIGRATIONS = new URL('../db/migrations/sqlite/', import.meta.url).href;

test('N1 a number is looked up, and not searched for, in a collection without tags of which statistics have been taken', () => {
  const database = new DatabaseSync(':memory:');
  for (const { sql } of readMigrations(MIGRATIONS)) database.exec(sql);
  database.exec(`
    pragma foreign_keys = off;
    insert into item_identifier (library_id, kind, value, part, item_id)
    select 'central', 'barcode', 'B-' || value, 0, 'item-' || value
    from json_each('[${Array.from({ length: 1000 }, (_, n) => n).join()}]');
    analyze;
  `);
  const steps = database.prepare(`explain query plan ${HITS.sqlite}`).all('[]');
  const looks = steps.map(({ detail }) => String(detail)).filter((step) => step.includes('known'));
  expect(looks).toHaveLength(3);
  for (const look of looks) expect(look).toMatch(/^SEARCH known USING (COVERING )?INDEX/);
  database.close();
});
