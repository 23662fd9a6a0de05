/** Whose signature a release bears: told by the keys that came with this very program, whatever the server says (UP1). */
import { createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  Manifest,
  signedBytes,
  SignedManifest,
  TrustedKeys,
} from '#server/updates/format/manifest.ts';
import { UpdateFault } from './update-fault.ts';

const KEYS_FILE = new URL('../../release-keys.json', import.meta.url);

/** @throws Error when the file is none: the installer puts it there, each release brings its own */
export const trustedKeys = (): readonly string[] =>
  TrustedKeys.parse(JSON.parse(readFileSync(KEYS_FILE, 'utf8'))).keys;

/** @param offered as it came. @throws UpdateFault */
export function manifestIn(offered: unknown, keys: readonly string[]): Manifest {
  const signed = SignedManifest.safeParse(offered);
  if (!signed.success) throw new UpdateFault('does-not-fit', 'the offer has another form');
  const bytes = Buffer.from(signed.data.manifest, 'base64url');
  if (!keys.includes(signed.data.key) || !isSigned(bytes, signed.data))
    throw new UpdateFault('not-signed', 'the release is not signed by a key of this program');
  try {
    return Manifest.parse(JSON.parse(bytes.toString()));
  } catch (cause) {
    throw new UpdateFault('does-not-fit', 'the release has a form that is not known here', {
      cause,
    });
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
