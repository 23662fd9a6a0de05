import { cannot, CannotWrite } from './cannot-write.ts';
import type { DataModel, TagContent } from './data-model.ts';
import type { DecodedTag, TagBytes } from './decoded-tag.ts';
import { reverseBlocks } from './iso28560-3.ts';
import { endOf, lossesOf, sameBytes } from './losses.ts';
import type { Sentence } from './sentence.ts';
import { decodeTag } from './tag.ts';
import { imageFor } from './write-image.ts';
import type { ImageOptions, Now, TagImage } from './write-image.ts';

/** Whole blocks, one after another. */
export interface BlockRun {
  readonly firstBlock: number;
  readonly bytes: Uint8Array;
}

/** What is to be written on a tag, and what that costs. */
export interface WritePlan {
  readonly kind: 'plan';
  /** What is to be read back when all is done. */
  readonly image: TagImage;
  /**
   * What changes, in the order in which it is to be written. The first block may come twice: emptied before all
   * others and filled after them, so that a write that is torn leaves no tag that names a wrong item.
   */
  readonly runs: readonly BlockRun[];
  /** To be written after the blocks, DSFID first; undefined: it is so already, or the reader cannot tell. */
  readonly dsfid?: number;
  readonly afi?: number;
  /** UHF: PC word and UII, to be written last. */
  readonly epc?: Uint8Array;
  /** Empty: nothing is lost. */
  readonly losses: readonly Sentence[];
}

/** It cannot be written, and why: nothing has been changed. */
export interface Refusal {
  readonly kind: 'refused';
  readonly why: Sentence;
}

/** A tag on the pad, read whole. */
export interface OntoTag {
  readonly tag: TagBytes & {
    readonly afi: number | undefined;
    readonly blockCount?: number | undefined;
  };
  /** By block; what is missing is taken for not locked. */
  readonly locks: readonly boolean[];
}

/** How to make the tag hold `content`. A damaged tag, whatever the site accepts for loans, is written anew. */
export function planWrite(
  model: DataModel,
  content: TagContent,
  onto: OntoTag,
  options: ImageOptions = {},
): WritePlan | Refusal {
  return orRefusal(() => {
    const now = nowOf(onto, options);
    const image = imageFor(model, content, now, options);
    return plan({ ...image, memory: keepLockedRest(image, onto) }, now, onto, options);
  });
}

/** How to put back what was on the tag: `image` as it was read before. */
export function planRestore(
  image: TagImage,
  onto: OntoTag,
  options: ImageOptions = {},
): WritePlan | Refusal {
  return orRefusal(() => {
    const { memory } = onto.tag;
    if (image.memory.length !== memory.length)
      throw cannot('tag.cannot-fit', { needed: image.memory.length, size: memory.length });
    return plan(image, nowOf(onto, options), onto, options);
  });
}

function orRefusal(make: () => WritePlan): WritePlan | Refusal {
  try {
    return make();
  } catch (error) {
    if (error instanceof CannotWrite) return { kind: 'refused', why: error.sentence };
    throw error;
  }
}

/** @throws CannotWrite `tag.cannot-unread` */
function nowOf({ tag }: OntoTag, { uiiProfile }: ImageOptions): Now {
  const { memory, blockSize, blockCount, epc } = tag;
  const isWhole = memory.length % blockSize === 0 && memory.length / blockSize >= (blockCount ?? 0);
  if (!isWhole || (memory.length === 0 && epc === undefined)) throw cannot('tag.cannot-unread', {});
  const decoded = decodeTag(tag, uiiProfile && { uiiProfile });
  return { tag: isReversed(decoded) ? inNormalOrder(tag) : tag, decoded };
}

const isReversed = (decoded: DecodedTag): boolean =>
  (decoded.kind === 'iso28560-3' && decoded.blockByteOrder === 'reversed') ||
  (decoded.kind === 'damaged' &&
    decoded.format === 'iso28560-3' &&
    decoded.fields.blockByteOrder === 'reversed');

const inNormalOrder = (tag: OntoTag['tag']): OntoTag['tag'] => ({
  ...tag,
  memory: reverseBlocks(tag.memory, tag.blockSize),
});

/** Behind the end of the new content it does not matter what a locked block holds. */
function keepLockedRest(image: TagImage, { tag, locks }: OntoTag): Uint8Array {
  const memory = image.memory.slice();
  const after = { ...tag, ...image };
  const end = endOf({ tag: after, decoded: decodeTag(after) });
  for (const [block, locked] of locks.entries()) {
    const from = block * tag.blockSize;
    const until = from + tag.blockSize;
    if (locked && from >= end) memory.set(tag.memory.subarray(from, until), from);
  }
  return memory;
}

function plan(image: TagImage, now: Now, onto: OntoTag, options: ImageOptions): WritePlan {
  const { tag, locks } = onto;
  const changed = changedBlocks(tag, image.memory);
  const locked = changed.filter((block) => locks[block] === true);
  const [first] = locked;
  if (first !== undefined)
    throw cannot('tag.cannot-locked', { block: first, blocks: locked.length });
  const after = { ...tag, ...image };
  const decoded = decodeTag(after, options.uiiProfile && { uiiProfile: options.uiiProfile });
  return {
    kind: 'plan',
    image,
    runs: runsFor(changed, image.memory, onto, isGuarded(now.decoded, decoded)),
    ...settings(image, tag),
    losses: lossesOf(now, { tag: after, decoded }),
  };
}

function settings(image: TagImage, tag: OntoTag['tag']): Pick<WritePlan, 'dsfid' | 'afi' | 'epc'> {
  const { dsfid, afi, epc } = image;
  return {
    ...(dsfid !== undefined && tag.dsfid !== undefined && dsfid !== tag.dsfid && { dsfid }),
    ...(afi !== undefined && epc === undefined && afi !== tag.afi && { afi }),
    ...(epc !== undefined && !sameBytes(epc, tag.epc) && { epc }),
  };
}

function changedBlocks({ memory, blockSize }: TagBytes, image: Uint8Array): number[] {
  const blocks = Array.from({ length: memory.length / blockSize }, (_, block) => block);
  return blocks.filter((block) => {
    const [from, to] = [block * blockSize, (block + 1) * blockSize];
    return !sameBytes(memory.subarray(from, to), image.subarray(from, to));
  });
}

/**
 * What is torn half-way is found out by the CRC of part 3, as long as both halves are part 3. It covers the basic
 * block alone: the xor of an extension block does not see letters that change places.
 */
const isGuarded = (before: DecodedTag, after: DecodedTag): boolean =>
  after.kind === 'iso28560-3' &&
  !after.primaryItemIdInExtension &&
  after.ownerInstitution !== '' &&
  (before.kind === 'blank' ||
    before.kind === 'iso28560-3' ||
    (before.kind === 'damaged' && before.format === 'iso28560-3'));

/**
 * Without a CRC, the first block, by which every format is recognised, is emptied first and filled last. One that is
 * locked, or empty already, needs no emptying.
 */
function runsFor(
  changed: readonly number[],
  image: Uint8Array,
  { tag: { memory, blockSize }, locks }: OntoTag,
  isGuarded: boolean,
): BlockRun[] {
  const run = (blocks: readonly number[]): BlockRun => {
    const from = (blocks[0] ?? 0) * blockSize;
    return {
      firstBlock: blocks[0] ?? 0,
      bytes: image.slice(from, from + blocks.length * blockSize),
    };
  };
  if (isGuarded || locks[0] === true || !changed.some((block) => block > 0))
    return joined(changed).map(run);
  const isEmpty = memory.subarray(0, blockSize).every((byte) => byte === 0);
  const emptied = isEmpty ? [] : [{ firstBlock: 0, bytes: new Uint8Array(blockSize) }];
  const others = changed.filter((block) => block > 0);
  const isFilled = !isEmpty || changed.includes(0);
  return [...emptied, ...joined(others).map(run), ...(isFilled ? [run([0])] : [])];
}

/** Neighbours together. */
function joined(blocks: readonly number[]): number[][] {
  const groups: number[][] = [];
  for (const block of blocks) {
    const last = groups.at(-1);
    if (last?.at(-1) === block - 1) last.push(block);
    else groups.push([block]);
  }
  return groups;
}
