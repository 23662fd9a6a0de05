/** Ed25519 public keys of terminals (RFC 8032): read in the two forms people paste, kept in one. */
import { createPublicKey, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { pairingText } from './rules/key-words.ts';
import { SIGNATURE_PREFIX } from './schema.ts';

const KEY_BYTES = 32;

/**
 * @param text PEM (SPKI) or the 32 bytes in base64url
 * @returns the 32 bytes in base64url
 * @throws Error when it is no Ed25519 public key
 */
export function readPublicKey(text: string): string {
  const pasted = text.trim();
  const key = pasted.startsWith('-----') ? createPublicKey(pasted) : fromRaw(pasted);
  const { x } = key.export({ format: 'jwk' });
  if (key.asymmetricKeyType !== 'ed25519' || x === undefined)
    throw new Error('a terminal’s key is an Ed25519 public key, and this is another kind');
  return x;
}

function fromRaw(base64url: string): KeyObject {
  if (!/^[\w-]{43}=?$/.test(base64url) || Buffer.from(base64url, 'base64url').length !== KEY_BYTES)
    throw new Error('a terminal’s key is a PEM block, or 32 bytes in base64url (43 characters)');
  const x = Buffer.from(base64url, 'base64url').toString('base64url');
  return createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x } });
}

/** Whether the holder of the key has signed this challenge for this terminal. */
export function isSignedBy(
  publicKey: string,
  { terminalId, challenge, signature }: TerminalSignature,
): boolean {
  return hasSigned(publicKey, `${SIGNATURE_PREFIX}${terminalId}\n${challenge}`, signature);
}

export interface PairingSignature {
  /** base64url */
  readonly publicKey: string;
  readonly challenge: string;
  readonly signature: string;
}

/** Whether who asks to be paired holds the key. @throws Error when it is no Ed25519 public key */
export const holdsKey = ({ publicKey, challenge, signature }: PairingSignature): boolean =>
  hasSigned(publicKey, pairingText(publicKey, challenge), signature);

const hasSigned = (publicKey: string, text: string, signature: string): boolean =>
  verify(null, Buffer.from(text, 'utf8'), fromRaw(publicKey), Buffer.from(signature, 'base64url'));

export interface TerminalSignature {
  readonly terminalId: string;
  readonly challenge: string;
  /** base64url of the 64 bytes */
  readonly signature: string;
}
