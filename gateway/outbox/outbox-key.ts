/**
 * The key of the journal: kept by systemd (a TPM where there is one), else in a file beside the journal, which the
 * first start makes. A file beside it stops whoever gets the journal alone: a copy, a log bundle, a disk that was
 * thrown away without this folder. It does not stop whoever has the whole disk.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { writeDurably } from '../durable-file.ts';
import { Fault } from '../errors.ts';
import { KEY_BYTES } from './sealing.ts';

export const KEY_FILE = 'outbox.key';
/** Name under which systemd hands it over (LoadCredentialEncrypted=). */
export const CREDENTIAL = 'outbox-key';

const HEX = new RegExp(`^[0-9a-f]{${KEY_BYTES * 2}}$`, 'i');

/**
 * @param folder of the journal
 * @param credentials folder in which systemd puts what it has decrypted (`$CREDENTIALS_DIRECTORY`)
 * @throws Fault `disk-failed` when it cannot be read or kept, or is no key
 */
export function openOutboxKey(folder: string, credentials?: string): Uint8Array {
  return (credentials === undefined ? undefined : keyHanded(credentials)) ?? keyBeside(folder);
}

function keyHanded(credentials: string): Uint8Array | undefined {
  const path = join(credentials, CREDENTIAL);
  const text = textOf(path);
  if (text === undefined) return undefined;
  const key = keyFrom(text);
  if (key) return key;
  throw new Fault('disk-failed', `${path} holds no key: 64 hexadecimal digits are expected`);
}

/** A file that was torn is kept, and another key is made: the terminal goes on, and the journal says what is lost. */
function keyBeside(folder: string): Uint8Array {
  const path = join(folder, KEY_FILE);
  const text = textOf(path);
  const key = text === undefined ? undefined : keyFrom(text);
  if (key) return key;
  if (text !== undefined) renameSync(path, `${path}.damaged`);
  return newKey(path);
}

function keyFrom(text: string): Uint8Array | undefined {
  return HEX.test(text.trim()) ? Buffer.from(text.trim(), 'hex') : undefined;
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new Fault('disk-failed', `The key ${path} cannot be read`, { cause: error });
  }
}

function newKey(path: string): Uint8Array {
  const key = randomBytes(KEY_BYTES);
  try {
    writeDurably(path, `${key.toString('hex')}\n`);
  } catch (error) {
    throw new Fault('disk-failed', `The key ${path} cannot be kept`, { cause: error });
  }
  return key;
}
