/** Chunks as they are sent: compressed with Brotli (RFC 7932), known by the SHA-256 of their bytes. */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, brotliDecompress, constants } from 'node:zlib';
import { decodeChunk, encodeChunk, MOST_CHUNK_BYTES } from './format/chunk.ts';
import type { Rows } from './format/chunk.ts';

const compress = promisify(brotliCompress);
const decompress = promisify(brotliDecompress);

/** 11 takes fifty times as long for four per cent. */
const QUALITY = 5;

export interface Chunk {
  /** Hexadecimal. */
  readonly sha256: string;
  readonly bytes: Uint8Array;
}

export async function compressed(rows: Rows): Promise<Chunk> {
  const raw = encodeChunk(rows);
  const bytes = await compress(raw, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: raw.length,
    },
  });
  return { sha256: createHash('sha256').update(bytes).digest('hex'), bytes };
}

/** @throws Error when the bytes are no chunk */
export async function decompressed(bytes: Uint8Array): Promise<Rows> {
  return decodeChunk(await decompress(bytes, { maxOutputLength: MOST_CHUNK_BYTES }));
}
