/** A backup as one file: a tar, sealed by age for whoever holds the key where it is to leave the house. */
import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { create, extract } from 'tar';
import { flush } from './disk.ts';
import { run } from './tool.ts';

/** Sealed by age (age-encryption.org/v1). */
export const isSealed = (file: string): boolean => file.endsWith('.age');

/**
 * Whole or not there: it gets its name when it is on the disk.
 * @param recipient an age public key; without it the file is in clear
 */
export async function pack(folder: string, file: string, recipient?: string): Promise<void> {
  const draft = join(dirname(file), `.${basename(file)}.part`);
  const plain = recipient === undefined ? draft : `${draft}.tar`;
  try {
    await create({ file: plain, cwd: folder, portable: true, mode: 0o600 }, ['.']);
    if (recipient !== undefined)
      await run('age', ['--encrypt', '--recipient', recipient, '--output', draft, plain]);
    await flush(draft);
    await rename(draft, file);
    await flush(dirname(file));
  } finally {
    await rm(draft, { force: true });
    await rm(`${draft}.tar`, { force: true });
  }
}

/**
 * @param folder made, for its owner's eyes only
 * @param identity the file of an age private key; needed where the backup is sealed
 */
export async function unpack(file: string, folder: string, identity?: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (!isSealed(file)) return extracted(file, folder);
  if (identity === undefined)
    throw new Error(`${file} is sealed: say --identity FILE, where the private key of age is`);
  const plain = `${folder}.tar`;
  try {
    await run('age', ['--decrypt', '--identity', identity, '--output', plain, file]);
    await extracted(plain, folder);
  } finally {
    await rm(plain, { force: true });
  }
}

/** Plain files only, and none outside: `strict` makes an error of what the library would leave out with a warning. */
const extracted = (file: string, cwd: string): Promise<void> =>
  extract({ file, cwd, strict: true, preserveOwner: false });
