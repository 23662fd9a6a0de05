/** `npm run server -- backup | verify | restore`. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { makeBackup } from '../backup/backup.ts';
import type { Manifest } from '../backup/rules/manifest.ts';
import { restoreBackup } from '../backup/restore.ts';
import { verifyBackup } from '../backup/verify.ts';
import type { Config } from '../config.ts';
import { registry } from '../db/registry.ts';

export const BACKUP_USAGE = [
  'backup FOLDER|FILE.tar [--keep N] [--age KEY]   while the server runs; --age: only the owner of that key of age can read it (FILE.tar.age)',
  'verify FILE [--identity FILE]   whether a backup is whole and fits this program',
  'restore FILE [--force] [--identity FILE]   the server stopped; --force: what is there is put aside',
];

const OPTIONS = {
  config: { type: 'string' },
  keep: { type: 'string' },
  age: { type: 'string' },
  identity: { type: 'string' },
  force: { type: 'boolean', default: false },
} as const;

const WORDS = ['backup', 'verify', 'restore'];
export const isBackupWord = (word: string | undefined): boolean => WORDS.includes(word ?? '');

const { version } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as { version: string };

/** @throws Error that shows the usage */
export function backupCommand(args: readonly string[]) {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: OPTIONS,
    allowPositionals: true,
  });
  const [word, path, ...more] = positionals;
  if (path === undefined || more.length > 0)
    throw new Error(`one file or folder is asked for:\n${BACKUP_USAGE.join('\n')}`);
  const { config: settings, ...options } = values;
  const asked = { ...options, path: resolve(path), settings };
  return {
    settings,
    command: (config: Config) => {
      if (word === 'backup') return backup(config, asked);
      return word === 'verify' ? verify(asked) : restore(config, asked);
    },
  };
}

interface Asked {
  readonly path: string;
  readonly settings: string | undefined;
  readonly keep?: string | undefined;
  readonly age?: string | undefined;
  readonly identity?: string | undefined;
  readonly force: boolean;
}

async function backup(config: Config, { age, keep, path, settings }: Asked): Promise<number> {
  if (keep !== undefined && !/^[1-9]\d{0,3}$/.test(keep))
    throw new Error('--keep takes how many backups stay: 1 or more');
  const { file, manifest, removed } = await makeBackup({
    ...{ config, settings, target: path, recipient: age, version, now: Date.now() },
    ...(keep !== undefined && { keep: Number(keep) }),
  });
  console.log(`${file}\n${told(manifest)}`);
  for (const name of removed) console.log(`removed\t${name}`);
  return 0;
}

async function verify({ identity, path }: Asked): Promise<number> {
  const { faults, manifest } = await verifyBackup({ file: path, identity }, registry.migrations);
  if (manifest) console.log(told(manifest));
  for (const fault of faults) console.error(fault);
  console.log(faults.length === 0 ? 'It is whole, and can be put back.' : 'It cannot be used.');
  return faults.length === 0 ? 0 : 1;
}

async function restore(config: Config, { force, identity, path }: Asked): Promise<number> {
  const done = await restoreBackup({ config, force, identity, file: path, now: Date.now() });
  console.log(told(done.manifest));
  if (done.aside !== undefined) console.log(`What was there before: ${done.aside}`);
  if (done.settings !== undefined)
    console.log(`Settings and certificate of that time, to compare: ${done.settings}`);
  console.log(
    'Put back. Before it is started: whoever was removed since then, staff or terminal, is let in again (staff list, terminal list).',
  );
  return 0;
}

const told = ({ counts, engine, madeAt, version: by }: Manifest): string =>
  [
    `made\t${new Date(madeAt).toISOString()}, version ${by}, ${engine}`,
    ...Object.entries(counts).map(([table, rows]) => `${table}\t${rows}`),
  ].join('\n');
