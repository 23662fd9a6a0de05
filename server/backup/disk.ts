/** Files of a backup: digests, copies, and what it takes for them to be on the disk. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, open, readdir, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { FileFound } from './rules/manifest.ts';
import { MANIFEST } from './rules/manifest.ts';

/**
 * Every file below `folder` but the manifest.
 * @throws Error when something in there is no plain file: a link would lead out of it
 */
export async function filesIn(folder: string): Promise<FileFound[]> {
  const found: FileFound[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = relative(folder, path);
    if (entry.isDirectory() || name === MANIFEST) continue;
    if (!entry.isFile()) throw new Error(`${name} is no plain file`);
    const { size } = await lstat(path);
    found.push({ name, bytes: size, sha256: await digest(path) });
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function digest(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** Of a file or a folder: what has been written, or renamed into it, outlives a power cut. */
export async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * What one that was cut short has left: names and loans, in clear, that nobody would ever forget.
 * @param before epoch milliseconds: what was changed later may be under way
 */
export async function dropDrafts(folder: string, prefix: string, before: number): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(prefix)) continue;
    const path = join(folder, name);
    if ((await lstat(path)).mtimeMs < before) await rm(path, { recursive: true, force: true });
  }
}
