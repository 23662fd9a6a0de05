/** Lays this program down as a release: beside the others, whole or not at all. */
import {
  chmodSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { execFileSync } from 'node:child_process';

export interface Piece {
  /** In the release. */
  readonly path: string;
  readonly source: string;
}

/** @param give makes a path its owner's */
export function layRelease(
  pieces: readonly Piece[],
  to: string,
  give: (path: string) => void,
): void {
  const draft = `${to}.part`;
  rmSync(draft, { recursive: true, force: true });
  for (const { path, source } of pieces) {
    const at = join(draft, path);
    mkdirSync(dirname(at), { recursive: true });
    copyFileSync(source, at);
    chmodSync(at, lstatSync(source).mode & 0o100 ? 0o755 : 0o644);
  }
  giveAll(draft, give);
  // All of it on the disk before it gets its name.
  execFileSync('sync', ['--file-system', draft]);
  renameSync(draft, to);
}

/** Of a checkout of the sources what belongs into a release; of a release all of it. */
export async function piecesOf(program: string): Promise<readonly Piece[]> {
  if (!existsSync(join(program, 'package-lock.json'))) return walk(program, '');
  // It is no part of a release, so it can be asked for here alone.
  const { filesOf } = await import('../release/tree.ts');
  const { arch } = process;
  if (arch !== 'x64' && arch !== 'arm64') throw new Error(`there is no Node for ${arch}`);
  return filesOf(program, { platform: 'linux', arch });
}

function walk(program: string, folder: string): Piece[] {
  return readdirSync(join(program, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? walk(program, path) : [{ path, source: join(program, path) }];
  });
}

function giveAll(folder: string, give: (path: string) => void): void {
  give(folder);
  for (const name of readdirSync(folder, { recursive: true })) give(join(folder, String(name)));
}
