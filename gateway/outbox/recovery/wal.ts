/**
 * SQLite's write-ahead log read byte by byte (sqlite.org/fileformat2.html §4), because SQLite itself says nothing of
 * one that is damaged: it takes what comes before the first wrong byte, and drops all that was committed after it.
 */

const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
/** The last bit says how the checksums read the words: 1 = big-endian. */
const MAGIC = 0x377f0682;

/** A page as it was written in one commit. */
interface Frame {
  readonly page: number;
  readonly data: Uint8Array;
  /** Of the last frame of a commit: pages of the database after it; of the others 0. */
  readonly pageCount: number;
  /** It belongs to this run of the log, and its checksum follows from the one before it. */
  readonly isWhole: boolean;
}

export interface Wal {
  /** The latest committed content of each page, as far as it can be read. */
  readonly pages: ReadonlyMap<number, Uint8Array>;
  /** Of the database after the last commit; what lies beyond it is history. Undefined: as long as its file. */
  readonly pageCount: number | undefined;
  /** Something that was committed cannot be read, or would be passed over by SQLite without a word. */
  readonly isDamaged: boolean;
}

type Sum = readonly [number, number];

/** @param bytes of the file; empty where there is none. @param pageBytes size of a page of the database */
export function readWal(bytes: Uint8Array, pageBytes: number): Wal {
  if (bytes.length < HEADER_BYTES + FRAME_HEADER_BYTES + pageBytes) return EMPTY;
  const header = readHeader(bytes);
  const frames = framesIn(bytes, pageBytes, header);
  const last = frames.findLastIndex(isCommit);
  const pages = new Map<number, Uint8Array>();
  for (const { data, isWhole, page } of frames.slice(0, last + 1)) {
    if (isWhole) pages.set(page, data);
  }
  const isDamaged = !header.isWhole || isCutShort(frames);
  return { pages, pageCount: frames[last]?.pageCount, isDamaged };
}

const EMPTY: Wal = { pages: new Map(), pageCount: undefined, isDamaged: false };

const isCommit = ({ isWhole, pageCount }: Frame): boolean => isWhole && pageCount > 0;

/**
 * A power cut leaves one commit at most that is not whole, at the end: each is on disk before the next begins
 * (synchronous = FULL). Two that come after a wrong frame had been on disk.
 */
function isCutShort(frames: readonly Frame[]): boolean {
  const wrong = frames.findIndex(({ isWhole }) => !isWhole);
  if (wrong < 0) return false;
  return frames.slice(wrong + 1).filter(isCommit).length > 1;
}

interface Header {
  readonly isWhole: boolean;
  readonly littleEndian: boolean;
  readonly salts: Sum;
  readonly sum: Sum;
}

function readHeader(bytes: Uint8Array): Header {
  const view = viewOf(bytes);
  const magic = view.getUint32(0);
  const littleEndian = (magic & 1) === 0;
  const sum = checksum(bytes.subarray(0, 24), littleEndian, [0, 0]);
  const isWhole =
    (magic | 1) === (MAGIC | 1) && sum[0] === view.getUint32(24) && sum[1] === view.getUint32(28);
  // Without its header the log is read as the first of its frames says it.
  const at = isWhole ? 16 : HEADER_BYTES + 8;
  return { isWhole, littleEndian: isWhole ? littleEndian : true, salts: pair(view, at), sum };
}

/** Each is checked against the sum that the one before it says: one wrong frame does not hide those after it. */
function framesIn(bytes: Uint8Array, pageBytes: number, header: Header): Frame[] {
  const view = viewOf(bytes);
  const frameBytes = FRAME_HEADER_BYTES + pageBytes;
  const frames: Frame[] = [];
  let before = header.sum;
  for (let at = HEADER_BYTES; at + frameBytes <= bytes.length; at += frameBytes) {
    const [salt1, salt2] = pair(view, at + 8);
    // Others are what an earlier run of the log has left behind.
    const isOfThisRun = salt1 === header.salts[0] && salt2 === header.salts[1];
    const data = bytes.subarray(at + FRAME_HEADER_BYTES, at + frameBytes);
    const head = checksum(bytes.subarray(at, at + 8), header.littleEndian, before);
    const sum = checksum(data, header.littleEndian, head);
    const said = pair(view, at + 16);
    const isWhole = isOfThisRun && sum[0] === said[0] && sum[1] === said[1];
    frames.push({ data, isWhole, page: view.getUint32(at), pageCount: view.getUint32(at + 4) });
    before = said;
  }
  return frames;
}

/** As the file format has it: over pairs of 32-bit words, each sum feeding the other. */
function checksum(bytes: Uint8Array, littleEndian: boolean, [first, second]: Sum): Sum {
  const view = viewOf(bytes);
  let [a, b] = [first, second];
  for (let at = 0; at + 8 <= bytes.length; at += 8) {
    a = (a + view.getUint32(at, littleEndian) + b) >>> 0;
    b = (b + view.getUint32(at + 4, littleEndian) + a) >>> 0;
  }
  return [a, b];
}

const pair = (view: DataView, at: number): Sum => [view.getUint32(at), view.getUint32(at + 4)];

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
