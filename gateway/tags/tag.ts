import { decodeBlank } from './blank.ts';
import type { Blank } from './blank.ts';
import type { TagContent } from './data-model.ts';
import {
  contentOfPart3,
  decodeIso28560Part3,
  looksLikePart3,
  readBasicBlock,
} from './iso28560-3.ts';
import type { Iso28560Part3 } from './iso28560-3.ts';
import { decodeNdef } from './ndef.ts';
import type { Ndef } from './ndef.ts';
import { contentOfRfid501, decodeRfid501 } from './rfid501.ts';
import type { Rfid501 } from './rfid501.ts';

/** What the content of a tag says. */
export type DecodedTag =
  | ({ readonly kind: 'blank' } & Blank)
  | ({ readonly kind: 'iso28560-3' } & Iso28560Part3)
  | ({ readonly kind: 'rfid501' } & Rfid501)
  | ({ readonly kind: 'ndef' } & Ndef)
  | ({ readonly kind: 'damaged' } & Damage)
  /** Another format, or none. A barcode is never guessed from it. */
  | { readonly kind: 'unknown' };

/** Written in a known format and no longer whole, as after an interrupted write. */
export type Damage = {
  readonly format: 'iso28560-3';
  /** `crc`: of the basic block. `id-lost`: the identifier is in an extension block that is not there, or not whole. */
  readonly fault: 'crc' | 'id-lost';
  /** As they stand, for staff: none of it is to be believed. */
  readonly fields: Iso28560Part3;
};

/** What of a tag is needed to know what it says; a `TagMemory` has it all. */
export interface TagBytes {
  /** From block 0 on, whole or in part; on UHF the user bank. */
  readonly memory: Uint8Array;
  readonly blockSize: number;
  readonly dsfid?: number | undefined;
  /** UHF: PC word and UII. */
  readonly epc?: Uint8Array | undefined;
}

export interface DecodeOptions {
  /** Some collections have tags by software that calculates the CRC wrongly: the site may take them as they stand. */
  readonly acceptWrongCrc?: boolean;
}

/**
 * Tries the known formats. The order matters: a first byte of 11 begins an ISO 28560-3 block and an ISO 28560-2
 * record alike, so the format that has a CRC is asked first.
 */
export function decodeTag(tag: TagBytes, options: DecodeOptions = {}): DecodedTag {
  const { memory } = tag;
  const blank = decodeBlank(memory);
  if (blank) return { kind: 'blank', ...blank };
  const part3 = decodeIso28560Part3(memory, tag.blockSize);
  if (part3) return wholePart3(part3);
  if (looksLikePart3(memory)) return wrongPart3(readBasicBlock(memory), options);
  const ndef = decodeNdef(memory);
  if (ndef) return { kind: 'ndef', ...ndef };
  const rfid501 = decodeRfid501(memory);
  return rfid501 ? { kind: 'rfid501', ...rfid501 } : { kind: 'unknown' };
}

/** The CRC does not cover the extension blocks, and the identifier may be in one of them. */
const wholePart3 = (fields: Iso28560Part3): DecodedTag =>
  fields.primaryItemIdInExtension && fields.primaryItemId === ''
    ? { kind: 'damaged', format: 'iso28560-3', fault: 'id-lost', fields }
    : { kind: 'iso28560-3', ...fields };

const wrongPart3 = (fields: Iso28560Part3, { acceptWrongCrc }: DecodeOptions): DecodedTag =>
  acceptWrongCrc === true
    ? wholePart3(fields)
    : { kind: 'damaged', format: 'iso28560-3', fault: 'crc', fields };

/** The item or the card that the tag names; undefined when it names none. */
export function contentOf(decoded: DecodedTag): TagContent | undefined {
  switch (decoded.kind) {
    case 'iso28560-3':
      return contentOfPart3(decoded);
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
  const { memory, blockSize, blockCount } = tag;
  if (memory.length === 0) return false;
  if (blockCount !== undefined && memory.length >= blockCount * blockSize) return false;
  const decoded = decodeTag(tag);
  if (decoded.kind === 'damaged') return decoded.fault === 'id-lost';
  return decoded.kind === 'unknown';
}
