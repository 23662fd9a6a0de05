/** Puts a backup in the place of what is there, which is kept; nothing serves before what is to be forgotten is forgotten again. */
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { openDatabase } from '../db/open.ts';
import { registry } from '../db/registry.ts';
import { tidy } from '../retention/tidy.ts';
import { dropDrafts, flush } from './disk.ts';
import { isFilled, isInUse } from './in-use.ts';
import { unpack } from './pack.ts';
import { putPostgres } from './put-postgres.ts';
import { DATABASE_FILE } from './rules/manifest.ts';
import type { Manifest } from './rules/manifest.ts';
import type { Unpacking } from './verify.ts';
import { verifyFolder } from './verify.ts';

export interface RestoreOptions extends Unpacking {
  readonly config: Pick<Config, 'database' | 'dataFolder' | 'keepLoanHistoryDays'>;
  /** Put aside what is there. */
  readonly force: boolean;
  /** Epoch milliseconds. */
  readonly now: number;
}

export interface Restored {
  readonly manifest: Manifest;
  /** The folder (and, of PostgreSQL, the schema of that name) where what was there before has been put. */
  readonly aside: string | undefined;
  /** The folder of the settings that were in the backup: they are not put in force. */
  readonly settings: string | undefined;
}

const MARKER = 'restore-under-way';
const DRAFT = '.restore-';

/** @throws Error when a restore has been cut short: what is there is neither the old nor the new */
export function refuseHalfRestored(dataFolder: string): void {
  if (existsSync(join(dataFolder, MARKER)))
    throw new Error(
      `a restore into ${dataFolder} was cut short. Run it again with --force; what was there before it is in ${dataFolder}/before-restore-…`,
    );
}

/** @throws Error when it refuses, having changed nothing; or in the middle: then the server refuses to start until it is run again */
export async function restoreBackup(options: RestoreOptions): Promise<Restored> {
  const { config, file, identity } = options;
  const { database, dataFolder } = config;
  await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  await dropDrafts(dataFolder, DRAFT, Infinity);
  const work = await mkdtemp(join(dataFolder, DRAFT));
  try {
    await unpack(file, work, identity);
    const { faults, manifest } = await verifyFolder(work, registry.migrations);
    if (!manifest || faults.length > 0) throw new Error(faults.join('\n'));
    if (manifest.engine !== database.engine)
      throw new Error(`it is of ${manifest.engine}, the settings are of ${database.engine}`);
    if (await isInUse(database))
      throw new Error('a server is running on that database: stop it first');
    const isThere = (await isFilled(database)) || (await ownFiles(dataFolder)).length > 0;
    if (isThere && !options.force)
      throw new Error(
        `there is a server in ${dataFolder} already: say --force, and it is put aside`,
      );
    return await put(work, manifest, isThere, options);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function put(
  work: string,
  manifest: Manifest,
  isThere: boolean,
  { config, now }: RestoreOptions,
): Promise<Restored> {
  const { database, dataFolder } = config;
  const wasCut = existsSync(join(dataFolder, MARKER));
  await writeFile(join(dataFolder, MARKER), '', { flush: true });
  await flush(dataFolder);
  const stamp = new Date(now).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').toLowerCase();
  const aside = isThere ? `before-restore-${stamp}` : undefined;
  const from = join(work, DATABASE_FILE[manifest.engine]);
  // Before the files: when it refuses, all is as it was.
  if (database.engine === 'postgres')
    await putPostgres(database.url, from, aside, async () => {
      if (!wasCut) await unmark(dataFolder);
    });
  if (aside !== undefined) await putAside(dataFolder, join(dataFolder, aside));
  await putKeys(join(work, 'keys'), dataFolder);
  if (database.engine === 'sqlite') await rename(from, database.file);
  const settings = await putSettings(join(work, 'settings'), join(dataFolder, 'restored-settings'));
  await flush(dataFolder);
  await makeFit(config, now);
  await unmark(dataFolder);
  return { manifest, aside, settings };
}

async function unmark(dataFolder: string): Promise<void> {
  await rm(join(dataFolder, MARKER));
  await flush(dataFolder);
}

/** What a server has written, and a backup brings anew. */
async function ownFiles(dataFolder: string): Promise<string[]> {
  const names = await readdir(dataFolder);
  return names.filter((name) => /^server\.db(-wal|-shm)?$|^[a-z0-9-]+\.key$/.test(name));
}

async function putAside(dataFolder: string, aside: string): Promise<void> {
  await mkdir(aside, { mode: 0o700 });
  for (const name of await ownFiles(dataFolder))
    await rename(join(dataFolder, name), join(aside, name));
  await flush(aside);
}

async function putKeys(from: string, dataFolder: string): Promise<void> {
  for (const name of await readdir(from)) {
    await copyFile(join(from, name), join(dataFolder, name));
    await flush(join(dataFolder, name));
  }
}

/** Beside what is in force, for a person to compare: a restored server may stand at another address. */
async function putSettings(from: string, into: string): Promise<string | undefined> {
  if ((await readdir(from)).length === 0) return undefined;
  await rm(into, { recursive: true, force: true });
  await rename(from, into);
  return into;
}

/** The tables are brought up to date, and what has been forgotten since the backup is forgotten again (decision 24). */
async function makeFit(
  { database, keepLoanHistoryDays }: RestoreOptions['config'],
  now: number,
): Promise<void> {
  const db = await openDatabase(database, registry, { small: true });
  try {
    await db.write('restored', {});
    await tidy({ db, now, keepLoanHistoryDays });
  } finally {
    await db.close();
  }
}
