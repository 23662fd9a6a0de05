import { createHash } from 'node:crypto';
import { fingerprintText, keyWords } from './rules/key-words.ts';
import type { KeyWords } from './rules/key-words.ts';

/** Fingerprint and check number of a terminal's key. @param publicKey the 32 bytes, base64url */
export const keyNames = (publicKey: string): KeyWords =>
  keyWords(createHash('sha256').update(fingerprintText(publicKey), 'utf8').digest());
