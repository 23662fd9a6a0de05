import { COMPACTIONS } from './iso15962-compaction.ts';
import type { Compaction } from './iso15962-compaction.ts';

/**
 * Data sets of ISO/IEC 15962 (no-directory), one after another up to a 00 or the end of the memory:
 *
 *     OID 1…14      precursor [padding count] length data… [00…]
 *     OID 15…127    precursor OID−15 [padding count] length data… [00…]
 *
 * Precursor: bit 7 says that a padding count follows, bits 6–4 are the compaction, bits 3–0 the OID, 15 for the
 * longer form. Padding lets a data set that is locked end with a block.
 */
export interface DataSet {
  readonly oid: number;
  readonly compaction: Compaction;
  /** Bytes of padding after the data. */
  readonly padBytes: number;
  readonly data: Uint8Array;
  /** Where it begins in the memory, and where the next one would. */
  readonly start: number;
  readonly end: number;
}

/**
 * `truncated`: a data set goes on beyond the end of the memory. `malformed`: a byte that cannot begin a data set, or
 * data that its compaction cannot have made.
 */
export type DataSetError = 'truncated' | 'malformed';

export interface DataSets {
  /** Those that are whole. */
  readonly sets: readonly DataSet[];
  /** Where the terminator stands, or would. */
  readonly end: number;
  readonly error?: DataSetError;
}

const OFFSET = 0x80;
/** The OID nibble that says: the OID is in a byte of its own, less 15. */
const EXTENDED = 15;
const MAX_OID = 127;

export function decodeDataSets(memory: Uint8Array, start = 0): DataSets {
  const restIsWhole = wholeFrom(memory, start);
  const sets: DataSet[] = [];
  let at = start;
  while (at < memory.length && memory[at] !== 0) {
    const set = setAt(memory, at, restIsWhole);
    if (typeof set === 'string') return { sets, end: at, error: set };
    sets.push(set);
    at = set.end;
  }
  return { sets, end: at };
}

/**
 * Encoders do not agree whether the padding count stands before or after the byte of the OID (ISO/IEC 15962 is read
 * either way). After it is taken, unless only the other way is followed by whole data sets up to the end.
 */
function setAt(
  memory: Uint8Array,
  at: number,
  restIsWhole: (at: number) => boolean,
): DataSet | DataSetError {
  const usual = readSet(memory, at, 'oid-first');
  if (!hasTwoReadings(memory[at] ?? 0) || isGood(memory, usual, restIsWhole)) return usual;
  const other = readSet(memory, at, 'padding-first');
  return isGood(memory, other, restIsWhole) ? other : usual;
}

const hasTwoReadings = (precursor: number): boolean =>
  (precursor & OFFSET) !== 0 && (precursor & 0x0f) === EXTENDED;

const isGood = (
  memory: Uint8Array,
  set: DataSet | DataSetError,
  restIsWhole: (at: number) => boolean,
): boolean =>
  typeof set !== 'string' &&
  memory.subarray(set.end - set.padBytes, set.end).every((byte) => byte === 0) &&
  restIsWhole(set.end);

/** Worked out from the end, so that two readings of each data set do not double the work each time. */
function wholeFrom(memory: Uint8Array, start: number): (at: number) => boolean {
  const whole = new Uint8Array(memory.length + 1);
  const isWhole = (at: number) => whole[at] === 1;
  whole[memory.length] = 1;
  for (let at = memory.length - 1; at >= start; at--) {
    const set = memory[at] === 0 ? undefined : setAt(memory, at, isWhole);
    whole[at] = set === undefined || (typeof set !== 'string' && isWhole(set.end)) ? 1 : 0;
  }
  return isWhole;
}

function readSet(
  memory: Uint8Array,
  start: number,
  order: 'oid-first' | 'padding-first',
): DataSet | DataSetError {
  const precursor = memory[start] ?? 0;
  const padded = (precursor & OFFSET) !== 0;
  const extended = (precursor & 0x0f) === EXTENDED;
  const head = 2 + Number(padded) + Number(extended);
  if (start + head > memory.length) return 'truncated';
  const [first = 0, second = 0] = memory.subarray(start + 1);
  const [relative, padding] =
    order === 'oid-first' || !extended ? [first, second] : [second, first];
  const oid = extended ? EXTENDED + relative : precursor & 0x0f;
  if (oid === 0 || oid > MAX_OID) return 'malformed';
  const padBytes = padded ? (extended ? padding : first) : 0;
  const dataEnd = start + head + (memory[start + head - 1] ?? 0);
  const end = dataEnd + padBytes;
  if (end > memory.length) return 'truncated';
  const compaction = COMPACTIONS[(precursor >> 4) & 7] ?? 'application-defined';
  return { oid, compaction, padBytes, data: memory.subarray(start + head, dataEnd), start, end };
}

export interface NewDataSet {
  readonly oid: number;
  readonly compaction: Compaction;
  readonly data: Uint8Array;
}

/**
 * @param growBy so many bytes longer than it must be: the padding count is one of them, padding the others
 * @throws RangeError for an OID, a length of data or a padding that no data set can have
 */
export function encodeDataSet({ oid, compaction, data }: NewDataSet, growBy = 0): Uint8Array {
  if (oid < 1 || oid > MAX_OID) throw new RangeError(`there is no OID ${oid}`);
  if (data.length > 0xff) throw new RangeError(`OID ${oid}: ${data.length} bytes are too many`);
  if (growBy > 0x100)
    throw new RangeError(`OID ${oid}: ${growBy - 1} bytes of padding are too many`);
  const code = COMPACTIONS.indexOf(compaction) << 4;
  const precursor = (growBy > 0 ? OFFSET : 0) | code | Math.min(oid, EXTENDED);
  const extension = oid < EXTENDED ? [] : [oid - EXTENDED];
  const padding = growBy > 0 ? [growBy - 1] : [];
  const tail = new Uint8Array(Math.max(0, growBy - 1));
  return Uint8Array.of(precursor, ...extension, ...padding, data.length, ...data, ...tail);
}
