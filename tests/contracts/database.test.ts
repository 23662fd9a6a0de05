/** What every engine of the server's database must do (design decision 17). */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import pg from 'pg';
import type { Database } from '#server/db/database.ts';
import { openDatabase } from '#server/db/open.ts';
import type { DatabasePlace } from '#server/db/open.ts';
import type { PostgresLimits } from '#server/db/postgres/limits.ts';
import { eachDatabase } from '../databases.ts';
import { registry } from './database/registry.ts';

let last = 0;
const newNote = (text = 'a word') => {
  last += 1;
  return { id: `note ${last}`, place: `place ${last}`, text, written_at: 1_760_000_000_000 };
};

/** Looks from outside, over a connection that the engine knows nothing of. */
async function rowsOnDisk(place: DatabasePlace, select: string): Promise<unknown[]> {
  if (place.engine === 'sqlite') {
    const file = new DatabaseSync(place.file, { readOnly: true });
    const rows = file.prepare(select).all();
    file.close();
    return rows.map((row) => ({ ...row }));
  }
  const client = new pg.Client({ connectionString: place.url });
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>(select);
  await client.end();
  return rows;
}

async function placesOnDisk(place: DatabasePlace): Promise<string[]> {
  const rows = await rowsOnDisk(place, 'select place from note');
  return rows.map((row) => (row as { place: string }).place);
}

/** Commits written to the WAL file: frames whose header holds the size of the database (sqlite.org/fileformat2 §4.1). */
function commitsInLog(place: DatabasePlace): number {
  if (place.engine !== 'sqlite') throw new Error('only SQLite has this log');
  const log = readFileSync(`${place.file}-wal`);
  const frame = 24 + log.readUInt32BE(8);
  let commits = 0;
  for (let at = 32; at + frame <= log.length; at += frame) {
    if (log.readUInt32BE(at + 4) !== 0) commits += 1;
  }
  return commits;
}

eachDatabase((engine) => {
  let place: DatabasePlace;
  let db: Database<typeof registry>;
  beforeAll(async () => {
    place = await engine.place();
    db = await engine.open(registry, place);
  });

  test('a command that has been answered is seen by anybody else', async () => {
    const note = newNote();
    await db.write('write', note);
    expect(await placesOnDisk(place)).toContain(note.place);
  });

  test('what is written comes back as it was: text in NFC with its marks, numbers as numbers', async () => {
    const note = newNote('Truyện Kiều – Nguyễn Du');
    await db.write('write', note);
    expect(await db.read('note at', { place: note.place })).toEqual(note);
  });

  test('a query sees what was answered before it was asked', async () => {
    for (let i = 0; i < 20; i += 1) {
      const note = newNote();
      await db.write('write', note);
      expect(await db.read('note at', { place: note.place })).toBeDefined();
    }
  });

  test('a command that throws leaves nothing, and only its caller hears of it', async () => {
    const before = [newNote(), newNote()];
    const failing = newNote();
    const after = [newNote(), newNote()];
    const answers = await Promise.allSettled([
      ...before.map((note) => db.write('write', note)),
      db.write('write then throw', failing),
      ...after.map((note) => db.write('write', note)),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
    ]);
    const kept = await placesOnDisk(place);
    expect(kept).toEqual(expect.arrayContaining([...before, ...after].map((note) => note.place)));
    expect(kept).not.toContain(failing.place);
  });

  test('the caller is told what the command threw', async () => {
    await expect(db.write('write then throw', newNote())).rejects.toMatchObject({
      name: 'DatabaseFault',
      code: 'failed',
      message: 'the command changed its mind',
    });
  });

  test('what a constraint forbids is refused as such, without the values of the row', async () => {
    const note = newNote();
    await db.write('write', note);
    const again = db.write('write', { ...newNote(), place: note.place });
    await expect(again).rejects.toMatchObject({ code: 'constraint' });
    await expect(again).rejects.not.toThrow(note.place);
    await expect(db.write('write', newNote(''))).rejects.toMatchObject({ code: 'constraint' });
  });

  test('the same key at once: one wins, and all are told the same', async () => {
    const { place: wanted } = newNote();
    const rivals = Array.from({ length: 12 }, () => ({ ...newNote(), place: wanted }));
    const answers = await Promise.all(rivals.map((note) => db.write('take place', note)));
    expect(answers.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(1);
    expect(new Set(answers.map(({ by }) => by)).size).toBe(1);
  });

  test('a hundred commands that load, decide and save the same row lose no step', async () => {
    const name = `counter ${newNote().id}`;
    const values = await Promise.all(
      Array.from({ length: 100 }, () => db.write('count up', { name })),
    );
    expect(values.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
  });

  test('a query cannot write, whatever it tries', async () => {
    const { place: wanted } = newNote();
    await expect(db.read('write in a query', { place: wanted })).rejects.toMatchObject({
      code: 'read-only',
    });
    expect(await db.read('note at', { place: wanted })).toBeUndefined();
  });

  test('a long query holds up neither commands nor quick queries', async () => {
    const order: string[] = [];
    const slow = db.read('count slowly', { to: 4_000_000 }).then(() => order.push('slow'));
    for (let i = 0; i < 5; i += 1) {
      await db.write('write', newNote());
      await db.read('count of notes', {});
    }
    order.push('quick');
    await slow;
    expect(order).toEqual(['quick', 'slow']);
  });

  test('a name that is not in the registry is an error, not a hang', async () => {
    const name = 'toString' as 'write';
    await expect(db.write(name, newNote())).rejects.toMatchObject({ code: 'failed' });
  });

  test('opened again it keeps its rows and runs no migration twice', async () => {
    const note = newNote();
    await db.write('write', note);
    const again = await openDatabase(place, registry);
    expect(await again.read('note at', { place: note.place })).toEqual(note);
    await again.close();
  });

  test('closing waits for the calls under way, then takes no more', async () => {
    const closing = await openDatabase(place, registry);
    const notes = Array.from({ length: 50 }, () => newNote());
    const answers = Promise.all(notes.map((note) => closing.write('write', note)));
    const closed = closing.close();
    await expect(closing.write('write', newNote())).rejects.toMatchObject({ code: 'closed' });
    expect(await answers).toHaveLength(50);
    await closed;
    expect(await placesOnDisk(place)).toEqual(
      expect.arrayContaining(notes.map((note) => note.place)),
    );
  });

  if (engine.name === 'postgres')
    test('a line that breaks fails its own call in words, and the next call finds another', async () => {
      const counting = expect(db.read('count slowly', { to: 2_000_000_000 })).rejects.toMatchObject(
        { code: 'unreachable' },
      );
      const terminate = `select pg_terminate_backend(pid) as done from pg_stat_activity
        where query like '%select n + 1%' and pid <> pg_backend_pid()
          and datname = current_database() and state = 'active'`;
      await vi.waitUntil(async () => (await rowsOnDisk(place, terminate)).length > 0, 90_000);
      await counting;
      expect(await db.read('count slowly', { to: 10 })).toBe(10);
    });

  if (engine.name === 'postgres')
    describe('SE50 what takes longer than it may', () => {
      const limited = async (limits: PostgresLimits) => {
        if (place.engine !== 'postgres') throw new Error('this is about PostgreSQL');
        return engine.open(registry, { ...place, limits });
      };

      test('SE50 a statement is ended and told as busy; a slow query may take five times as long', async () => {
        const other = await limited({ statementMs: 500, lockMs: 60_000 });
        const asked = performance.now();
        await expect(other.read('count slowly', { to: 2_000_000_000 })).rejects.toMatchObject({
          code: 'busy',
        });
        expect(performance.now() - asked).toBeGreaterThan(2000);
      });

      test('SE50 what waits for a name that another holds gives up, and nothing is done', async () => {
        const other = await limited({ statementMs: 60_000, lockMs: 300 });
        if (place.engine !== 'postgres') return;
        const holder = new pg.Client({ connectionString: place.url });
        await holder.connect();
        await holder.query('begin');
        await holder.query('lock table counter in access exclusive mode');
        const counting = other.write('count up', { name: 'held' });
        await expect(counting).rejects.toMatchObject({ code: 'busy' });
        await holder.query('rollback');
        await holder.end();
        expect(await other.write('count up', { name: 'held' })).toBe(1);
      });
    });

  describe('migrations', () => {
    const withFiles = (files: Record<string, string>) => {
      const folder = mkdtempSync(join(tmpdir(), 'nhipcau-migrations-'));
      onTestFinished(() => rmSync(folder, { recursive: true }));
      mkdirSync(join(folder, engine.name));
      for (const [name, sql] of Object.entries(files))
        writeFileSync(join(folder, engine.name, name), sql);
      return { ...registry, migrations: pathToFileURL(`${folder}/`).href };
    };
    const first = 'create table a (id text primary key);';
    const second = "insert into a values ('made by the second');";

    test('only what is new is run, in the order of the numbers', async () => {
      const target = await engine.place();
      const once = withFiles({ '0001-a.sql': first });
      await (await openDatabase(target, once)).close();
      const twice = withFiles({ '0002-b.sql': second, '0001-a.sql': first });
      await (await openDatabase(target, twice)).close();
      expect(await rowsOnDisk(target, 'select id from a')).toEqual([{ id: 'made by the second' }]);
    });

    test('programs that start at once run each of them once', async () => {
      const target = await engine.place();
      // Takes long enough that the others look while it runs.
      const many = `insert into a with recursive n (i) as
        (select 1 union all select i + 1 from n where i < 200000) select cast(i as text) from n;`;
      const files = withFiles({ '0001-a.sql': first + many, '0002-b.sql': second });
      const opened = await Promise.all(
        Array.from({ length: 4 }, () => openDatabase(target, files, { small: true })),
      );
      expect(await rowsOnDisk(target, 'select id from a')).toHaveLength(200_001);
      await Promise.all(opened.map((database) => database.close()));
    });

    test('one that fails leaves nothing behind, and the server does not start', async () => {
      const target = await engine.place();
      const broken = withFiles({ '0001-a.sql': `${first} insert into nowhere values (1);` });
      await expect(openDatabase(target, broken)).rejects.toThrow(/nowhere/);
      await (await openDatabase(target, withFiles({ '0001-a.sql': first }))).close();
    });

    test('a database of a newer version is left alone', async () => {
      const target = await engine.place();
      const newer = withFiles({ '0001-a.sql': first, '0002-b.sql': second });
      await (await openDatabase(target, newer)).close();
      const older = withFiles({ '0001-a.sql': first });
      await expect(openDatabase(target, older)).rejects.toThrow(/newer version.*0002-b/);
    });

    test('one that was changed after it had been run is noticed', async () => {
      const target = await engine.place();
      await (await openDatabase(target, withFiles({ '0001-a.sql': first }))).close();
      const changed = withFiles({ '0001-a.sql': `-- better\n${first}` });
      await expect(openDatabase(target, changed)).rejects.toThrow(/0001-a\.sql was changed/);
    });
  });
});

describe('SQLite alone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nhipcau-sqlite-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const newPlace = (): DatabasePlace => ({
    engine: 'sqlite',
    file: join(folder, `${(last += 1)}.db`),
  });

  test('a thread that dies is a clear error for all who wait and all who come later', async () => {
    const db = await openDatabase(newPlace(), registry);
    const waiting = [db.write('end the program', {}), db.write('write', newNote())];
    const answers = await Promise.allSettled(waiting);
    expect(answers).toEqual([
      { status: 'rejected', reason: expect.objectContaining({ code: 'crashed' }) },
      { status: 'rejected', reason: expect.objectContaining({ code: 'crashed' }) },
    ]);
    await expect(db.write('write', newNote())).rejects.toMatchObject({ code: 'crashed' });
    expect((await db.failed).message).toMatch(/ended with code 7/);
    await db.close();
  });

  test('a file that another program keeps to itself is told as busy: nothing was done, try again', async () => {
    const place = newPlace();
    const db = await openDatabase(place, registry, { small: true });
    if (place.engine !== 'sqlite') throw new Error('only SQLite has a file');
    const other = new DatabaseSync(place.file);
    other.exec('begin immediate');
    const note = newNote();
    await expect(db.write('write', note)).rejects.toMatchObject({ code: 'busy' });
    other.exec('rollback');
    await db.write('write', note);
    expect(await placesOnDisk(place)).toEqual([note.place]);
    other.close();
    await db.close();
  });

  test('an answer that is not plain data fails its command before the commit', async () => {
    const place = newPlace();
    const db = await openDatabase(place, registry);
    const note = newNote();
    await expect(db.write('write then answer with a function', note)).rejects.toMatchObject({
      code: 'failed',
    });
    expect(await placesOnDisk(place)).toEqual([]);
    await db.close();
  });

  test('commands that arrive together share their commits', async () => {
    const place = newPlace();
    const db = await openDatabase(place, registry);
    const notes = Array.from({ length: 200 }, () => newNote());
    const before = commitsInLog(place);
    await Promise.all(notes.map((note) => db.write('write', note)));
    expect(commitsInLog(place) - before).toBeLessThan(50);
    expect(await placesOnDisk(place)).toHaveLength(200);
    await db.close();
  });
});
