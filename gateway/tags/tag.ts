import type { TagContent } from './data-model.ts';
import type { DecodedTag, DecodeOptions, TagBytes } from './decoded-tag.ts';
import { decodeDataSets } from './iso15962-data-sets.ts';
import { contentOfPart2, DSFID_PART2 } from './iso28560-2.ts';
import { contentOfPart3 } from './iso28560-3.ts';
import { contentOfPart4 } from './iso28560-4.ts';
import { recogniseHf } from './recognise-hf.ts';
import { recogniseUhf } from './recognise-uhf.ts';
import { contentOfRfid501 } from './rfid501.ts';

export type { DecodedTag, DecodeOptions, TagBytes } from './decoded-tag.ts';

/** What the tag says, by the first format that fits. A barcode is never guessed. */
export const decodeTag = (tag: TagBytes, options: DecodeOptions = {}): DecodedTag =>
  tag.epc === undefined ? recogniseHf(tag, options) : recogniseUhf(tag, tag.epc, options);

/** The item or the card that the tag names; undefined when it names none. */
export function contentOf(decoded: DecodedTag): TagContent | undefined {
  switch (decoded.kind) {
    case 'iso28560-3':
      return contentOfPart3(decoded);
    case 'iso28560-2':
      return contentOfPart2(decoded);
    case 'iso28560-4':
      return contentOfPart4(decoded.epc, decoded.user, decoded.profile);
    case 'rfid501':
      return contentOfRfid501(decoded);
    case 'blank':
    case 'ndef':
    case 'damaged':
    case 'unknown':
      return undefined;
  }
}

/** Whether what was read is not enough to know what the tag says, and there is more to read. */
export function needsMore(tag: TagBytes & { readonly blockCount?: number | undefined }): boolean {
  const { memory, blockSize, blockCount, epc } = tag;
  if (memory.length === 0) return false;
  if (blockCount !== undefined && memory.length >= blockCount * blockSize) return false;
  const decoded = decodeTag(tag);
  switch (decoded.kind) {
    case 'unknown':
      // The EPC bank of a UHF tag is read whole; only data sets in the user bank can say more.
      return epc === undefined || memory[0] === DSFID_PART2;
    case 'damaged':
      return decoded.fault !== 'crc';
    case 'iso28560-2':
      return !isEnded(memory, 0);
    case 'iso28560-4':
      return decoded.user !== undefined && !isEnded(memory, 1);
    case 'iso28560-3':
    case 'rfid501':
    case 'ndef':
    case 'blank':
      return false;
  }
}

/** The 00 behind the last data set has been read. */
const isEnded = (memory: Uint8Array, start: number): boolean =>
  decodeDataSets(memory, start).end < memory.length;
