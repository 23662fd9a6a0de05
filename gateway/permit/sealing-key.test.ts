/** Keys sealed by hand, step by step as RFC 9180 has it, so that no library of ours vouches for itself. */
import {
  createCipheriv,
  createHmac,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  randomBytes,
} from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { emptyFolder } from '#tests/fixtures/permit-terminal.ts';
import { nodeDisk } from './disk.ts';
import { SealingKey } from './sealing-key.ts';

const ascii = (text: string): Buffer => Buffer.from(text, 'latin1');
const NONE = Buffer.alloc(0);

/** §5.1: kem_id 0x0020; kdf_id 0x0001, aead_id 0x0002. */
const KEM = Buffer.concat([ascii('KEM'), Buffer.of(0x00, 0x20)]);
const SUITE = Buffer.concat([ascii('HPKE'), Buffer.of(0x00, 0x20, 0x00, 0x01, 0x00, 0x02)]);

const hmac = (key: Buffer, ...parts: Buffer[]): Buffer =>
  createHmac('sha256', key).update(Buffer.concat(parts)).digest();

/** §4 LabeledExtract */
const extract = (suite: Buffer, salt: Buffer, label: string, ikm: Buffer): Buffer =>
  hmac(salt, ascii('HPKE-v1'), suite, ascii(label), ikm);

/** §4 LabeledExpand, of one block. */
const expand = (suite: Buffer, prk: Buffer, label: string, info: Buffer, length: number): Buffer =>
  hmac(
    prk,
    ...[Buffer.of(0, length), ascii('HPKE-v1'), suite, ascii(label), info, Buffer.of(1)],
  ).subarray(0, length);

/** §4.1 Encap, §5.1 KeySchedule in base mode, §5.2 Seal of the first message without further data. */
function seal(publicKey: string, info: string, plain: Buffer) {
  const recipient = createPublicKey({
    key: { kty: 'OKP', crv: 'X25519', x: publicKey },
    format: 'jwk',
  });
  const own = generateKeyPairSync('x25519');
  const enc = Buffer.from(own.publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
  const dh = diffieHellman({ privateKey: own.privateKey, publicKey: recipient });
  const kemContext = Buffer.concat([enc, Buffer.from(publicKey, 'base64url')]);
  const shared = expand(KEM, extract(KEM, NONE, 'eae_prk', dh), 'shared_secret', kemContext, 32);
  const context = Buffer.concat([
    Buffer.of(0),
    extract(SUITE, NONE, 'psk_id_hash', NONE),
    extract(SUITE, NONE, 'info_hash', Buffer.from(info)),
  ]);
  const secret = extract(SUITE, shared, 'secret', NONE);
  const key = expand(SUITE, secret, 'key', context, 32);
  const cipher = createCipheriv(
    'aes-256-gcm',
    key,
    expand(SUITE, secret, 'base_nonce', context, 12),
  );
  const sealed = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  return { enc: enc.toString('base64url'), ciphertext: sealed.toString('base64url') };
}

const INFO = 'nhip-cau permit v1\nk1\nward\ne1';
const open = (path: string, onFault: (error: unknown) => void = fail) =>
  SealingKey.open(path, nodeDisk, onFault);
function fail(error: unknown): never {
  throw error;
}

test('PM7 what was sealed as RFC 9180 says is opened', async () => {
  const key = await open(join(emptyFolder(), 'key.pem'));
  const secret = randomBytes(32);
  expect(await key.open(seal(key.publicKeyText, INFO, secret), INFO)).toEqual(secret);
});

test('PM7 sealed for another terminal, library or epoch it is not, nor by another key', async () => {
  const folder = emptyFolder();
  const [key, other] = [await open(join(folder, 'a.pem')), await open(join(folder, 'b.pem'))];
  const sealed = seal(key.publicKeyText, INFO, randomBytes(32));
  for (const part of ['k1', 'ward', 'e1'])
    await expect(key.open(sealed, INFO.replace(part, 'x'))).rejects.toMatchObject({ code: 'key' });
  await expect(other.open(sealed, INFO)).rejects.toMatchObject({ code: 'key' });
});

test('PM7 what is no key of 32 bytes is none', async () => {
  const key = await open(join(emptyFolder(), 'key.pem'));
  const short = seal(key.publicKeyText, INFO, randomBytes(31));
  await expect(key.open(short, INFO)).rejects.toMatchObject({ code: 'key' });
});

test('PM7 it is the same at the next start, and for its owner’s eyes', async () => {
  const path = join(emptyFolder(), 'key.pem');
  const first = await open(path);
  expect((await open(path)).publicKeyText).toBe(first.publicKeyText);
  expect(statSync(path).mode & 0o077).toBe(0);
});

test.each([
  ['a file that was cut', (pem: string) => pem.slice(0, 50)],
  ['nothing', () => ''],
  [
    'a key of another kind',
    () => generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }),
  ],
])('PM53 %s is told, and there is a new key', async (_, spoilt) => {
  const path = join(emptyFolder(), 'key.pem');
  const old = await open(path);
  writeFileSync(path, spoilt(readFileSync(path, 'utf8')));
  const faults: unknown[] = [];
  const anew = await open(path, (error) => faults.push(error));
  expect(faults).toHaveLength(1);
  expect(anew.publicKeyText).not.toBe(old.publicKeyText);
  expect((await open(path)).publicKeyText).toBe(anew.publicKeyText);
});
