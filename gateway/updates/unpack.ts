/** From an archive to files, beside what runs: plain files and folders within the folder, and nothing else (UP7). */
import { open, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { extract, type ReadEntry } from 'tar';
import { z } from 'zod';
import type { Manifest } from '#server/updates/format/manifest.ts';
import { syncFolder } from '../durable-file.ts';
import { isTame } from './rules/entry-path.ts';
import { UpdateFault } from './update-fault.ts';

/** What starts it must be there. */
const PROGRAMS = ['gateway/main.ts', 'node_modules/.bin/node'];

/** @param folder empty. On return its files are on the disk, all but its own name. @throws UpdateFault, Error of the disk */
export async function unpack(archive: string, folder: string, manifest: Manifest): Promise<void> {
  const count = { files: 0, bytes: 0 };
  const wild: string[] = [];
  const isFine = (path: string, entry: ReadEntry): boolean => {
    count.bytes += entry.size;
    if (entry.type === 'File') count.files += 1;
    const { bytes, files } = manifest.unpacked;
    const isFitting = count.bytes <= bytes && count.files <= files;
    const isPlain = entry.type === 'File' || entry.type === 'Directory';
    // Set-user-id and the like.
    const isHarmless = ((entry.mode ?? 0) & 0o7000) === 0;
    const isWanted = isPlain && isHarmless && isFitting && isTame(path);
    if (!isWanted) wild.push(`${entry.type} ${path}`);
    return isWanted;
  };
  try {
    await extract({
      ...{ file: archive, cwd: folder, strict: true, preserveOwner: false, noMtime: true },
      filter: (path, entry) => wild.length === 0 && isFine(path, entry as ReadEntry),
    });
  } catch (cause) {
    if (isOfDisk(cause)) throw cause;
    throw new UpdateFault('does-not-fit', 'the archive cannot be read', { cause });
  }
  if (wild.length > 0 || count.files !== manifest.unpacked.files)
    throw new UpdateFault('does-not-fit', `the archive has what no release has: ${wild[0] ?? ''}`);
  await mustBeWhole(folder, manifest);
  await flush(folder);
}

const isOfDisk = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  ['ENOSPC', 'EROFS', 'EIO', 'EDQUOT', 'EACCES'].includes(String(error.code));

const Package = z.object({ version: z.string() });

async function mustBeWhole(folder: string, { version }: Manifest): Promise<void> {
  try {
    const text = await readFile(join(folder, 'package.json'), 'utf8');
    if (Package.parse(JSON.parse(text)).version !== version) throw new Error('another version');
    for (const path of PROGRAMS) await stat(join(folder, path));
  } catch (cause) {
    throw new UpdateFault('does-not-fit', `the archive holds no ${version}`, { cause });
  }
}

/** One after the other: whoever stands at the terminal needs the disk, too. */
async function flush(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await flush(path);
    else {
      await using file = await open(path, 'r');
      await file.sync();
    }
  }
  syncFolder(folder);
}
