/** Makes a backup of the server while it runs: the database, the keys without which it is of little use, the settings. */
import { copyFile, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Config } from '../config.ts';
import { propertyOf } from '../db/fault.ts';
import { dropDrafts, filesIn } from './disk.ts';
import { isSealed, pack } from './pack.ts';
import { DATABASE_FILE, FORMAT, MANIFEST } from './rules/manifest.ts';
import type { Manifest } from './rules/manifest.ts';
import { nameAt, outlived } from './rules/names.ts';
import { takeSnapshot } from './snapshot.ts';

export interface BackupOptions {
  readonly config: Pick<Config, 'database' | 'dataFolder' | 'tls'>;
  /** The settings file, which is kept with it; undefined: the server runs without one. */
  readonly settings: string | undefined;
  /** A file that ends in `.tar` or `.tar.age`, or the folder for one whose name is its date. */
  readonly target: string;
  /** An age public key (`age1…`): only its owner can read the backup. */
  readonly recipient?: string | undefined;
  /** In a folder: so many of the newest stay. */
  readonly keep?: number | undefined;
  readonly version: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

export interface BackupMade {
  readonly file: string;
  readonly manifest: Manifest;
  /** Older backups that have gone. */
  readonly removed: readonly string[];
}

/** Begins the names of what is not a backup yet. */
const DRAFT = '.nhip-cau-';
/** No backup takes so long. */
const LONGEST_MS = 24 * 3_600_000;

/** What lies in the data folder and is a key. */
const KEY = /^[a-z0-9-]+\.key$/;

/** @throws Error when it could not be made; then nothing of it is left, and no older one has gone */
export async function makeBackup(options: BackupOptions): Promise<BackupMade> {
  const { keep, now, recipient, target } = options;
  const isFile = /\.tar(\.age)?$/.test(target);
  const folder = isFile ? dirname(target) : target;
  const file = isFile ? target : join(folder, nameAt(new Date(now), recipient !== undefined));
  if (isSealed(file) !== (recipient !== undefined))
    throw new Error('a backup that ends in .age needs --age KEY, and one with --age ends in .age');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (await exists(file)) throw new Error(`${file} is there already`);
  await dropDrafts(folder, DRAFT, Date.now() - LONGEST_MS);
  const work = await mkdtemp(join(folder, DRAFT));
  try {
    const manifest = await fill(work, options);
    await pack(work, file, recipient);
    const removed = isFile || keep === undefined ? [] : outlived(await readdir(folder), keep);
    for (const name of removed) await rm(join(folder, name));
    return { file, manifest, removed };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function fill(
  work: string,
  { config, now, settings, version }: BackupOptions,
): Promise<Manifest> {
  const { engine } = config.database;
  const contents = await takeSnapshot(config.database, work);
  // After the database: whatever key its rows need was on the disk before them.
  await keepKeys(config.dataFolder, join(work, 'keys'));
  await keepSettings(config, settings, join(work, 'settings'));
  const files = await filesIn(work);
  if (!files.some(({ name }) => name === DATABASE_FILE[engine]))
    throw new Error('the database was not written');
  const manifest = { format: FORMAT, version, engine, madeAt: now, files, ...contents } as const;
  await writeFile(join(work, MANIFEST), `${JSON.stringify(manifest, undefined, 2)}\n`);
  return manifest;
}

async function keepKeys(dataFolder: string, into: string): Promise<void> {
  await mkdir(into, { mode: 0o700 });
  const names = (await readdir(dataFolder)).filter((name) => KEY.test(name));
  for (const name of names) await copyFile(join(dataFolder, name), join(into, name));
}

async function keepSettings(
  { tls }: Pick<Config, 'tls'>,
  settings: string | undefined,
  into: string,
): Promise<void> {
  await mkdir(into, { mode: 0o700 });
  if (settings !== undefined) await copyFile(settings, join(into, 'server.json'));
  if (!tls) return;
  await writeFile(join(into, 'tls-certificate.pem'), tls.certificate, { mode: 0o600 });
  await writeFile(join(into, 'tls-key.pem'), tls.key, { mode: 0o600 });
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (propertyOf(error, 'code') === 'ENOENT') return false;
    throw error;
  }
}
