import { Fault } from '../../errors.ts';
import type { RfidReader, TagMemory, Uid } from '../device.ts';
import type { Timing } from '../timing.ts';
import { readingBack, tagFault, writeVerified } from './verified-write.ts';
import type { Attempt, WriteRules } from './verified-write.ts';

/** Blocks that lie one behind the other, in memory order. */
export interface BlockRun {
  readonly firstBlock: number;
  /** Whole blocks. */
  readonly bytes: Uint8Array;
}

/** What else of a tag is to change; what is not named is left alone. */
export interface TagRegisters {
  /** UHF: PC word and UII. */
  readonly epc?: Uint8Array;
  /** HF. */
  readonly dsfid?: number;
  readonly afi?: number;
}

/** A write of several blocks that did not come to its end. */
export class TornWrite extends Fault {
  /** Numbers of the blocks that are not as wanted; undefined where the tag could no longer be read. */
  readonly blocks: readonly number[] | undefined;

  constructor(fault: Fault, blocks: readonly number[] | undefined) {
    super(fault.code, fault.message, { cause: fault });
    this.name = 'TornWrite';
    this.blocks = blocks;
  }
}

/** More than ISO/IEC 15693-3 can address (256 blocks of 32 bytes): readers stop at the end of the tag. */
export const WHOLE_MEMORY = 256 * 32;

type ImageReader = Pick<
  RfidReader,
  'readTag' | 'writeBlocks' | 'writeDsfid' | 'writeAfi' | 'writeEpc'
>;

/**
 * Writes blocks, then EPC bank, DSFID and AFI, and reads everything back: what was to change, and what was not. In
 * this order a tag that is pulled away is never secured, nor recognised by its DSFID, as what it does not yet hold.
 * @returns what the tag says in the end
 * @throws TornWrite or Fault `tag-gone`, `tag-refused`, `not-verified`, `not-supported`, or that of the line
 */
export async function writeImage(
  reader: ImageReader,
  uid: Uid,
  runs: readonly BlockRun[],
  registers: TagRegisters,
  rules: WriteRules,
  timing: Timing,
): Promise<TagMemory> {
  const before = await reader.readTag(uid, WHOLE_MEMORY);
  const wanted = withRuns(before, runs);
  if (runs.length > 0) {
    await writeVerified(blocksAttempt(reader, before, wanted), rules, timing);
  }
  for (const attempt of registerAttempts(reader, uid, registers)) {
    await writeVerified(attempt, rules, timing);
  }
  const after = await reader.readTag(uid, WHOLE_MEMORY);
  const torn = differing(wanted, after);
  if (torn.length > 0) throw new TornWrite(notKept(), torn);
  return after;
}

function withRuns({ blockSize, memory }: TagMemory, runs: readonly BlockRun[]): Uint8Array {
  const wanted = memory.slice();
  for (const { firstBlock, bytes } of runs) {
    const start = firstBlock * blockSize;
    if (bytes.length % blockSize !== 0) throw new RangeError('a run is not of whole blocks');
    if (start + bytes.length > memory.length) {
      throw new Fault('tag-refused', `the tag has no block ${firstBlock}…`);
    }
    wanted.set(bytes, start);
  }
  return wanted;
}

/** Each try writes only what is not yet as wanted, as the try before has read it back. */
function blocksAttempt(reader: ImageReader, before: TagMemory, wanted: Uint8Array): Attempt {
  let current = before;
  return async () => {
    const written = await tagFault(() => writeDiffering(reader, current, wanted));
    const unread = await tagFault(async () => {
      current = await reader.readTag(before.uid, WHOLE_MEMORY);
    });
    if (unread) {
      const gone = new Fault('tag-gone', 'it could not be read back', { cause: unread });
      return new TornWrite(gone, undefined);
    }
    const torn = differing(wanted, current);
    if (torn.length === 0) return undefined;
    return new TornWrite(written?.code === 'tag-refused' ? written : notKept(written), torn);
  };
}

async function writeDiffering(
  reader: ImageReader,
  { blockSize, memory, uid }: TagMemory,
  wanted: Uint8Array,
): Promise<void> {
  const blocks = differing(wanted, { blockSize, memory });
  for (const { first, count } of inRuns(blocks)) {
    const bytes = wanted.subarray(first * blockSize, (first + count) * blockSize);
    await reader.writeBlocks(uid, first, bytes);
  }
}

/** Numbers of the blocks in which the tag is not as wanted. */
function differing(
  wanted: Uint8Array,
  { blockSize, memory }: Pick<TagMemory, 'blockSize' | 'memory'>,
): number[] {
  const blocks: number[] = [];
  for (let at = 0; at < Math.max(wanted.length, memory.length); at += blockSize) {
    const block = wanted.subarray(at, at + blockSize);
    const held = memory.subarray(at, at + blockSize);
    if (block.length !== held.length || block.some((byte, index) => byte !== held[index])) {
      blocks.push(at / blockSize);
    }
  }
  return blocks;
}

function inRuns(blocks: readonly number[]): { first: number; count: number }[] {
  const runs: { first: number; count: number }[] = [];
  for (const block of blocks) {
    const last = runs.at(-1);
    if (last && last.first + last.count === block) last.count += 1;
    else runs.push({ first: block, count: 1 });
  }
  return runs;
}

function registerAttempts(
  reader: ImageReader,
  uid: Uid,
  { epc, dsfid, afi }: TagRegisters,
): Attempt[] {
  const read = () => reader.readTag(uid, 0);
  const attempts: Attempt[] = [];
  if (epc) {
    const held = async () => String((await read()).epc);
    attempts.push(readingBack(() => reader.writeEpc(uid, epc), held, String(epc)));
  }
  if (dsfid !== undefined) {
    const held = async () => (await read()).dsfid;
    attempts.push(readingBack(() => reader.writeDsfid(uid, dsfid), held, dsfid));
  }
  if (afi !== undefined) {
    const held = async () => (await read()).afi;
    attempts.push(readingBack(() => reader.writeAfi(uid, afi), held, afi));
  }
  return attempts;
}

const notKept = (cause?: Fault): Fault =>
  new Fault('not-verified', 'the tag did not keep what was written', { cause });
