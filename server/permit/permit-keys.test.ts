import { createPublicKey, verify } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openPermitKeys } from './permit-keys.ts';

const folder = mkdtempSync(join(tmpdir(), 'nhipcau-permit-keys-'));
afterAll(() => rmSync(folder, { recursive: true }));
const keys = openPermitKeys(folder);

test('PM5 what it signs is told by the public half, after a restart too', () => {
  const text = Buffer.from('{"version":1}');
  const again = openPermitKeys(folder);
  const x = again.publicKey;
  const key = createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x } });
  expect(verify(null, text, key, Buffer.from(keys.sign(text), 'base64url'))).toBe(true);
  expect(verify(null, Buffer.from('{}'), key, Buffer.from(keys.sign(text), 'base64url'))).toBe(
    false,
  );
});

test('PM1 the key of an epoch is its own, and opens only for it', () => {
  const sealed = keys.sealNew('e1');
  expect(keys.open('e1', sealed)).toHaveLength(32);
  expect(openPermitKeys(folder).open('e1', sealed)).toEqual(keys.open('e1', sealed));
  expect(keys.open('e2', sealed)).toBeUndefined();
  expect(keys.open('e1', keys.sealNew('e1'))).not.toEqual(keys.open('e1', sealed));
  expect(keys.open('e1', '')).toBeUndefined();
  const torn = `${sealed.slice(0, 30)}${sealed[30] === 'A' ? 'B' : 'A'}${sealed.slice(31)}`;
  expect(keys.open('e1', torn)).toBeUndefined();
});
