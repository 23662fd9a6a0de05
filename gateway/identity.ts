/** Who this terminal is: an Ed25519 key made at the first start, kept in a file of its own (design decision 16). */
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { writeDurably } from './durable-file.ts';

const REMEDY =
  'Restore the file from the backup; where there is none, move it away, start again, and pair the terminal anew in the place of itself: its screen shows a code.';

export interface Identity {
  /** What the server calls this terminal, as far as that is known; else what its settings do, else its public key. */
  readonly terminalId: string;
  readonly publicKey: KeyObject;
  /** The public half as it is registered at the server: 32 bytes, base64url. */
  readonly publicKeyText: string;
  /** Ed25519 (RFC 8032) over the UTF-8 bytes of `text`, base64url. */
  sign(text: string): string;
  /** The server has said what it calls this terminal (PA9). */
  rename(terminalId: string): void;
}

/** @param terminalId undefined: nobody has called it anything yet */
export function createIdentity(terminalId: string | undefined, privateKey: KeyObject): Identity {
  const publicKey = createPublicKey(privateKey);
  const { crv, x } = publicKey.export({ format: 'jwk' });
  if (crv !== 'Ed25519' || x === undefined) throw new Error('it is no Ed25519 key');
  let name = terminalId ?? x;
  return {
    get terminalId() {
      return name;
    },
    publicKey,
    publicKeyText: x,
    sign: (text) => sign(null, Buffer.from(text), privateKey).toString('base64url'),
    rename: (called) => {
      name = called;
    },
  };
}

/**
 * Reads the key, or makes it where there is none.
 * @throws Error when the file is there and cannot be used: it is never replaced, for the server knows this key alone
 */
export function openIdentity(terminalId: string | undefined, path: string): Identity {
  if (!existsSync(path)) writeKey(path);
  try {
    return createIdentity(terminalId, privateKeyIn(readFileSync(path)));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`The terminal’s key ${path} cannot be used: ${why}. ${REMEDY}`, { cause });
  }
}

/** @throws Error in words that an installer understands */
function privateKeyIn(pem: Buffer): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (cause) {
    // OpenSSL names the decoder that gave up, which helps nobody.
    throw new Error('the file is damaged, or holds no private key', { cause });
  }
}

/** On disk, whole, before it is ever used: a terminal that lost its key would be a stranger. */
function writeKey(path: string): void {
  const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
  writeDurably(path, pem.toString());
}
