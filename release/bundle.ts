/** A release as one file: built without a key, signed where no network is, looked at by anybody. */
import { sign } from 'node:crypto';
import {
  createReadStream,
  createWriteStream,
  mkdtempSync,
  openSync,
  readSync,
  closeSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import {
  FORMAT,
  Manifest,
  MOST_HEAD_BYTES,
  type Platform,
  signedBytes,
  type SignedManifest,
} from '#server/updates/format/manifest.ts';
import { manifestIn, signedIn } from '#server/updates/signature.ts';
import { digestOf, writeArchive } from './archive.ts';
import type { ReleaseSigner } from './key-file.ts';
import { filesOf, nodeVersion, type ReleaseFile } from './tree.ts';

export interface Wanted extends Platform {
  readonly version: string;
  /** The oldest version that it may follow. */
  readonly from: string;
  /** Epoch milliseconds. */
  readonly builtAt: number;
}

export interface Built {
  readonly manifest: Manifest;
  /** Of the archive; the manifest lies beside it, as `PATH.json`. */
  readonly path: string;
}

/** @param root of the project, installed and built. @param folder where archive and manifest are laid */
export async function build(root: string, wanted: Wanted, folder: string): Promise<Built> {
  const files = filesOf(root, wanted);
  return buildOf(files, nodeVersion(root, wanted), wanted, folder);
}

export async function buildOf(
  files: readonly ReleaseFile[],
  node: string,
  { arch, builtAt: at, from, platform, version }: Wanted,
  folder: string,
): Promise<Built> {
  const builtAt = Math.floor(at / 1_000) * 1_000;
  const path = join(folder, `nhip-cau-${version}-${platform}-${arch}.tar.gz`);
  const archive = await writeArchive(files, builtAt, path);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const unpacked = { bytes, files: files.length };
  const name = { format: FORMAT, name: 'nhip-cau', version, from, builtAt, platform, arch, node };
  const manifest = Manifest.parse({ ...name, archive, unpacked });
  writeFileSync(`${path}.json`, `${JSON.stringify(manifest)}\n`);
  return { manifest, path };
}

/** What is signed are the manifest's very bytes; the archive is in it by its digest, which is looked at first. */
export async function signBundle(
  archive: string,
  manifest: Manifest,
  { privateKey, publicKey }: ReleaseSigner,
  to: string,
): Promise<void> {
  const found = await digestOf(archive);
  if (found.sha256 !== manifest.archive.sha256 || found.bytes !== manifest.archive.bytes)
    throw new Error('the archive is not the one that the manifest names');
  const bytes = Buffer.from(JSON.stringify(manifest));
  const signed: SignedManifest = {
    manifest: bytes.toString('base64url'),
    key: publicKey,
    signature: sign(null, signedBytes(bytes), privateKey).toString('base64url'),
  };
  await writeBundle(signed, archive, to);
}

export async function writeBundle(
  signed: SignedManifest,
  archive: string,
  to: string,
): Promise<void> {
  const beside = mkdtempSync(join(dirname(to), '.bundle-'));
  try {
    const part = join(beside, 'bundle');
    writeFileSync(part, `${JSON.stringify(signed)}\n`);
    await pipeline(createReadStream(archive), createWriteStream(part, { flags: 'a' }));
    renameSync(part, to);
  } finally {
    rmSync(beside, { recursive: true });
  }
}

/** @throws Error, ReleaseFault: why nobody should take it */
export async function verifyBundle(path: string, keys: readonly string[]): Promise<Manifest> {
  const head = headOf(path);
  const manifest = manifestIn(signedIn(head), keys);
  const found = await digestOf(path, Buffer.byteLength(head) + 1);
  if (found.sha256 !== manifest.archive.sha256 || found.bytes !== manifest.archive.bytes)
    throw new Error('the archive is not the one that was signed');
  return manifest;
}

/** @throws Error when there is no first line of a fitting length */
export function headOf(path: string): string {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(MOST_HEAD_BYTES + 1);
    const read = readSync(file, bytes, 0, bytes.length, 0);
    const end = bytes.subarray(0, read).indexOf('\n');
    if (end < 0) throw new Error('this is no bundle of a release');
    return bytes.subarray(0, end).toString();
  } finally {
    closeSync(file);
  }
}
