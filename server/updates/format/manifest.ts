/**
 * A release as it travels: what it is, signed by a key that no server has, and one archive (docs/rules/updates.md).
 * A bundle is one file: the signed manifest as one line of JSON, a line feed, then the archive.
 */
import { z } from 'zod';
import { Version } from './version.ts';

export const FORMAT = 1;

/** Of the archive, in bytes: a release with its Node is a third of it. */
export const MOST_ARCHIVE_BYTES = 400 * 1024 * 1024;
export const MOST_UNPACKED_BYTES = 1536 * 1024 * 1024;
export const MOST_FILES = 60_000;
/** Of the first line of a bundle, without its line feed. */
export const MOST_HEAD_BYTES = 16 * 1024;

export const PLATFORMS = ['linux'] as const;
export const ARCHITECTURES = ['x64', 'arm64'] as const;

/** Hexadecimal. */
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** Raw Ed25519 public key, 32 bytes, base64url. */
export const ReleaseKey = z.string().regex(/^[\w-]{43}$/);

export const Manifest = z.strictObject({
  format: z.literal(FORMAT),
  name: z.literal('nhip-cau'),
  version: Version,
  /** The oldest version that it may follow: older ones go through another release first. */
  from: Version,
  /** Epoch milliseconds. */
  builtAt: z.int().min(0),
  platform: z.enum(PLATFORMS),
  arch: z.enum(ARCHITECTURES),
  /** Of the Node inside, such as `24.21.0`. */
  node: Version,
  /** tar, gzip. */
  archive: z.strictObject({ sha256: Sha256, bytes: z.int().positive().max(MOST_ARCHIVE_BYTES) }),
  unpacked: z.strictObject({
    bytes: z.int().positive().max(MOST_UNPACKED_BYTES),
    files: z.int().positive().max(MOST_FILES),
  }),
});
export type Manifest = z.infer<typeof Manifest>;
export type Platform = Pick<Manifest, 'platform' | 'arch'>;

export const SignedManifest = z.strictObject({
  /** The bytes that are signed: JSON in UTF-8, base64url. Whoever passes it on changes none of them. */
  manifest: z.string().max(8_192),
  key: ReleaseKey,
  /** Ed25519 over SIGNED_PREFIX and those bytes, base64url. */
  signature: z.string().regex(/^[\w-]{86}$/),
});
export type SignedManifest = z.infer<typeof SignedManifest>;

/** Put before what is signed, so that a signature made for this purpose serves no other. */
const SIGNED_PREFIX = 'nhip-cau release v1\n';

/** What an Ed25519 signature of a release is over. @param manifest its bytes as they travel */
export function signedBytes(manifest: Uint8Array): Uint8Array {
  const prefix = new TextEncoder().encode(SIGNED_PREFIX);
  const bytes = new Uint8Array(prefix.length + manifest.length);
  bytes.set(prefix);
  bytes.set(manifest, prefix.length);
  return bytes;
}

/** `release-keys.json` at the root of a release: whose signature the next one may bear. */
export const TrustedKeys = z.strictObject({ keys: z.array(ReleaseKey).max(8) });
export type TrustedKeys = z.infer<typeof TrustedKeys>;
