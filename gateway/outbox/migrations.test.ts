import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { migrate, type Step, versionOf } from './migrations.ts';

const FIRST: Step = 'CREATE TABLE loans (id TEXT NOT NULL) STRICT';
const NOTE: Step = { gentle: `ALTER TABLE loans ADD COLUMN note TEXT NOT NULL DEFAULT ''` };
const TABLE: Step = { gentle: 'CREATE TABLE more (id TEXT) STRICT' };
const RENAMED: Step = 'ALTER TABLE loans RENAME COLUMN id TO loan_id';

function fileOf(layout: readonly Step[]): DatabaseSync {
  const db = new DatabaseSync(':memory:');
  migrate(db, layout);
  return db;
}
const lends = (db: DatabaseSync): void => void db.exec(`INSERT INTO loans (id) VALUES ('1')`);

describe('UP26 the version before meets a file of a newer one that was taken back', () => {
  test('UP26 where all newer steps are gentle it works on, and the newer one after it', () => {
    const db = fileOf([FIRST, NOTE, TABLE]);
    expect(migrate(db, [FIRST])).toBe(false);
    lends(db);
    expect(migrate(db, [FIRST, NOTE])).toBe(false);
    lends(db);
    expect(migrate(db, [FIRST, NOTE, TABLE])).toBe(false);
    expect(versionOf(db)).toBe(3);
    expect(db.prepare('SELECT count(*) AS n FROM loans').get()).toEqual({ n: 2 });
  });

  test('UP26 where one of them is not, it leaves the file alone', () => {
    const db = fileOf([FIRST, NOTE, RENAMED]);
    expect(() => migrate(db, [FIRST])).toThrow(/newer gateway/);
    expect(() => migrate(db, [FIRST, NOTE])).toThrow(/newer gateway/);
  });

  test('UP26 gentle steps count from the last that was not', () => {
    const db = fileOf([FIRST, RENAMED, { gentle: 'CREATE TABLE more (id TEXT) STRICT' }]);
    expect(migrate(db, [FIRST, RENAMED])).toBe(false);
    expect(() => migrate(db, [FIRST])).toThrow(/layout 3, for 2 and newer/);
  });

  test('UP26 an older file is brought up to date, gently or not', () => {
    const db = fileOf([FIRST]);
    expect(migrate(db, [FIRST, NOTE, TABLE])).toBe(true);
    lends(db);
    expect(db.prepare('SELECT note FROM loans').get()).toEqual({ note: '' });
  });
});
