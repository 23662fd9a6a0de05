/** The same tests over both databases. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, inject } from 'vitest';
import type { Database, Registry } from '#server/db/database.ts';
import { openDatabase } from '#server/db/open.ts';
import type { DatabasePlace } from '#server/db/open.ts';
import { createDatabase } from './postgres-server.ts';

export interface TestEngine {
  readonly name: 'sqlite' | 'postgres';
  /** An empty place of one's own, gone after the tests. */
  place(): Promise<DatabasePlace>;
  /** A fresh database with its tables; closed after the tests. */
  open<R extends Registry>(registry: R, place?: DatabasePlace): Promise<Database<R>>;
  /** Does this after the tests, before whatever was made earlier is removed. */
  after(step: () => Promise<void> | void): void;
}

/**
 * Describes the same tests once per engine:
 *
 * ```ts
 * eachDatabase((engine) => {
 *   let db: AppDatabase;
 *   beforeAll(async () => { db = await engine.open(registry); });
 *   test('…', async () => { await db.write('…', { … }); });
 * });
 * ```
 */
export function eachDatabase(tests: (engine: TestEngine) => void): void {
  for (const name of ['sqlite', 'postgres'] as const) {
    describe(name === 'sqlite' ? 'SQLite' : 'PostgreSQL', () => tests(engineOf(name)));
  }
}

/** For tests that are not about rows: the quicker of the two. */
export const onSqlite = (): TestEngine => engineOf('sqlite');

function engineOf(name: TestEngine['name']): TestEngine {
  const undo: (() => Promise<void> | void)[] = [];
  // The last made goes first: a database is closed before its files are removed.
  afterAll(async () => {
    for (const step of undo.reverse()) await step();
  });
  return testEngine(name, undo);
}

function testEngine(name: TestEngine['name'], undo: (() => Promise<void> | void)[]): TestEngine {
  const place = async (): Promise<DatabasePlace> => {
    const made = name === 'sqlite' ? newFile() : await newDatabase();
    undo.push(made.remove);
    return made.place;
  };
  return {
    name,
    place,
    after: (step) => undo.push(step),
    open: async (registry, given) => {
      const database = await openDatabase(given ?? (await place()), registry);
      undo.push(() => database.close());
      return database;
    },
  };
}

function newFile() {
  const folder = mkdtempSync(join(tmpdir(), 'nhipcau-sqlite-'));
  const place: DatabasePlace = { engine: 'sqlite', file: join(folder, 'library.db') };
  return { place, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

async function newDatabase() {
  const answer = await fetch(inject('postgresDoor'));
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
  const made = await createDatabase(text, `nhipcau_test_${randomUUID().replaceAll('-', '')}`);
  const place: DatabasePlace = { engine: 'postgres', url: made.url };
  return { place, remove: made.drop };
}
