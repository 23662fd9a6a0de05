/** Chunks as they are sent: compressed with Brotli (RFC 7932), known by the SHA-256 of their bytes. */
import { createHash } from 'node:crypto';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { decodeChunk, encodeChunk, MOST_CHUNK_BYTES } from './format/chunk.ts';
import type { Rows } from './format/chunk.ts';

/** 11 takes fifty times as long for four per cent. */
const QUALITY = 5;

export interface Chunk {
  /** Hexadecimal. */
  readonly sha256: string;
  readonly bytes: Uint8Array;
}

export function compressed(rows: Rows): Chunk {
  const raw = encodeChunk(rows);
  const bytes = brotliCompressSync(raw, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: raw.length,
    },
  });
  return { sha256: createHash('sha256').update(bytes).digest('hex'), bytes };
}

/** @throws Error when the bytes are no chunk */
export function decompressed(bytes: Uint8Array): Rows {
  return decodeChunk(brotliDecompressSync(bytes, { maxOutputLength: MOST_CHUNK_BYTES }));
}
