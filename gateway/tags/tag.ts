import { decodeIso28560Part3, looksLikePart3 } from './iso28560-3.ts';
import type { Iso28560Part3 } from './iso28560-3.ts';

/** What the content of a tag says. */
export type DecodedTag =
  | { readonly kind: 'blank' }
  | ({ readonly kind: 'iso28560-3' } & Iso28560Part3)
  /** Written in a known format and no longer whole, as after an interrupted write. */
  | { readonly kind: 'damaged'; readonly format: 'iso28560-3' }
  /** Another format, or none. A barcode is never guessed from it. */
  | { readonly kind: 'unknown' };

/**
 * Tries the known formats. The order matters: a first byte of 11 begins an ISO 28560-3 block and an ISO 28560-2
 * record alike, so the format that has a CRC is asked first.
 */
export function decodeTag(tag: {
  readonly memory: Uint8Array;
  readonly blockSize: number;
}): DecodedTag {
  if (isBlank(tag.memory)) return { kind: 'blank' };
  const part3 = decodeIso28560Part3(tag.memory, tag.blockSize);
  if (part3) return { kind: 'iso28560-3', ...part3 };
  if (looksLikePart3(tag.memory)) return { kind: 'damaged', format: 'iso28560-3' };
  return { kind: 'unknown' };
}

/** All zero, or as 3M delivered its labels: 24 bytes of 55, then zeros. Nothing read is not blank. */
function isBlank(memory: Uint8Array): boolean {
  if (memory.length === 0) return false;
  return (
    memory.every((byte) => byte === 0) || memory.every((byte, at) => byte === (at < 24 ? 0x55 : 0))
  );
}
