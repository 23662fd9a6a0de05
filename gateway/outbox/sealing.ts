/**
 * What the journal says of people and books is sealed: AES-256-GCM for each value, with the row's id and the column
 * as associated data, so that no value can be put into another row. What must be searched for is known by a keyed digest.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  type KeyObject,
  createSecretKey,
  randomBytes,
} from 'node:crypto';
import { Damage } from './damage.ts';

export const KEY_BYTES = 32;

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Of a digest: enough that no two values of one terminal ever share one. */
const DIGEST_BYTES = 16;

export type SearchedKind = 'card' | 'item' | 'uid';

export class Sealing {
  readonly #seal: KeyObject;
  readonly #search: KeyObject;

  /** @param key 32 random bytes; each use has a key of its own derived from it (HKDF, RFC 5869) */
  constructor(key: Uint8Array) {
    if (key.length !== KEY_BYTES) throw new RangeError(`the key has ${KEY_BYTES} bytes`);
    this.#seal = derived(key, 'nhip-cau outbox seal v1');
    this.#search = derived(key, 'nhip-cau outbox search v1');
  }

  /** @returns nonce, ciphertext, tag. A random nonce of 96 bits is good for 2³² values (NIST SP 800-38D §8.3). */
  seal(text: string, about: string): Uint8Array {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.#seal, nonce).setAAD(Buffer.from(about));
    const sealed = cipher.update(text, 'utf8');
    return Buffer.concat([nonce, sealed, cipher.final(), cipher.getAuthTag()]);
  }

  /** @throws Damage when it was sealed with another key, for another place, or is no longer whole */
  unseal(sealed: Uint8Array, about: string): string {
    try {
      const end = sealed.length - TAG_BYTES;
      const decipher = createDecipheriv(CIPHER, this.#seal, sealed.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(Buffer.from(about)).setAuthTag(sealed.subarray(end));
      const text = decipher.update(sealed.subarray(NONCE_BYTES, end), undefined, 'utf8');
      return text + decipher.final('utf8');
    } catch (cause) {
      throw new Damage('A sealed value cannot be read: other key, or damaged', { cause });
    }
  }

  /** The same for the same value, and nothing to whoever has no key. */
  digest(kind: SearchedKind, value: string): Uint8Array {
    const hmac = createHmac('sha256', this.#search).update(`${kind}\n${value}`);
    return hmac.digest().subarray(0, DIGEST_BYTES);
  }
}

const derived = (key: Uint8Array, use: string): KeyObject =>
  createSecretKey(new Uint8Array(hkdfSync('sha256', key, '', use, KEY_BYTES)));
