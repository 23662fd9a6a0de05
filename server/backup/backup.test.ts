/** Backup, verify and restore over both databases, as an installer does them. Those of PostgreSQL need its own programs. */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { create } from 'tar';
import { describe, expect, onTestFinished, test } from 'vitest';
import { eachDatabase } from '#tests/databases.ts';
import type { TestEngine } from '#tests/databases.ts';
import { foundNetwork, NOW, patron } from '#tests/fixtures/small-network.ts';
import { testConfig } from '#tests/test-server.ts';
import type { Config } from '../config.ts';
import { openDatabase } from '../db/open.ts';
import { registry } from '../db/registry.ts';
import type { AppDatabase } from '../db/registry.ts';
import { startServer } from '../main.ts';
import { makeBackup } from './backup.ts';
import type { BackupOptions } from './backup.ts';
import { unpack } from './pack.ts';
import { restoreBackup } from './restore.ts';
import { MANIFEST } from './rules/manifest.ts';
import { verifyBackup } from './verify.ts';

const has = (tool: string): boolean => spawnSync(tool, ['--version']).status === 0;

eachDatabase((engine) => {
  const canBackUp = engine.name === 'sqlite' || (has('pg_dump') && has('pg_restore'));

  describe.skipIf(!canBackUp)('a backup', () => {
    test('BK1 holds the rows, every key and the settings, and can be put back elsewhere', async () => {
      const { config, db } = await office(engine);
      await foundNetwork(db);
      await db.write('patrons-put', { patrons: [patron('an', '1')], now: NOW });
      const settings = join(config.dataFolder, 'my-settings.json');
      writeFileSync(settings, '{"logLevel":"warn"}');
      writeFileSync(join(config.dataFolder, 'webhooks.key'), 'secret');
      const { file, manifest } = await backUp(config, { settings });
      expect(manifest.counts).toMatchObject({ patron: 1, library: 4 });
      expect((await verifyBackup({ file }, registry.migrations)).faults).toEqual([]);

      const there = await emptyOffice(engine);
      const restored = await restoreBackup({ config: there, file, force: false, now: NOW });
      expect(restored.aside).toBeUndefined();
      expect(readFileSync(join(there.dataFolder, 'webhooks.key'), 'utf8')).toBe('secret');
      expect(readFileSync(join(restored.settings ?? '', 'server.json'), 'utf8')).toContain('warn');
      const again = await opened(engine, there);
      expect(await cards(again, '1')).toEqual([true]);
    });

    test('BK2 is of one moment, while others go on writing', async () => {
      const { config, db } = await office(engine);
      await foundNetwork(db);
      let written = 0;
      let isOver = false;
      const writing = (async () => {
        while (!isOver) {
          written += 1;
          const patrons = [patron(`p${written}`, `${written}`)];
          await db.write('patrons-put', { patrons, now: NOW });
        }
      })();
      await expect.poll(() => written).toBeGreaterThan(5);
      const { file, manifest } = await backUp(config);
      const before = written;
      await expect.poll(() => written).toBeGreaterThan(before);
      isOver = true;
      await writing;
      const rows = manifest.counts['patron'] ?? 0;
      expect(rows).toBeGreaterThan(0);
      expect(rows).toBeLessThan(written);

      const there = await emptyOffice(engine);
      await restoreBackup({ config: there, file, force: false, now: NOW });
      const again = await opened(engine, there);
      const numbers = Array.from({ length: written }, (_, i) => `${i + 1}`);
      // The first ones, without a gap.
      expect(await cards(again, ...numbers)).toEqual(numbers.map((_, i) => i < rows));
    });

    test('BK6 is not put over what is there; BK7 with --force that is put aside, whole', async () => {
      const { config, db } = await office(engine);
      await foundNetwork(db);
      await db.write('patrons-put', { patrons: [patron('an', '1')], now: NOW });
      const { file } = await backUp(config);
      await db.write('patrons-put', { patrons: [patron('binh', '2')], now: NOW });

      await expect(restoreBackup({ config, file, force: true, now: NOW })).rejects.toThrow(
        'stop it first',
      );
      await db.close();
      await expect(restoreBackup({ config, file, force: false, now: NOW })).rejects.toThrow(
        '--force',
      );

      const { aside } = await restoreBackup({ config, file, force: true, now: NOW });
      const back = await opened(engine, config);
      expect(await cards(back, '1', '2')).toEqual([true, false]);
      await back.close();
      expect(existsSync(join(config.dataFolder, aside ?? '', 'pin-seal.key'))).toBe(true);

      // And once more: a backup of what was put back can be put back too.
      const second = await backUp(config, { now: NOW + 1000 });
      await restoreBackup({ config, file: second.file, force: true, now: NOW + 2000 });
      expect(await cards(await opened(engine, config), '1', '2')).toEqual([true, false]);
    });

    test('BK9 what was over for long is forgotten again before anything serves', async () => {
      const { config, db } = await office(engine);
      await foundNetwork(db);
      const { file } = await backUp(config);
      const there = await emptyOffice(engine);
      await restoreBackup({ config: there, file, force: false, now: NOW });
      const again = await opened(engine, there);
      expect(await again.read('task-run', { task: 'tidy' })).toBe(NOW);
    });

    test('BK12 everything that a server writes into its data folder is in it, or is known not to be', async () => {
      const { config, db } = await office(engine);
      await db.close();
      const server = await startServer(config);
      const names = readdirSync(config.dataFolder);
      const { manifest } = await backUp(config);
      await server.close();
      const kept = manifest.files.map(({ name }) => name.replace('keys/', ''));
      const known = [
        'first-password.txt',
        'imports',
        'server.db',
        'server.db-shm',
        'server.db-wal',
      ];
      expect(names.filter((name) => !kept.includes(name) && !known.includes(name))).toEqual([]);
      expect(kept).toEqual(
        expect.arrayContaining(['pin-seal.key', 'webhooks.key', 'permit-signing.key']),
      );
    });
  });
});

describe('a backup in a folder', () => {
  const engine = sqliteOnly();

  test('BK3 is there whole or not at all, and nothing else is left', async () => {
    const { config, db } = await engine.office();
    await foundNetwork(db);
    const target = newFolder();
    const made = await backUp(config, { target });
    expect(readdirSync(target)).toEqual([made.file.slice(target.length + 1)]);
    const gone = {
      ...config,
      database: { engine: 'sqlite', file: join(target, 'none.db') },
    } as const;
    await expect(backUp(gone, { target, now: NOW + 1000 })).rejects.toThrow();
    expect(readdirSync(target)).toHaveLength(1);
  });

  test('BK4 older ones go when there is a new one', async () => {
    const { config, db } = await engine.office();
    await foundNetwork(db);
    const target = newFolder();
    for (const day of [1, 2, 3]) await backUp(config, { target, keep: 2, now: NOW + day * 1000 });
    expect(readdirSync(target)).toEqual([
      'nhip-cau-20261123T030002Z.tar',
      'nhip-cau-20261123T030003Z.tar',
    ]);
  });

  test('BK9 what has been deleted is not in it either', async () => {
    const { config, db } = await engine.office();
    await foundNetwork(db);
    await db.close();
    const canary = 'Nguyễn Canary';
    const raw = new DatabaseSync(join(config.dataFolder, 'server.db'));
    raw.exec(`create table scrap (name text); insert into scrap values ('${canary}')`);
    raw.exec('delete from scrap; drop table scrap');
    raw.close();
    expect(readFileSync(join(config.dataFolder, 'server.db')).includes(canary)).toBe(true);
    const { file } = await backUp(config);
    const folder = newFolder();
    await unpack(file, folder);
    expect(readFileSync(join(folder, 'server.db')).includes(canary)).toBe(false);
  });

  test.skipIf(!has('age'))('BK11 sealed, only the owner of the key reads it', async () => {
    const { config, db } = await engine.office();
    await foundNetwork(db);
    const target = newFolder();
    const identity = join(target, 'identity');
    execFileSync('age-keygen', ['-o', identity], { stdio: 'ignore' });
    const recipient = execFileSync('age-keygen', ['-y', identity], { encoding: 'utf8' }).trim();
    const { file } = await backUp(config, { target, recipient });
    expect(readFileSync(file).includes('manifest.json')).toBe(false);
    const ask = (more: object) => verifyBackup({ file, ...more }, registry.migrations);
    expect((await ask({})).faults.join()).toContain('--identity');
    expect((await ask({ identity })).faults).toEqual([]);
  });

  const damages: [string, (file: string) => void, RegExp][] = [
    ['cut', (file) => truncateSync(file, readFileSync(file).length / 2), /./],
    ['one byte of its database changed', (file) => flip(file, 'CREATE TABLE'), /has been changed/],
    ['one byte of a key changed', (file) => flip(file, 'a key of this test'), /has been changed/],
    ['no tar at all', (file) => writeFileSync(file, 'hello'), /./],
    ['empty', (file) => writeFileSync(file, ''), /./],
  ];
  test.each(damages)(
    'BK5 %s: it is refused, and nothing has happened',
    async (_what, damage, words) => {
      const { config, db } = await engine.office();
      await foundNetwork(db);
      writeFileSync(join(config.dataFolder, 'other.key'), 'a key of this test');
      const { file } = await backUp(config);
      damage(file);
      expect((await verifyBackup({ file }, registry.migrations)).faults.join()).toMatch(words);
      const there = await engine.empty();
      await expect(
        restoreBackup({ config: there, file, force: false, now: NOW }),
      ).rejects.toThrow();
      expect(readdirSync(there.dataFolder)).toEqual([]);
    },
  );

  test.each([
    ['a newer version', '9999-tomorrow.sql', /newer version/],
    [
      'changed files of the same names',
      '0001-libraries-patrons-catalogue-circulation.sql',
      /was changed/,
    ],
  ])('BK6 one of %s is refused', async (_what, name, words) => {
    const file = await repacked(engine, (manifest) => {
      const rest = manifest.migrations.filter((one) => one.name !== name);
      return { ...manifest, migrations: [...rest, { name, checksum: 'a'.repeat(64) }] };
    });
    expect((await verifyBackup({ file }, registry.migrations)).faults.join()).toMatch(words);
  });

  test('BK5 rows that have gone missing since they were counted are told', async () => {
    const file = await repacked(engine, (manifest) => ({
      ...manifest,
      counts: { ...manifest.counts, patron: 7 },
    }));
    const { faults } = await verifyBackup({ file }, registry.migrations);
    expect(faults).toEqual(['patron has 0 rows, not 7']);
  });

  test('BK8 cut short, it is begun again before a server starts', async () => {
    const { config, db } = await engine.office();
    await foundNetwork(db);
    const { file } = await backUp(config);
    const there = await engine.empty();
    // As a power cut leaves it: begun, some keys there, no database.
    writeFileSync(join(there.dataFolder, 'restore-under-way'), '');
    writeFileSync(join(there.dataFolder, 'pin-seal.key'), 'half');
    await expect(startServer(there)).rejects.toThrow('cut short');
    await restoreBackup({ config: there, file, force: true, now: NOW });
    const server = await startServer(there);
    await server.close();
  });
});

const FILE_OF = (folder: string) => join(folder, 'server.db');

/** A data folder as the server leaves it, and its database, open. */
async function office(engine: TestEngine): Promise<{ config: Config; db: AppDatabase }> {
  const config = await emptyOffice(engine);
  writeFileSync(join(config.dataFolder, 'pin-seal.key'), `${'A'.repeat(43)}\n`);
  return { config, db: await opened(engine, config) };
}

async function emptyOffice(engine: TestEngine): Promise<Config> {
  const folder = mkdtempSync(join(tmpdir(), 'nhipcau-backup-'));
  engine.after(() => rmSync(folder, { recursive: true, force: true }));
  const place =
    engine.name === 'sqlite'
      ? ({ engine: 'sqlite', file: FILE_OF(folder) } as const)
      : await engine.place();
  return testConfig(folder, place);
}

const opened = (engine: TestEngine, { database }: Config): Promise<AppDatabase> =>
  engine.open(registry, database);

/** Its own folder each, gone after the test. */
function sqliteOnly() {
  const empty = async (): Promise<Config> => {
    const folder = newFolder();
    return testConfig(folder, { engine: 'sqlite', file: FILE_OF(folder) });
  };
  return {
    empty,
    office: async () => {
      const config = await empty();
      const db = await openDatabase(config.database, registry, { small: true });
      onTestFinished(() => db.close());
      return { config, db };
    },
  };
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'nhipcau-backup-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function backUp(config: Config, more: Partial<BackupOptions> = {}) {
  const target = join(config.dataFolder, 'backups');
  mkdirSync(target, { recursive: true });
  return makeBackup({ config, target, settings: undefined, version: '0.1.0', now: NOW, ...more });
}

const cards = (db: AppDatabase, ...numbers: string[]): Promise<boolean[]> =>
  Promise.all(
    numbers.map(
      async (card) =>
        (await db.read('patron-by-card', { card, libraryId: 'central', now: NOW })).kind === 'one',
    ),
  );

/** Changes one letter where these words stand. */
function flip(file: string, words: string): void {
  const bytes = readFileSync(file);
  const at = bytes.indexOf(words);
  if (at < 0) throw new Error(`${words} does not stand in the file`);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(file, bytes);
}

type Changeable = {
  readonly migrations: readonly { readonly name: string; readonly checksum: string }[];
  readonly counts: Readonly<Record<string, number>>;
};

/** A backup whose manifest says something else. */
async function repacked(
  engine: ReturnType<typeof sqliteOnly>,
  change: (manifest: Changeable) => Changeable,
): Promise<string> {
  const { config, db } = await engine.office();
  await foundNetwork(db);
  const { file } = await backUp(config);
  const folder = newFolder();
  await unpack(file, folder);
  const path = join(folder, MANIFEST);
  writeFileSync(path, JSON.stringify(change(JSON.parse(readFileSync(path, 'utf8')) as Changeable)));
  await create({ file, cwd: folder, portable: true }, ['.']);
  return file;
}
