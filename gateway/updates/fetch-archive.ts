/** An archive is fetched piece by piece behind everything else: each start goes on where the last one was cut (UP6). */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Manifest } from '#server/updates/format/manifest.ts';
import { UpdateFault } from './update-fault.ts';

/** Half of what an answer of the server may have. */
const PIECE_BYTES = 512 * 1024;

export interface Fetching {
  readonly archive: Manifest['archive'];
  /** Where it is fetched to. */
  readonly folder: string;
  readonly piece: (sha256: string, first: number, last: number) => Promise<Buffer>;
  /** Resolves when the line is free for the next piece. @param tookMs the last one. Rejects when this is to end. */
  readonly turn: (tookMs: number) => Promise<void>;
  /** Milliseconds, from whenever. */
  readonly monotonic: () => number;
}

/** @returns the file, whole and looked at. @throws UpdateFault, and whatever `turn` throws */
export async function fetchArchive(fetching: Fetching): Promise<string> {
  const { archive, folder, monotonic, piece, turn } = fetching;
  const path = join(folder, `${archive.sha256}.part`);
  await dropOthers(folder, path);
  let has = await sizeOf(path);
  for (let took = 0; has < archive.bytes;) {
    await turn(took);
    const begun = monotonic();
    const last = Math.min(has + PIECE_BYTES, archive.bytes) - 1;
    const bytes = await piece(archive.sha256, has, last);
    await append(path, bytes);
    has += bytes.length;
    took = monotonic() - begun;
  }
  if (has === archive.bytes && (await digestOf(path)) === archive.sha256) return path;
  await rm(path, { force: true });
  throw new UpdateFault('does-not-fit', 'the archive is not the one that was signed');
}

export const bytesLeft = async (archive: Manifest['archive'], folder: string): Promise<number> =>
  Math.max(0, archive.bytes - (await sizeOf(join(folder, `${archive.sha256}.part`))));

/** Of releases that are offered no more. */
async function dropOthers(folder: string, path: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const other = join(folder, name);
    if (name.endsWith('.part') && other !== path) await rm(other, { force: true });
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0;
    throw error;
  }
}

/** Not flushed each time: what a power cut has made of it, the digest finds. */
async function append(path: string, bytes: Uint8Array): Promise<void> {
  await using file = await open(path, 'a', 0o600);
  await file.writeFile(bytes);
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('hex');
}
