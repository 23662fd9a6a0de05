/** What is on a tag, or shall be: kept before each write, so that a write that was torn off can be finished or undone. */
import type { TagMemory } from '../../devices/device.ts';
import { withoutAfi } from '../../tags/iso28560-4-epc.ts';
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
  if (isSame(current, wanted)) return 'done';
  if (isSame(current, previous)) return 'untouched';
  return memoryIsOurs(previous, wanted, current) && epcIsOurs(previous.epc, wanted.epc, current.epc)
    ? 'torn'
    : 'foreign';
}

const isSame = (one: TagImage, other: TagImage): boolean =>
  one.memory.join() === other.memory.join() && one.epc?.join() === other.epc?.join();

/** A tag takes a block whole or not at all; the first is emptied meanwhile where no check sum would tell. */
function memoryIsOurs(previous: TagImage, wanted: TagImage, current: TagImage): boolean {
  const size = current.blockSize;
  const [before, after] = [piecesOf(previous.memory, size), piecesOf(wanted.memory, size)];
  const emptied = Array.from({ length: size }, () => 0).join();
  return piecesOf(current.memory, size).every(
    (now, at) => now === after[at] || now === before[at] || (at === 0 && now === emptied),
  );
}

/**
 * Of the EPC bank readers write a word at a time. Where its PC word says by now that the number is longer than it
 * was, what was there behind the old one nobody has read.
 */
function epcIsOurs(
  previous: Uint8Array = NONE,
  wanted: Uint8Array = NONE,
  current: Uint8Array = NONE,
): boolean {
  const [before, after] = [piecesOf(previous, WORD), piecesOf(wanted, WORD)];
  const [pc, ...words] = piecesOf(current, WORD);
  const pcs = [previous, wanted].flatMap((epc) => [epc, withoutAfi(epc)]);
  return (
    pcs.some((epc) => piecesOf(epc.subarray(0, WORD), WORD)[0] === pc) &&
    words.every(
      (now, at) => now === after[at + 1] || now === before[at + 1] || before[at + 1] === undefined,
    )
  );
}

const WORD = 2;
const NONE = new Uint8Array();

function piecesOf(bytes: Uint8Array, size: number): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    pieces.push(bytes.subarray(at, at + size).join());
  }
  return pieces;
}
