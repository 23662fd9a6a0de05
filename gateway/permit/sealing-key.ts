/** The X25519 key that epochs are sealed to: made here at the first start, and never leaves this disk (PM7). */
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';
import { dirname } from 'node:path';
import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core';
import type { PermitKeyAnswer } from '#server/permit/format/answers.ts';
import type { Disk } from './disk.ts';
import { PermitFault } from './permit-fault.ts';

const KEY_BYTES = 32;

/** RFC 9180: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM. */
const suite = new CipherSuite({
  kem: new DhkemX25519HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes256Gcm(),
});

export class SealingKey {
  /** The public half, 32 bytes, base64url. */
  readonly publicKeyText: string;
  readonly #secret: string;

  private constructor({ d = '', x = '' }: JsonWebKey) {
    this.publicKeyText = x;
    this.#secret = d;
  }

  /**
   * One that cannot be read is made anew: the server seals to whichever key the terminal's identity signs.
   * @param onFault told why the old one cannot be used
   * @throws Error of the disk
   */
  static async open(path: string, disk: Disk, onFault: (error: unknown) => void) {
    const pem = await disk.read(path);
    if (!pem) return SealingKey.#make(path, disk);
    try {
      return SealingKey.#of(createPrivateKey(pem));
    } catch (error) {
      onFault(error);
      return SealingKey.#make(path, disk);
    }
  }

  /** @param info says what it was sealed for. @throws PermitFault `key` */
  async open({ enc, ciphertext }: PermitKeyAnswer, info: string): Promise<Buffer> {
    try {
      const recipientKey = await suite.kem.deserializePrivateKey(bytesOf(this.#secret));
      const opened = { recipientKey, enc: bytesOf(enc), info: new TextEncoder().encode(info) };
      const key = Buffer.from(await suite.open(opened, bytesOf(ciphertext)));
      if (key.length !== KEY_BYTES) throw new Error(`a key of ${key.length} bytes`);
      return key;
    } catch (cause) {
      throw new PermitFault('key', 'the key of the epoch cannot be opened', { cause });
    }
  }

  static async #make(path: string, disk: Disk): Promise<SealingKey> {
    const { privateKey } = generateKeyPairSync('x25519');
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
    await disk.write(`${path}.new`, Buffer.from(pem));
    await disk.rename(`${path}.new`, path);
    await disk.syncFolder(dirname(path));
    return SealingKey.#of(privateKey);
  }

  static #of(privateKey: KeyObject): SealingKey {
    const { crv } = createPublicKey(privateKey).export({ format: 'jwk' });
    if (crv !== 'X25519') throw new Error('it is no X25519 key');
    return new SealingKey(privateKey.export({ format: 'jwk' }));
  }
}

const bytesOf = (base64url: string): Buffer => Buffer.from(base64url, 'base64url');
