/**
 * The records of an SQLite file read page by page (sqlite.org/fileformat2.html §1.6, §2), without its header, its
 * schema or its trees: whatever page is damaged, the others still say what they hold.
 */

export type Value = null | number | string | Uint8Array;

export interface StoredRecord {
  readonly rowid: number;
  readonly values: readonly Value[];
}

/** A b-tree page that holds rows of a table, and none that only leads to others. */
const TABLE_LEAF = 13;
/** The first page begins with the header of the file. */
const FILE_HEADER_BYTES = 100;
const LEAF_HEADER_BYTES = 8;

export type Pages = ReadonlyMap<number, Uint8Array>;

/** Those that can be read, in no order; a cell that makes no sense is passed over. */
export function* recordsIn(pages: Pages): Generator<StoredRecord> {
  for (const [number, page] of pages) {
    const start = number === 1 ? FILE_HEADER_BYTES : 0;
    if (page[start] !== TABLE_LEAF) continue;
    for (const cell of cellsOf(page, start)) {
      const record = attempt(() => recordAt(page, cell, pages));
      if (record) yield record;
    }
  }
}

/** Where each cell begins; none where there cannot be so many. */
function cellsOf(page: Uint8Array, start: number): number[] {
  const view = new DataView(page.buffer, page.byteOffset, page.byteLength);
  const count = view.getUint16(start + 3);
  const first = start + LEAF_HEADER_BYTES;
  if (first + 2 * count > page.length) return [];
  return Array.from({ length: count }, (_, cell) => view.getUint16(first + 2 * cell));
}

/** Damaged bytes lead anywhere; past the end they lead to a RangeError. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) return undefined;
    throw error;
  }
}

function recordAt(page: Uint8Array, at: number, pages: Pages): StoredRecord {
  const cell = new Cursor(page, at);
  const length = cell.varint();
  const rowid = cell.varint();
  return { rowid, values: valuesIn(payloadAt(page, cell.at, length, pages)) };
}

/** What does not fit into its page goes on in others; how much stays is the format's rule (§1.6, “overflow”). */
function payloadAt(page: Uint8Array, at: number, length: number, pages: Pages): Uint8Array {
  const usable = page.length;
  if (length <= usable - 35) return part(page, at, length);
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const fitting = least + ((length - least) % (usable - 4));
  const local = fitting <= usable - 35 ? fitting : least;
  const payload = new Uint8Array(checked(length, pages.size * usable));
  payload.set(part(page, at, local));
  let next = new Cursor(page, at + local).integer(4);
  for (let filled = local; filled < length;) {
    const overflow = pages.get(next);
    if (!overflow) throw new RangeError('the overflow page is missing');
    const piece = part(overflow, 4, Math.min(usable - 4, length - filled));
    payload.set(piece, filled);
    filled += piece.length;
    next = new Cursor(overflow, 0).integer(4);
  }
  return payload;
}

function valuesIn(payload: Uint8Array): Value[] {
  const header = new Cursor(payload, 0);
  const headerEnd = checked(header.varint(), payload.length);
  const body = new Cursor(payload, headerEnd);
  const values: Value[] = [];
  while (header.at < headerEnd) values.push(valueOf(header.varint(), body));
  return values;
}

/** Bytes of an integer by its type (§2.1). */
const INTEGER_BYTES: Readonly<Record<number, number>> = { 1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8 };

function valueOf(type: number, body: Cursor): Value {
  const bytes = INTEGER_BYTES[type];
  if (bytes !== undefined) return body.integer(bytes);
  if (type === 0) return null;
  if (type === 8 || type === 9) return type - 8;
  if (type < 12) throw new RangeError('a type that these tables do not have');
  const content = body.take(Math.floor((type - 12) / 2));
  return type % 2 === 0 ? content : UTF8.decode(content);
}

/** Damaged text is not text: a TypeError. */
const UTF8 = new TextDecoder('utf-8', { fatal: true });

class Cursor {
  at: number;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  /** Big-endian, seven bits a byte, at most nine bytes; the ninth would be far beyond what our files hold. */
  varint(): number {
    let value = 0;
    for (let n = 0; n < 8; n++) {
      const byte = this.#next();
      value = value * 128 + (byte & 0x7f);
      if (byte < 0x80) return checked(value, Number.MAX_SAFE_INTEGER);
    }
    throw new RangeError('a number larger than any of ours');
  }

  /** Big-endian, signed. */
  integer(bytes: number): number {
    let value = BigInt(0);
    for (const byte of this.take(bytes)) value = (value << 8n) | BigInt(byte);
    return Number(BigInt.asIntN(8 * bytes, value));
  }

  take(bytes: number): Uint8Array {
    const taken = part(this.#bytes, this.at, bytes);
    this.at += bytes;
    return taken;
  }

  #next(): number {
    const [byte = 0] = this.take(1);
    return byte;
  }
}

function part(bytes: Uint8Array, at: number, length: number): Uint8Array {
  checked(at + length, bytes.length);
  return bytes.subarray(at, at + length);
}

function checked(value: number, most: number): number {
  if (value > most) throw new RangeError('it leads out of the file');
  return value;
}
