/**
 * Rows of a permit as bytes (docs/rules/permit.md, "Bytes of a chunk"). Columns, not rows, and of the hashes each byte a column of its own:
 * the first bytes of rising hashes are nearly all alike, so that compression makes three bytes of five.
 */

interface Columns {
  /** 40 bits each, rising. */
  readonly hashes: Float64Array;
  readonly classes: Uint8Array;
  readonly standings: Uint8Array;
}
export interface ItemRows extends Columns {
  readonly kind: 'items';
}
export interface CardRows extends Columns {
  readonly kind: 'cards';
  /** `NO_LIMIT`: no rule sets one. */
  readonly loansLeft: Uint8Array;
  /** Days since 1970-01-01; `NO_END`: the card has none. */
  readonly lastDays: Uint16Array;
}
export type Rows = CardRows | ItemRows;

/** As a class: this number has no row any more. */
export const GONE = 255;
export const NO_LIMIT = 255;
export const NO_END = 0;

/** Of a chunk, before compression and after. */
export const MOST_CHUNK_BYTES = 64 * 1024;

const HEAD_BYTES = 5;
const HASH_BYTES = 5;
const WIDTH = { cards: 10, items: 7 } as const;
const CODE = { cards: 1, items: 2 } as const;

export const MOST_ROWS = {
  cards: Math.floor((MOST_CHUNK_BYTES - HEAD_BYTES) / WIDTH.cards),
  items: Math.floor((MOST_CHUNK_BYTES - HEAD_BYTES) / WIDTH.items),
} as const;

/** Bytes that are no chunk. */
export class ChunkFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ChunkFault';
  }
}

/** @throws ChunkFault when there are too many rows, or their hashes do not rise */
export function encodeChunk(rows: Rows): Uint8Array<ArrayBuffer> {
  const { hashes, kind } = rows;
  const count = hashes.length;
  if (count > MOST_ROWS[kind]) throw new ChunkFault(`${count} rows are too many for a chunk`);
  mustRise(hashes);
  const bytes = new Uint8Array(HEAD_BYTES + count * WIDTH[kind]);
  bytes[0] = CODE[kind];
  new DataView(bytes.buffer).setUint32(1, count);
  writeHashes(bytes.subarray(HEAD_BYTES), hashes);
  let at = HEAD_BYTES + HASH_BYTES * count;
  for (const column of bytesOf(rows)) {
    bytes.set(column, at);
    at += column.length;
  }
  return bytes;
}

function bytesOf(rows: Rows): Uint8Array[] {
  const { classes, standings } = rows;
  if (rows.kind === 'items') return [classes, standings];
  const days = new DataView(new ArrayBuffer(2 * rows.lastDays.length));
  rows.lastDays.forEach((day, at) => days.setUint16(2 * at, day));
  return [classes, standings, rows.loansLeft, new Uint8Array(days.buffer)];
}

/** @throws ChunkFault */
export function decodeChunk(bytes: Uint8Array): Rows {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEAD_BYTES) throw new ChunkFault('the chunk is cut');
  const kind = kindOf(view.getUint8(0));
  const count = view.getUint32(1);
  if (bytes.length !== HEAD_BYTES + count * WIDTH[kind])
    throw new ChunkFault(`${bytes.length} bytes do not hold ${count} rows of ${kind}`);
  // A copy: `slice` of Node's Buffer is none, and would keep all of it in memory.
  const column = (before: number) =>
    Uint8Array.from(bytes.subarray(HEAD_BYTES + before * count, HEAD_BYTES + (before + 1) * count));
  const hashes = readHashes(bytes.subarray(HEAD_BYTES), count);
  mustRise(hashes);
  const both = { hashes, classes: column(HASH_BYTES), standings: column(HASH_BYTES + 1) };
  if (kind === 'items') return { kind, ...both };
  const daysAt = HEAD_BYTES + 8 * count;
  const lastDays = Uint16Array.from({ length: count }, (_, at) => view.getUint16(daysAt + 2 * at));
  return { kind, ...both, loansLeft: column(HASH_BYTES + 2), lastDays };
}

function kindOf(code: number): Rows['kind'] {
  if (code === CODE.cards) return 'cards';
  if (code === CODE.items) return 'items';
  throw new ChunkFault(`there is no kind of chunk ${code}`);
}

function mustRise(hashes: Float64Array): void {
  let before = -1;
  for (const hash of hashes) {
    if (!(hash > before)) throw new ChunkFault('the rows are not in rising order');
    before = hash;
  }
}

function writeHashes(bytes: Uint8Array, hashes: Float64Array): void {
  const count = hashes.length;
  hashes.forEach((hash, at) => {
    let rest = hash;
    for (let plane = HASH_BYTES - 1; plane >= 0; plane -= 1) {
      bytes[plane * count + at] = rest % 256;
      rest = Math.floor(rest / 256);
    }
  });
}

function readHashes(bytes: Uint8Array, count: number): Float64Array {
  const hashes = new Float64Array(count);
  for (let plane = 0; plane < HASH_BYTES; plane += 1)
    for (let at = 0; at < count; at += 1)
      hashes[at] = (hashes[at] ?? 0) * 256 + (bytes[plane * count + at] ?? 0);
  return hashes;
}
