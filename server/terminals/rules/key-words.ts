/** What a terminal and the server both make of the terminal's public key (docs/rules/pairing.md, PA3 and PA4). Pure: whoever calls hashes. */
import { PLAIN_LETTERS } from '../../text/plain-letters.ts';

/** Put before the challenge when a terminal asks to be paired, so that the signature serves nothing else. */
const PAIRING_PREFIX = 'nhip-cau pairing v1\n';

/** What is signed. @param publicKey the 32 bytes, base64url */
export const pairingText = (publicKey: string, challenge: string): string =>
  `${PAIRING_PREFIX}${publicKey}\n${challenge}`;

/** What is hashed, by SHA-256 over its UTF-8 bytes. @param publicKey the 32 bytes, base64url */
export const fingerprintText = (publicKey: string): string => `nhip-cau key v1\n${publicKey}`;

export interface KeyWords {
  /** Of sixteen letters and digits in fours, `7c3d-9fgh-km34-pqrt`: 71 bits, so that nobody finds a second key for it. */
  readonly fingerprint: string;
  /** Six digits in threes, `471 203`: for two people, or one with two screens, to compare. */
  readonly check: string;
}

const GROUPS = 4;
const CHECKS = 1_000_000n;

/** @param digest SHA-256 of `fingerprintText` */
export function keyWords(digest: Uint8Array): KeyWords {
  return { fingerprint: fingerprintOf(number(digest.subarray(0, 16))), check: checkOf(digest) };
}

function fingerprintOf(number: bigint): string {
  const base = BigInt(PLAIN_LETTERS.length);
  let rest = number;
  const letters = Array.from({ length: GROUPS * 4 }, () => {
    const letter = PLAIN_LETTERS.charAt(Number(rest % base));
    rest /= base;
    return letter;
  });
  return (letters.join('').match(/.{4}/g) ?? []).join('-').toLowerCase();
}

/** Of other bytes than the fingerprint, so that one says nothing of the other. */
function checkOf(digest: Uint8Array): string {
  const digits = (number(digest.subarray(16, 24)) % CHECKS).toString().padStart(6, '0');
  return `${digits.slice(0, 3)} ${digits.slice(3)}`;
}

/** Big endian. */
const number = (bytes: Uint8Array): bigint =>
  bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
