/** What is on a tag, or shall be: kept before each write, so that a write that was torn off can be finished or undone. */
import type { TagMemory } from '../../devices/device.ts';
import type { TagImage as WholeImage } from '../../tags/write-image.ts';

export interface TagImage extends WholeImage {
  readonly blockSize: number;
}

/** What the tag says to a gate is no part of it: a loan may have changed it since. */
export const imageOf = ({ blockSize, dsfid, epc, memory }: TagMemory): TagImage => ({
  ...{ blockSize, memory },
  ...(dsfid !== undefined && { dsfid }),
  ...(epc && { epc }),
});

/**
 * What has become of a write that nobody saw the end of. `foreign`: something is neither as it was nor as it was to
 * be, so somebody else has written since.
 */
export type Torn = 'untouched' | 'torn' | 'done' | 'foreign';

export function tornOf(previous: TagImage, wanted: TagImage, current: TagImage): Torn {
  if (current.memory.length !== wanted.memory.length) return 'foreign';
  const [before, after, now] = [piecesOf(previous), piecesOf(wanted), piecesOf(current)];
  const length = Math.max(before.length, after.length, now.length);
  const all = (is: (at: number) => boolean) =>
    Array.from({ length }, (_, at) => is(at)).every(Boolean);
  if (all((at) => now[at] === after[at])) return 'done';
  if (all((at) => now[at] === before[at])) return 'untouched';
  // The first block is emptied while the others are written, where no check sum would tell.
  const emptied = Array.from({ length: current.blockSize }, () => 0).join();
  const isOurs = (at: number) =>
    now[at] === after[at] || now[at] === before[at] || (at === 0 && now[at] === emptied);
  return all(isOurs) ? 'torn' : 'foreign';
}

/** What a tag takes whole or not at all: a block; of the EPC bank a word, which is what readers write at a time. */
function piecesOf({ blockSize, epc = new Uint8Array(), memory }: TagImage): string[] {
  return [...inPieces(memory, blockSize), ...inPieces(epc, 2)];
}

function inPieces(bytes: Uint8Array, size: number): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    pieces.push(bytes.subarray(at, at + size).join());
  }
  return pieces;
}
