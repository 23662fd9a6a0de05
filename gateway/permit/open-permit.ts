/** From what was sent, or lies on disk, to a permit that can be asked: each step checks (PM10). */
import { createPublicKey, createSecretKey, verify } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import { decodeChunk, MOST_CHUNK_BYTES, type Rows } from '#server/permit/format/chunk.ts';
import type { PermitAnswer } from '#server/permit/format/answers.ts';
import { Manifest } from '#server/permit/format/manifest.ts';
import { LoadedPermit, type PermitRows } from './loaded-permit.ts';
import { PermitFault } from './permit-fault.ts';
import { merge, NO_ROWS, packed, type RowTable } from './rules/row-table.ts';

const decompress = promisify(brotliDecompress);

/** @param permitKey the server's, 32 bytes, base64url. @throws PermitFault `signature`, `format` */
export function manifestIn({ manifest, signature }: PermitAnswer, permitKey: string): Manifest {
  const bytes = Buffer.from(manifest, 'base64url');
  if (!isSigned(bytes, signature, permitKey))
    throw new PermitFault('signature', 'the permit is not signed by the server');
  try {
    return Manifest.parse(JSON.parse(bytes.toString()));
  } catch (cause) {
    throw new PermitFault('format', 'the permit has a form that is not known here', { cause });
  }
}

function isSigned(bytes: Buffer, signature: string, permitKey: string): boolean {
  try {
    const key = createPublicKey({
      key: { kty: 'OKP', crv: 'Ed25519', x: permitKey },
      format: 'jwk',
    });
    return verify(null, bytes, key, Buffer.from(signature, 'base64url'));
  } catch {
    // What is no key has signed nothing.
    return false;
  }
}

/**
 * Reads the chunks one after the other and leaves room for others in between.
 * @param epochKey 32 bytes
 * @param chunk its bytes by their SHA-256, checked; undefined: it is not there
 * @throws PermitFault `chunk`, and whatever `chunk` throws
 */
export async function loadPermit(
  manifest: Manifest,
  epochKey: Buffer,
  chunk: (sha256: string) => Promise<Buffer | undefined>,
): Promise<LoadedPermit> {
  const decoded: Rows[] = [];
  for (const { sha256 } of manifest.chunks) decoded.push(await rowsIn(await chunk(sha256)));
  return new LoadedPermit(manifest, createSecretKey(epochKey), await tablesOf(decoded));
}

async function rowsIn(bytes: Buffer | undefined): Promise<Rows> {
  if (!bytes) throw new PermitFault('chunk', 'a chunk of the permit is not there');
  try {
    return decodeChunk(await decompress(bytes, { maxOutputLength: MOST_CHUNK_BYTES }));
  } catch (cause) {
    throw new PermitFault('chunk', 'a chunk of the permit cannot be read', { cause });
  }
}

async function tablesOf(chunks: readonly Rows[]): Promise<PermitRows> {
  const of = (kind: Rows['kind']) => chunks.filter((rows) => rows.kind === kind).map(packed);
  return { cards: await mergeAll(of('cards')), items: await mergeAll(of('items')) };
}

/** Neighbours first, so that many small chunks of changes do not walk through all the rows each time. */
async function mergeAll(tables: readonly RowTable[]): Promise<RowTable> {
  if (tables.length <= 1) return tables[0] ?? NO_ROWS;
  const halves: RowTable[] = [];
  for (let at = 0; at < tables.length; at += 2) {
    halves.push(merge(tables[at] ?? NO_ROWS, tables[at + 1] ?? NO_ROWS));
    await nextTurn();
  }
  return mergeAll(halves);
}
