import { decodeDataSets, encodeDataSet } from './iso15962-data-sets.ts';
import type { DataSet, NewDataSet } from './iso15962-data-sets.ts';

/** A data set that stays as it is, or one that takes a place among them. */
export type Piece = { readonly kept: DataSet } | { readonly fresh: NewDataSet };

/**
 * New data sets between those that stay. What stays keeps its bytes and its order, and its place wherever what comes
 * before still fits there, else one that many whole blocks further on: what began with a block and may be locked so
 * goes on beginning with one. Bytes behind the terminator are not touched.
 * @param start where the first data set begins
 * @throws RangeError when the memory has no room
 */
export function rewriteDataSets(
  memory: Uint8Array,
  start: number,
  pieces: readonly Piece[],
  blockSize: number,
): Uint8Array {
  const laid = layOut(memory, start, pieces, blockSize);
  const oldEnd = decodeDataSets(memory, start).end;
  const newEnd = start + laid.length;
  // A terminator must follow, unless the memory ends there.
  const touched = Math.min(newEnd + 1, memory.length);
  if (newEnd > memory.length || memory.subarray(oldEnd, touched).some((byte) => byte !== 0)) {
    throw new RangeError(`${laid.length} bytes do not fit on the tag`);
  }
  const rewritten = memory.slice();
  rewritten.fill(0, start, Math.max(oldEnd, touched));
  rewritten.set(laid, start);
  return rewritten;
}

function layOut(
  memory: Uint8Array,
  start: number,
  pieces: readonly Piece[],
  blockSize: number,
): Uint8Array {
  const bytes: number[] = [];
  for (const [at, piece] of pieces.entries()) {
    if ('kept' in piece) {
      bytes.push(...memory.subarray(piece.kept.start, piece.kept.end));
      continue;
    }
    const next = pieces[at + 1];
    const end = start + bytes.length + encodeDataSet(piece.fresh).length;
    const gap = next && 'kept' in next ? gapBefore(next.kept.start, end, blockSize) : 0;
    bytes.push(...encodeDataSet(piece.fresh, gap));
  }
  return Uint8Array.from(bytes);
}

/** What must be filled so that the next one keeps its place, or its place in a block. */
function gapBefore(place: number, end: number, blockSize: number): number {
  const gap = place - end;
  const inBlock = ((gap % blockSize) + blockSize) % blockSize;
  return gap >= 0 && gap <= MAX_PADDING ? gap : inBlock;
}

/** The padding count and as many bytes as it can count. */
const MAX_PADDING = 0x100;
