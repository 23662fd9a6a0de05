import { Fault } from '../../errors.ts';
import { epcSteps } from '../../tags/iso28560-4-epc.ts';
import type { BlockRun } from '../../tags/write-plan.ts';
import type { RfidReader, TagMemory, Uid } from '../device.ts';
import type { Timing } from '../timing.ts';
import { readingBack, tagFault, writeVerified } from './verified-write.ts';
import type { Attempt, WriteRules } from './verified-write.ts';

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
 * Runs are written in the order given: one that lies before its predecessor waits until that was read back.
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
  const write = new BlockWrite(reader, await reader.readTag(uid, WHOLE_MEMORY));
  requireRoom(write.current, runs);
  for (const group of inOrder(runs)) await writeVerified(write.of(group), rules, timing);
  const attempts = registerAttempts(reader, write.current, registers);
  for (const attempt of attempts) await writeVerified(attempt, rules, timing);
  return attempts.length > 0 ? write.check() : write.current;
}

/** Runs that may be written and read back together: each lies behind the one before it. */
function inOrder(runs: readonly BlockRun[]): BlockRun[][] {
  const groups: BlockRun[][] = [];
  for (const run of runs) {
    const group = groups.at(-1);
    const before = group?.at(-1)?.firstBlock ?? Infinity;
    if (group && before < run.firstBlock) group.push(run);
    else groups.push([run]);
  }
  return groups;
}

/** The memory of one tag under way from what it was to what it shall be. */
class BlockWrite {
  readonly #reader: ImageReader;
  /** As it was read last. */
  current: TagMemory;
  #wanted: Uint8Array;

  constructor(reader: ImageReader, tag: TagMemory) {
    this.#reader = reader;
    this.current = tag;
    this.#wanted = tag.memory;
  }

  /** Each try writes only what is not yet as wanted, as the try before has read it back. */
  of(runs: readonly BlockRun[]): Attempt {
    this.#wanted = withRuns(this.current, runs);
    return async () => {
      const written = await tagFault(() =>
        writeDiffering(this.#reader, this.current, this.#wanted),
      );
      const unread = await tagFault(() => this.#read());
      if (unread) return new TornWrite(unreadable(unread), undefined);
      const torn = differing(this.#wanted, this.current);
      if (torn.length === 0) return undefined;
      return new TornWrite(written?.code === 'tag-refused' ? written : notKept(written), torn);
    };
  }

  /** @throws TornWrite when the memory is no longer as it was read back */
  async check(): Promise<TagMemory> {
    await this.#read();
    const torn = differing(this.#wanted, this.current);
    if (torn.length > 0) throw new TornWrite(notKept(), torn);
    return this.current;
  }

  async #read(): Promise<void> {
    this.current = await this.#reader.readTag(this.current.uid, WHOLE_MEMORY);
  }
}

/** @throws RangeError, Fault `tag-refused` where the tag is shorter */
function requireRoom({ blockSize, memory }: TagMemory, runs: readonly BlockRun[]): void {
  for (const { firstBlock, bytes } of runs) {
    if (bytes.length % blockSize !== 0) throw new RangeError('a run is not of whole blocks');
    if (firstBlock * blockSize + bytes.length > memory.length) {
      throw new Fault('tag-refused', `the tag ends before block ${firstBlock}…`);
    }
  }
}

function withRuns({ blockSize, memory }: TagMemory, runs: readonly BlockRun[]): Uint8Array {
  const wanted = memory.slice();
  for (const { firstBlock, bytes } of runs) wanted.set(bytes, firstBlock * blockSize);
  return wanted;
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
  { epc: heldEpc, uid }: TagMemory,
  { epc, dsfid, afi }: TagRegisters,
): Attempt[] {
  const read = () => reader.readTag(uid, 0);
  const attempts: Attempt[] = [];
  for (const step of epc ? epcSteps(heldEpc, epc) : []) {
    const held = async () => String((await read()).epc);
    attempts.push(readingBack(() => reader.writeEpc(uid, step), held, String(step)));
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

const unreadable = (cause: Fault): Fault =>
  new Fault('tag-gone', 'it could not be read back', { cause });

const notKept = (cause?: Fault): Fault =>
  new Fault('not-verified', 'the tag did not keep what was written', { cause });
