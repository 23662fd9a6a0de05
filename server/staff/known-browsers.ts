/** Browsers in which an account has been signed in to before: strangers who guess at it do not shut these out (SE31). */
import { createHmac, createSecretKey, randomBytes, timingSafeEqual } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { readOrMakeKey } from '../secrets/key-file.ts';

export const KNOWN_COOKIE = 'nhipcau-known';
const NUMBER_BYTES = 16;
const SEAL_BYTES = 32;

const IF_LOST =
  'put it back from the backup, or remove it: then every browser counts as a new one until somebody has signed in there';

export const openKnownBrowsers = (dataFolder: string): KnownBrowsers =>
  new KnownBrowsers(createSecretKey(readOrMakeKey(dataFolder, 'known-browsers.key', IF_LOST)));

/** What the browser keeps: a number by chance, and HMAC-SHA-256 over it and the account, base64url. It opens nothing. */
export class KnownBrowsers {
  readonly #key: KeyObject;

  constructor(key: KeyObject) {
    this.#key = key;
  }

  issue(accountName: string): string {
    const number = randomBytes(NUMBER_BYTES);
    return Buffer.concat([number, this.#seal(number, accountName)]).toString('base64url');
  }

  /** @returns the browser's number, where the cookie was issued for this account */
  numberIn(cookie: string | undefined, accountName: string): string | undefined {
    const bytes = Buffer.from(cookie ?? '', 'base64url');
    if (bytes.length !== NUMBER_BYTES + SEAL_BYTES) return undefined;
    const number = bytes.subarray(0, NUMBER_BYTES);
    const isOurs = timingSafeEqual(bytes.subarray(NUMBER_BYTES), this.#seal(number, accountName));
    return isOurs ? number.toString('base64url') : undefined;
  }

  #seal(number: Buffer, accountName: string): Buffer {
    return createHmac('sha256', this.#key).update(number).update(accountName, 'utf8').digest();
  }
}
