/** Whose signature a release bears. */
import { createPublicKey, verify } from 'node:crypto';
import { Manifest, signedBytes, SignedManifest } from './format/manifest.ts';

/** Why a release is none that may be passed on. */
export class ReleaseFault extends Error {
  readonly code: 'not-signed' | 'does-not-fit';

  constructor(code: ReleaseFault['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ReleaseFault';
    this.code = code;
  }
}

/**
 * @param keys whose signature counts: raw Ed25519 public keys, base64url
 * @throws ReleaseFault
 */
export function manifestIn(signed: SignedManifest, keys: readonly string[]): Manifest {
  const bytes = Buffer.from(signed.manifest, 'base64url');
  if (!keys.includes(signed.key) || !isSigned(bytes, signed))
    throw new ReleaseFault('not-signed', 'the release is not signed by a key that counts here');
  try {
    return Manifest.parse(JSON.parse(bytes.toString()));
  } catch (cause) {
    throw new ReleaseFault('does-not-fit', 'the release has a form that is not known here', {
      cause,
    });
  }
}

/** @param head the first line of a bundle. @throws ReleaseFault */
export function signedIn(head: string): SignedManifest {
  try {
    return SignedManifest.parse(JSON.parse(head));
  } catch (cause) {
    throw new ReleaseFault('does-not-fit', 'this is no bundle of a release', { cause });
  }
}

function isSigned(bytes: Uint8Array, { key, signature }: SignedManifest): boolean {
  try {
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: key };
    const publicKey = createPublicKey({ key: jwk, format: 'jwk' });
    return verify(null, signedBytes(bytes), publicKey, Buffer.from(signature, 'base64url'));
  } catch {
    // What is no key has signed nothing.
    return false;
  }
}
