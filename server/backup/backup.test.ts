/** Backup, verify and restore over both databases, as an installer does them. Those of PostgreSQL need its own programs. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { eachDatabase } from '#tests/databases.ts';
import type { TestEngine } from '#tests/databases.ts';
import { backUp } from '#tests/fixtures/backups.ts';
import { foundNetwork, NOW, patron } from '#tests/fixtures/small-network.ts';
import { testConfig } from '#tests/test-server.ts';
import type { Config } from '../config.ts';
import { registry } from '../db/registry.ts';
import type { AppDatabase } from '../db/registry.ts';
import { startServer } from '../main.ts';
import { putPostgres } from './put-postgres.ts';
import { restoreBackup } from './restore.ts';
import { verifyBackup } from './verify.ts';

const has = (tool: string): boolean => spawnSync(tool, ['--version']).status === 0;

eachDatabase((engine) => {
  const canBackUp = engine.name === 'sqlite' || (has('pg_dump') && has('pg_restore'));

  describe.skipIf(!canBackUp)('a backup', () => {
    test('BK1 holds the rows, every key and the settings; put back elsewhere it is tidied first (BK9)', async () => {
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
      // BK9: what is to be forgotten by now was forgotten before anything could be served.
      expect(await again.read('task-run', { task: 'tidy' })).toBe(NOW);
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

    test.skipIf(engine.name === 'sqlite')(
      'BK7 an archive that PostgreSQL refuses changes nothing',
      async () => {
        const { config, db } = await office(engine);
        await foundNetwork(db);
        await db.write('patrons-put', { patrons: [patron('an', '1')], now: NOW });
        await db.close();
        const noArchive = join(config.dataFolder, 'no.dump');
        writeFileSync(noArchive, 'this is no archive of pg_dump');
        const { database } = config;
        const url = database.engine === 'postgres' ? database.url : '';
        let isTold = false;
        const refused = putPostgres(url, noArchive, 'before-restore-1', async () => {
          isTold = true;
        });
        await expect(refused).rejects.toThrow('pg_restore');
        expect(isTold).toBe(true);
        expect(await cards(await opened(engine, config), '1')).toEqual([true]);
      },
    );

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
      ? ({ engine: 'sqlite', file: join(folder, 'server.db') } as const)
      : await engine.place();
  return testConfig(folder, place);
}

const opened = (engine: TestEngine, { database }: Config): Promise<AppDatabase> =>
  engine.open(registry, database);

const cards = (db: AppDatabase, ...numbers: string[]): Promise<boolean[]> =>
  Promise.all(
    numbers.map(async (card) => {
      const found = await db.read('patron-by-card', { card, libraryId: 'central', now: NOW });
      return found.kind === 'one';
    }),
  );
