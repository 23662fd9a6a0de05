/** What is on a tag, or shall be: kept before each write, so that a write that was torn off can be finished or undone. */
import type { TagMemory } from '../../devices/device.ts';

export type TagImage = Pick<TagMemory, 'blockSize' | 'memory' | 'dsfid' | 'afi' | 'epc'>;

export const imageOf = ({ afi, blockSize, dsfid, epc, memory }: TagMemory): TagImage => ({
  ...{ afi, blockSize, dsfid, memory },
  ...(epc && { epc }),
});

/**
 * What has become of a write that nobody saw the end of. `foreign`: a block is neither as it was nor as it was to be,
 * so somebody else has written since.
 */
export type Torn = 'untouched' | 'torn' | 'done' | 'foreign';

export function tornOf(previous: TagImage, wanted: TagImage, current: TagImage): Torn {
  const before = piecesOf(previous);
  const after = piecesOf(wanted);
  const now = piecesOf(current);
  const sizes = new Set([before.length, after.length, now.length]);
  if (sizes.size > 1) return 'foreign';
  if (now.every((piece, at) => piece === after[at])) return 'done';
  if (now.every((piece, at) => piece === before[at])) return 'untouched';
  return now.every((piece, at) => piece === after[at] || piece === before[at]) ? 'torn' : 'foreign';
}

/** What a tag takes whole or not at all: a block each, and the EPC bank as one, because a reader writes it by words. */
function piecesOf({ blockSize, epc, memory }: TagImage): string[] {
  const blocks: string[] = [];
  for (let at = 0; at < memory.length; at += blockSize) {
    blocks.push(memory.subarray(at, at + blockSize).join());
  }
  return [...blocks, epc?.join() ?? ''];
}
