/**
 * The release key in a file that is of no use without its passphrase: scrypt (RFC 7914) makes a key of that, AES-256-GCM
 * seals the PKCS#8 with it. It is made, and used, on a machine that no network reaches (docs/installers/updates.md).
 */
import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  scryptSync,
} from 'node:crypto';
import { z } from 'zod';

const Base64 = z.base64url();
const KeyFile = z.strictObject({
  kind: z.literal('nhip-cau release key'),
  /** Raw Ed25519 public key, base64url. */
  key: Base64,
  salt: Base64,
  nonce: Base64,
  sealed: Base64,
});

/** 128 MiB and about half a second a guess. */
const COST = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 };
const SHORTEST_PASSPHRASE = 12;
const TAG_BYTES = 16;

export interface NewKey {
  /** What is written to the file. */
  readonly text: string;
  readonly publicKey: string;
}

/** @throws Error when the passphrase is short */
export function newKey(passphrase: string): NewKey {
  if (passphrase.length < SHORTEST_PASSPHRASE)
    throw new Error(`the passphrase must have ${SHORTEST_PASSPHRASE} characters or more`);
  const pair = generateKeyPairSync('ed25519');
  const plain = pair.privateKey.export({ type: 'pkcs8', format: 'der' });
  const [salt, nonce] = [randomBytes(16), randomBytes(12)];
  const cipher = createCipheriv('aes-256-gcm', scryptSync(passphrase, salt, 32, COST), nonce);
  const sealed = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  const publicKey = pair.publicKey.export({ format: 'jwk' }).x ?? '';
  const file = { salt, nonce, sealed };
  const texts = Object.entries(file).map(([name, bytes]) => [name, bytes.toString('base64url')]);
  const whole = { kind: 'nhip-cau release key', key: publicKey, ...Object.fromEntries(texts) };
  return { publicKey, text: `${JSON.stringify(whole, null, 2)}\n` };
}

export interface ReleaseSigner {
  readonly publicKey: string;
  readonly privateKey: KeyObject;
}

/** @throws Error when it is no key file, or the passphrase is another */
export function openKey(text: string, passphrase: string): ReleaseSigner {
  const { key: publicKey, ...file } = KeyFile.parse(JSON.parse(text));
  const [salt, nonce, sealed] = [file.salt, file.nonce, file.sealed].map((part) =>
    Buffer.from(part, 'base64url'),
  ) as [Buffer, Buffer, Buffer];
  const key = scryptSync(passphrase, salt, 32, COST);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce);
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  const plain = [decipher.update(sealed.subarray(0, -TAG_BYTES))];
  try {
    plain.push(decipher.final());
  } catch (cause) {
    throw new Error('the passphrase is another, or the file is damaged', { cause });
  }
  const der = Buffer.concat(plain);
  return { publicKey, privateKey: createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }) };
}
