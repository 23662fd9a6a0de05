/** The same files make the same archive, byte for byte: sorted, without owners, all of one time. */
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  createReadStream,
  mkdirSync,
  mkdtempSync,
  rmSync,
  utimesSync,
} from 'node:fs';
import { chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { create } from 'tar';
import type { ReleaseFile } from './tree.ts';

export interface Archive {
  /** Hexadecimal. */
  readonly sha256: string;
  readonly bytes: number;
}

/** @param builtAt epoch milliseconds, whole seconds: the time of every file */
export async function writeArchive(
  files: readonly ReleaseFile[],
  builtAt: number,
  path: string,
): Promise<Archive> {
  const staged = mkdtempSync(join(tmpdir(), 'nhipcau-release-'));
  try {
    stage(files, staged);
    const gzip = { level: 9 };
    const [mtime, list] = [new Date(builtAt), files.map((file) => file.path)];
    await create(
      { gzip, file: path, cwd: staged, portable: true, mtime, noDirRecurse: true, strict: true },
      list,
    );
  } finally {
    rmSync(staged, { recursive: true });
  }
  return digestOf(path);
}

/** Laid out as they are in the archive: modes are one of two, whatever those of the sources were. */
function stage(files: readonly ReleaseFile[], folder: string): void {
  for (const { isProgram, path, source } of files) {
    const to = join(folder, path);
    mkdirSync(dirname(to), { recursive: true });
    copyFileSync(source, to);
    chmodSync(to, isProgram ? 0o755 : 0o644);
    utimesSync(to, 0, 0);
  }
}

export async function digestOf(path: string, from = 0): Promise<Archive> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path, { start: from })) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { sha256: hash.digest('hex'), bytes };
}
