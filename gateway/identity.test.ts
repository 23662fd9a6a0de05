import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openIdentity } from './identity.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'identity-'));
  path = join(folder, 'terminal-key.pem');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('the key is made at the first start, readable by its owner alone, and stays', () => {
  const first = openIdentity('k1', path);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(openIdentity('k1', path).publicKeyText).toBe(first.publicKeyText);
});

test('the public half as text is what the server verifies signatures with', () => {
  const { publicKeyText, sign } = openIdentity('k1', path);
  const key = createPublicKey({
    format: 'jwk',
    key: { kty: 'OKP', crv: 'Ed25519', x: publicKeyText },
  });
  const signature = Buffer.from(sign('thử'), 'base64url');
  expect(verify(null, Buffer.from('thử'), key, signature)).toBe(true);
  expect(verify(null, Buffer.from('thu'), key, signature)).toBe(false);
});

const foreign = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

test.each([
  ['half a key', 'the file is damaged'],
  ['', 'the file is damaged'],
  [foreign.export({ type: 'pkcs8', format: 'pem' }).toString(), 'it is no Ed25519 key'],
])('a file that is no key of ours (%#) is never replaced, and what to do is said', (text, why) => {
  writeFileSync(path, text);
  const open = () => openIdentity('k1', path);
  expect(open).toThrow(`The terminal’s key ${path} cannot be used: ${why}`);
  expect(open).toThrow(/Restore the file from the backup; .* pair the terminal anew/);
  expect(readFileSync(path, 'utf8')).toBe(text);
});

test('PA9 it is called what the server says; before that what its settings say, else by its key', () => {
  const identity = openIdentity(undefined, path);
  expect(identity.terminalId).toBe(identity.publicKeyText);
  expect(openIdentity('quay-1', path).terminalId).toBe('quay-1');
  identity.rename('7c3d-9fgh-km34-pqrt');
  expect(identity.terminalId).toBe('7c3d-9fgh-km34-pqrt');
});
