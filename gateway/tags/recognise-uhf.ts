import { decodeBlank } from './blank.ts';
import type { DecodedTag, DecodeOptions, Iso28560Part4, TagBytes } from './decoded-tag.ts';
import { decodeEpc } from './iso28560-4-epc.ts';
import type { EpcBank } from './iso28560-4-epc.ts';
import { contentOfPart4, decodeUserBank, DEFAULT_UII_PROFILE } from './iso28560-4.ts';

/** AFIs of ISO 28560-1: in stock, on loan. */
const LIBRARY_AFIS: readonly (number | undefined)[] = [0x07, 0xc2];
/**
 * First byte that no number of GS1 has (GS1 Tag Data Standard, EPC header values): kept free because the chip's own
 * number begins with it, which makers put here. Header 00 says “unprogrammed”, and is that only with zeros behind it:
 * many number their labels from 00…01.
 */
const CHIP_NUMBER = 0xe2;

export function recogniseUhf(
  tag: TagBytes,
  pcAndUii: Uint8Array,
  { uiiProfile: profile = DEFAULT_UII_PROFILE }: DecodeOptions,
): DecodedTag {
  const epc = decodeEpc(pcAndUii);
  if (!epc) return { kind: 'unknown' };
  if (isFromFactory(epc, tag.memory)) return { kind: 'blank', pattern: 'zeros' };
  return epc.isoAfi
    ? part4({ epc, user: decodeUserBank(tag.memory), profile })
    : { kind: 'unknown' };
}

/** A chip without a user bank has nothing there either. */
const isFromFactory = ({ isoAfi, uiiBytes }: EpcBank, user: Uint8Array): boolean =>
  !isoAfi &&
  (uiiBytes[0] === CHIP_NUMBER || uiiBytes.every((byte) => byte === 0)) &&
  (user.length === 0 || decodeBlank(user)?.pattern === 'zeros');

/** Another AFI may be the site's own, when the number has a library's shape; else it is somebody else's. */
function part4(fields: Iso28560Part4): DecodedTag {
  const { epc, user, profile } = fields;
  const isLibrarys = LIBRARY_AFIS.includes(epc.afi) || contentOfPart4(epc, user, profile);
  if (!isLibrarys) return { kind: 'unknown' };
  const fault = epc.error ?? user?.error;
  return fault === undefined
    ? { kind: 'iso28560-4', ...fields }
    : { kind: 'damaged', format: 'iso28560-4', fault, fields };
}
