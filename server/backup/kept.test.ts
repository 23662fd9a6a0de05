/** What becomes of a backup that is kept, sealed, damaged, or put back by halves. All of one server, whose database is closed. */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { create } from 'tar';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { backUp, newFolder, sqliteIn } from '#tests/fixtures/backups.ts';
import { foundNetwork, NOW } from '#tests/fixtures/small-network.ts';
import type { Config } from '../config.ts';
import { openDatabase } from '../db/open.ts';
import { registry } from '../db/registry.ts';
import { startServer } from '../main.ts';
import { unpack } from './pack.ts';
import { restoreBackup } from './restore.ts';
import { MANIFEST } from './rules/manifest.ts';
import { verifyBackup } from './verify.ts';

const CANARY = 'Nguyễn Canary';
let config: Config;
let file: string;

beforeAll(async () => {
  config = sqliteIn(mkdtempSync(join(tmpdir(), 'nhipcau-backup-')));
  writeFileSync(join(config.dataFolder, 'other.key'), 'a key of this test');
  const db = await openDatabase(config.database, registry, { small: true });
  await foundNetwork(db);
  const terminal = { id: 'kiosk', name: 'Kiosk', libraryId: 'central', publicKey: 'key' };
  await db.write('terminal-add', { ...terminal, now: NOW });
  const lan = { id: 'lan', name: 'lan', passwordHash: 'hash', now: NOW };
  const grants = [{ libraryId: '*', role: 'administrator' } as const];
  await db.write('staff-add-first', { ...lan, grants });
  const session = { accountId: 'lan', address: 'here', tokenHash: 'hash', now: NOW };
  await db.write('sign-in-done', { ...session, expiresAt: NOW + 1000 });
  await db.close();
  within(config, (raw) => {
    raw.exec(
      "insert into terminal_settings (terminal_id, version, settings) values ('kiosk', 7, '{}')",
    );
    raw.exec(`create table scrap (name text); insert into scrap values ('${CANARY}')`);
    raw.exec('delete from scrap; drop table scrap');
  });
  ({ file } = await backUp(config));
});
afterAll(() => rmSync(config.dataFolder, { recursive: true, force: true }));

test('BK3 a backup is there whole or not at all, and nothing else is left', async () => {
  const target = newFolder();
  const made = await backUp(config, { target });
  expect(readdirSync(target)).toEqual([made.file.slice(target.length + 1)]);
  const gone = sqliteIn(newFolder());
  await expect(backUp(gone, { target, now: NOW + 1000 })).rejects.toThrow();
  expect(readdirSync(target)).toHaveLength(1);
});

test('BK3 what a power cut has left goes with a later one; what may be under way stays', async () => {
  const target = newFolder();
  for (const name of ['.nhip-cau-cut', '.nhip-cau-now']) mkdirSync(join(target, name));
  writeFileSync(join(target, '.nhip-cau-cut', 'server.db'), CANARY);
  utimesSync(join(target, '.nhip-cau-cut'), 0, 0);
  const { file: made } = await backUp(config, { target });
  expect(readdirSync(target).sort()).toEqual(['.nhip-cau-now', basename(made)]);
});

test('BK4 older ones go when there is a new one', async () => {
  const target = newFolder();
  for (const second of [1, 2, 3])
    await backUp(config, { target, keep: 2, now: NOW + second * 1000 });
  const left = ['nhip-cau-20261123T030002Z.tar', 'nhip-cau-20261123T030003Z.tar'];
  expect(readdirSync(target).sort()).toEqual(left);
});

test('BK9 what had been deleted is not in it either', async () => {
  const { dataFolder } = config;
  expect(readFileSync(join(dataFolder, 'server.db')).includes(CANARY)).toBe(true);
  const folder = newFolder();
  await unpack(file, folder);
  expect(readFileSync(join(folder, 'server.db')).includes(CANARY)).toBe(false);
});

test('BK10 put back, it tells terminals settings of a higher number, and knows no session', async () => {
  const sessions = 'select count(*) as rows from staff_session';
  expect(within(config, (raw) => raw.prepare(sessions).get())).toEqual({ rows: 1 });
  const there = sqliteIn(newFolder());
  await restoreBackup({ config: there, file, force: false, now: NOW });
  const told = 'select version from terminal_settings';
  const version = within(there, (raw) => Number(raw.prepare(told).get()?.['version']));
  expect(version).toBeGreaterThan(107);
  expect(within(there, (raw) => raw.prepare(sessions).get())).toEqual({ rows: 0 });
});

const hasAge = spawnSync('age', ['--version']).status === 0;

test.skipIf(!hasAge)('BK11 sealed, only the owner of the key reads it', async () => {
  const target = newFolder();
  const identity = join(target, 'identity');
  execFileSync('age-keygen', ['-o', identity], { stdio: 'ignore' });
  const recipient = execFileSync('age-keygen', ['-y', identity], { encoding: 'utf8' }).trim();
  const sealed = await backUp(config, { target, recipient });
  expect(readFileSync(sealed.file).includes(MANIFEST)).toBe(false);
  const ask = (more: object) => verifyBackup({ file: sealed.file, ...more }, registry.migrations);
  expect((await ask({})).faults.join()).toContain('--identity');
  expect((await ask({ identity })).faults).toEqual([]);
});

const damages: [string, (file: string) => void, RegExp][] = [
  ['cut', (copy) => truncateSync(copy, readFileSync(copy).length / 2), /./],
  ['one byte of its database changed', (copy) => flip(copy, 'CREATE TABLE'), /has been changed/],
  ['one byte of a key changed', (copy) => flip(copy, 'a key of this test'), /has been changed/],
  ['no tar at all', (copy) => writeFileSync(copy, 'hello'), /./],
  ['empty', (copy) => writeFileSync(copy, ''), /./],
];

test.each(damages)(
  'BK5 %s: it is refused, and nothing has happened',
  async (_what, damage, words) => {
    const copy = join(newFolder(), 'copy.tar');
    copyFileSync(file, copy);
    damage(copy);
    expect((await verifyBackup({ file: copy }, registry.migrations)).faults.join()).toMatch(words);
    const there = sqliteIn(newFolder());
    const restored = restoreBackup({ config: there, file: copy, force: false, now: NOW });
    await expect(restored).rejects.toThrow();
    expect(readdirSync(there.dataFolder)).toEqual([]);
  },
);

test.each([
  ['a newer version', '9999-tomorrow.sql', /newer version/],
  ['other files of those names', '0002-terminals-and-staff.sql', /was changed/],
])('BK6 one of %s is refused', async (_what, name, words) => {
  const copy = await repacked((manifest) => {
    const rest = manifest.migrations.filter((one) => one.name !== name);
    return { ...manifest, migrations: [...rest, { name, checksum: 'a'.repeat(64) }] };
  });
  expect((await verifyBackup({ file: copy }, registry.migrations)).faults.join()).toMatch(words);
});

test('BK5 rows that have gone missing since they were counted are told', async () => {
  const copy = await repacked(({ counts, ...rest }) => ({
    ...rest,
    counts: { ...counts, patron: 7 },
  }));
  const { faults } = await verifyBackup({ file: copy }, registry.migrations);
  expect(faults).toEqual(['patron has 0 rows, not 7']);
});

test('BK8 cut short, it is begun again before a server starts', async () => {
  const there = sqliteIn(newFolder());
  // As a power cut leaves it: begun, some keys there, no database.
  writeFileSync(join(there.dataFolder, 'restore-under-way'), '');
  writeFileSync(join(there.dataFolder, 'pin-seal.key'), 'half');
  mkdirSync(join(there.dataFolder, '.restore-cut'));
  await expect(startServer(there)).rejects.toThrow('cut short');
  await restoreBackup({ config: there, file, force: true, now: NOW });
  expect(readdirSync(there.dataFolder)).not.toContain('.restore-cut');
  const server = await startServer(there);
  await server.close();
});

/** Looks straight into the file of a closed database. */
function within<T>({ dataFolder }: Config, look: (raw: DatabaseSync) => T): T {
  const raw = new DatabaseSync(join(dataFolder, 'server.db'));
  try {
    return look(raw);
  } finally {
    raw.close();
  }
}

/** Changes one letter where these words stand. */
function flip(copy: string, words: string): void {
  const bytes = readFileSync(copy);
  const at = bytes.indexOf(words);
  if (at < 0) throw new Error(`${words} does not stand in the file`);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(copy, bytes);
}

type Changeable = {
  readonly migrations: readonly { readonly name: string; readonly checksum: string }[];
  readonly counts: Readonly<Record<string, number>>;
};

/** The backup, with a manifest that says something else. */
async function repacked(change: (manifest: Changeable) => Changeable): Promise<string> {
  const folder = newFolder();
  await unpack(file, folder);
  const path = join(folder, MANIFEST);
  writeFileSync(path, JSON.stringify(change(JSON.parse(readFileSync(path, 'utf8')) as Changeable)));
  const copy = join(newFolder(), 'copy.tar');
  await create({ file: copy, cwd: folder, portable: true }, ['.']);
  return copy;
}
