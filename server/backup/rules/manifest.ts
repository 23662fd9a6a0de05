/** What a backup says of itself: `manifest.json`, the last file written into it (docs/rules/backup.md). */
import { z } from 'zod';

export const FORMAT = 1;
export const MANIFEST = 'manifest.json';
/** SQLite's is a database that can be opened, PostgreSQL's an archive of pg_dump. */
export const DATABASE_FILE = { sqlite: 'server.db', postgres: 'database.dump' } as const;

/** A name that stays inside the folder that it is unpacked into. */
const FileName = z.string().regex(/^((keys|settings)\/)?[a-z0-9][a-z0-9.-]*$/);

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

export const Manifest = z.object({
  format: z.literal(FORMAT),
  /** Of the program that made it. */
  version: z.string(),
  engine: z.enum(['sqlite', 'postgres']),
  /** Epoch milliseconds. */
  madeAt: z.int().nonnegative(),
  /** Every migration that the database has seen, in order. */
  migrations: z.array(z.object({ name: z.string(), checksum: Sha256 })).min(1),
  files: z.array(z.object({ name: FileName, bytes: z.int().nonnegative(), sha256: Sha256 })).min(1),
  /** Rows of what matters most, so that a reader can tell whether it is the right network. */
  counts: z.record(z.string(), z.int().nonnegative()),
});
export type Manifest = z.infer<typeof Manifest>;

export type FileFound = Manifest['files'][number];

/**
 * What speaks against a backup, a sentence each; nothing: its files are as they were written.
 * @param found what lies beside the manifest
 */
export function filesWrong({ engine, files }: Manifest, found: readonly FileFound[]): string[] {
  const there = new Map(found.map((file) => [file.name, file]));
  const named = new Set(files.map(({ name }) => name));
  const wrong = files.flatMap((file) => {
    const is = there.get(file.name);
    if (!is) return [`${file.name} is missing`];
    if (is.bytes !== file.bytes) return [`${file.name} has ${is.bytes} bytes, not ${file.bytes}`];
    return is.sha256 === file.sha256 ? [] : [`${file.name} has been changed`];
  });
  const strange = found
    .filter(({ name }) => !named.has(name))
    .map(({ name }) => `${name} does not belong to it`);
  const database = named.has(DATABASE_FILE[engine]) ? [] : ['it holds no database'];
  return [...wrong, ...strange, ...database];
}

/** What is counted otherwise than the manifest says, a sentence each. */
export function countsWrong(manifest: Manifest, counts: Manifest['counts']): string[] {
  return Object.entries(manifest.counts)
    .filter(([table, rows]) => counts[table] !== rows)
    .map(([table, rows]) => `${table} has ${counts[table] ?? 'no'} rows, not ${rows}`);
}
