import { decodeUrnCode40 } from './iso28560-4-urn-code40.ts';
import type { DataSetError } from './iso15962-data-sets.ts';

/**
 * The EPC bank of an ISO/TS 28560-4 tag from its second word on: PC, then the UII (ISO/IEC 18000-63; the CRC word in
 * front is the chip's own). PC, high byte first:
 *
 *     5 bits length of the UII in words · 1 user memory is written · 1 XPC · 1 the other 8 are an ISO AFI · 8 AFI
 */
export interface EpcBank {
  readonly pc: number;
  readonly lengthWords: number;
  readonly userMemory: boolean;
  readonly xpc: boolean;
  /** Not set: a number of GS1, or of a scheme of its own, and nothing of ISO 28560. */
  readonly isoAfi: boolean;
  readonly afi?: number;
  readonly uiiBytes: Uint8Array;
  /** In URN Code 40; missing where there is no AFI, or the bytes are none. */
  readonly uii?: string;
  readonly error?: DataSetError;
}

const USER_MEMORY = 0x0400;
const XPC = 0x0200;
const ISO_AFI = 0x0100;
const MAX_WORDS = 31;

/** @returns undefined when there is not even a whole PC word */
export function decodeEpc(pcAndUii: Uint8Array): EpcBank | undefined {
  const [high, low] = pcAndUii;
  if (high === undefined || low === undefined) return undefined;
  const pc = high * 256 + low;
  const lengthWords = pc >> 11;
  const uiiBytes = pcAndUii.subarray(2, 2 + 2 * lengthWords);
  const isoAfi = (pc & ISO_AFI) !== 0;
  return {
    pc,
    lengthWords,
    userMemory: (pc & USER_MEMORY) !== 0,
    xpc: (pc & XPC) !== 0,
    isoAfi,
    ...(isoAfi && { afi: low }),
    uiiBytes,
    ...readUii(uiiBytes, lengthWords, isoAfi),
  };
}

function readUii(
  bytes: Uint8Array,
  lengthWords: number,
  isoAfi: boolean,
): { uii?: string; error?: DataSetError } {
  if (bytes.length < 2 * lengthWords) return { error: 'truncated' };
  if (!isoAfi) return {};
  const uii = decodeUrnCode40(bytes);
  return uii === undefined ? { error: 'malformed' } : { uii };
}

/** @throws RangeError when the UII is longer than 31 words, or not whole words */
export function encodeEpcBank(uii: Uint8Array, afi: number, userMemory: boolean): Uint8Array {
  const words = uii.length / 2;
  if (!Number.isInteger(words) || words > MAX_WORDS) {
    throw new RangeError(`a UII of ${uii.length} bytes does not fit into the EPC bank`);
  }
  const pc = (words << 11) | (userMemory ? USER_MEMORY : 0) | ISO_AFI | afi;
  return Uint8Array.of(pc >> 8, pc & 0xff, ...uii);
}

/** The same PC word with another AFI: how a UHF tag is armed and disarmed. */
export const withAfi = (pc: number, afi: number): number => (pc & 0xff00) | ISO_AFI | afi;

const isIso = (pcAndUii: Uint8Array): boolean => ((pcAndUii[0] ?? 0) & (ISO_AFI >> 8)) !== 0;

/** The same number under a PC word that does not call it one of ISO 28560: to readers it is nobody's. */
export const withoutAfi = (pcAndUii: Uint8Array): Uint8Array =>
  Uint8Array.of((pcAndUii[0] ?? 0) & ~(ISO_AFI >> 8), 0, ...pcAndUii.subarray(2));

/** The bank with the AFI of another one, where both have one. */
export const withAfiOf = (pcAndUii: Uint8Array, other: Uint8Array): Uint8Array =>
  isIso(pcAndUii) && isIso(other) ? pcAndUii.with(1, other[1] ?? 0) : pcAndUii;

/**
 * What is to be written one after another so that an EPC bank that is torn between two words names no item: a UII has
 * no check sum, and half of the old number with half of the new one is a third. Each as PC and UII.
 */
export function epcSteps(before: Uint8Array | undefined, after: Uint8Array): Uint8Array[] {
  if (before?.subarray(2).join() === after.subarray(2).join()) return [after];
  return [
    ...(before && isIso(before) ? [withoutAfi(before)] : []),
    ...(isIso(after) ? [withoutAfi(after)] : []),
    after,
  ];
}
