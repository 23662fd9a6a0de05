/** Seals an epoch's key to one terminal's own key (HPKE, RFC 9180, base mode; docs/rules/permit.md, PM7). */
import { createPublicKey, verify } from 'node:crypto';
import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256, HpkeError } from '@hpke/core';
import type { PermitKeyAnswer } from './format/answers.ts';
import { sealInfo, sealingKeyText } from './format/words.ts';
import type { KeyPlace } from './format/words.ts';

const suite = new CipherSuite({
  kem: new DhkemX25519HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes256Gcm(),
});

export interface SignedSealingKey {
  readonly terminalId: string;
  /** X25519, 32 bytes, base64url. */
  readonly sealingKey: string;
  /** base64url */
  readonly signature: string;
}

/** @param publicKey the terminal's registered Ed25519 key, base64url */
export function isItsSealingKey(publicKey: string, signed: SignedSealingKey): boolean {
  const text = Buffer.from(sealingKeyText(signed.terminalId, signed.sealingKey), 'utf8');
  const key = createPublicKey({
    format: 'jwk',
    key: { kty: 'OKP', crv: 'Ed25519', x: publicKey },
  });
  return verify(null, text, key, Buffer.from(signed.signature, 'base64url'));
}

/** @returns undefined when `sealingKey` is none that anything can be sealed to, such as a point of low order */
export async function sealedTo(
  sealingKey: string,
  epochKey: Uint8Array,
  place: KeyPlace,
): Promise<PermitKeyAnswer | undefined> {
  try {
    const recipientPublicKey = await suite.kem.deserializePublicKey(
      Buffer.from(sealingKey, 'base64url'),
    );
    const info = Buffer.from(sealInfo(place), 'utf8');
    const { ct, enc } = await suite.seal({ recipientPublicKey, info }, epochKey);
    return { enc: text(enc), ciphertext: text(ct) };
  } catch (error) {
    if (error instanceof HpkeError) return undefined;
    throw error;
  }
}

const text = (bytes: ArrayBuffer): string => Buffer.from(bytes).toString('base64url');
