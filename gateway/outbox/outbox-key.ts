/**
 * The key of the journal: kept by systemd (a TPM where there is one), else in a file beside the journal, which the
 * first start makes. A file beside it stops whoever gets the journal alone: a copy, a log bundle, a disk that was
 * thrown away without this folder. It does not stop whoever has the whole disk.
 */
import { randomBytes } from 'node:crypto';
import { linkSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { syncFolder, writeDurably } from '../durable-file.ts';
import { Fault } from '../errors.ts';
import { KEY_BYTES } from './sealing.ts';

export const KEY_FILE = 'outbox.key';
/** Name under which systemd hands it over (LoadCredentialEncrypted=). */
export const CREDENTIAL = 'outbox-key';

const HEX = new RegExp(`^[0-9a-f]{${KEY_BYTES * 2}}$`, 'i');

/** The key in use, and another one by which rows may have been sealed before. */
export interface OutboxKeys {
  readonly key: Uint8Array;
  readonly other: Uint8Array | undefined;
}

/**
 * @param folder of the journal
 * @param credentials folder in which systemd puts what it has decrypted (`$CREDENTIALS_DIRECTORY`)
 * @throws Fault `disk-failed` when it cannot be read or kept, or is no key
 */
export function openOutboxKeys(folder: string, credentials?: string): OutboxKeys {
  const path = join(folder, KEY_FILE);
  dropHalfMade(folder);
  const handed = credentials === undefined ? undefined : keyHanded(credentials);
  const beside = keyBeside(path);
  return handed
    ? { key: handed, other: beside }
    : { key: beside ?? newKey(path), other: undefined };
}

/** A power cut in the middle of `newKey` leaves a copy of it that nobody knows of. */
function dropHalfMade(folder: string): void {
  for (const name of namesIn(folder)) if (HALF_MADE.test(name)) rmSync(join(folder, name));
}

const HALF_MADE = /^outbox\.key\.\d+(\.new)?$/;

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    throw new Fault('disk-failed', `The folder ${folder} cannot be read`, { cause: error });
  }
}

function keyHanded(credentials: string): Uint8Array | undefined {
  const path = join(credentials, CREDENTIAL);
  const text = textOf(path);
  if (text === undefined) return undefined;
  const key = keyFrom(text);
  if (key) return key;
  throw new Fault('disk-failed', `${path} holds no key: 64 hexadecimal digits are expected`);
}

/** A file that was torn is kept, and another key will be made: the terminal goes on, and the journal says what is lost. */
function keyBeside(path: string): Uint8Array | undefined {
  const text = textOf(path);
  const key = text === undefined ? undefined : keyFrom(text);
  if (text !== undefined && !key) renameSync(path, `${path}.damaged`);
  return key;
}

function keyFrom(text: string): Uint8Array | undefined {
  return HEX.test(text.trim()) ? Buffer.from(text.trim(), 'hex') : undefined;
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw new Fault('disk-failed', `The key ${path} cannot be read`, { cause: error });
  }
}

/** Of two gateways that start here for the first time, both take the key of the one that was first. */
function newKey(path: string): Uint8Array {
  const mine = `${path}.${process.pid}`;
  try {
    writeDurably(mine, `${randomBytes(KEY_BYTES).toString('hex')}\n`);
    linkIfNone(mine, path);
    rmSync(mine);
    syncFolder(dirname(path));
  } catch (error) {
    throw new Fault('disk-failed', `The key ${path} cannot be kept`, { cause: error });
  }
  const key = keyBeside(path);
  if (key) return key;
  throw new Fault('disk-failed', `The key ${path} has gone`);
}

function linkIfNone(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  }
}

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
