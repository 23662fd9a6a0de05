/** Keys that this server alone has: they lie in the data folder, not in the database, so that a copy of the database alone is of no use. */
import { randomBytes, randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { propertyOf } from '../db/fault.ts';

export const KEY_BYTES = 32;

/**
 * The key of that name, made when there is none.
 * @param ifLost what becomes of things without it, for who has to put it right
 * @throws Error when the file holds something else
 */
export function readOrMakeKey(dataFolder: string, name: string, ifLost: string): Buffer {
  const file = join(dataFolder, name);
  if (!existsSync(file)) make(dataFolder, file);
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64url');
  if (key.length !== KEY_BYTES)
    throw new Error(`${file} holds no key of ${KEY_BYTES} bytes: ${ifLost}`);
  return key;
}

/** Whole or not at all: it gets its name when it is on the disk. Of two programs that start together the second takes the key of the first. */
function make(folder: string, file: string): void {
  const draft = `${file}.${randomUUID()}`;
  try {
    writeDurably(draft);
    linkSync(draft, file);
    syncFolder(folder);
  } catch (error) {
    if (propertyOf(error, 'code') !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function writeDurably(file: string): void {
  const made = openSync(file, 'wx', 0o600);
  try {
    writeSync(made, `${randomBytes(KEY_BYTES).toString('base64url')}\n`);
    fsyncSync(made);
  } finally {
    closeSync(made);
  }
}

function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
