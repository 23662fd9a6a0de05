import { decodeBlank } from './blank.ts';
import type { DecodedTag, DecodeOptions, TagBytes } from './decoded-tag.ts';
import { mayPack } from './iso15962-compaction.ts';
import { decodeDataSets } from './iso15962-data-sets.ts';
import { OID } from './iso28560-2-elements.ts';
import { decodeIso28560Part2, DSFID_PART2 } from './iso28560-2.ts';
import type { Iso28560Part2 } from './iso28560-2.ts';
import { CRC_START, decodeIso28560Part3, readDamagedPart3 } from './iso28560-3.ts';
import type { Iso28560Part3 } from './iso28560-3.ts';
import { decodeNdef } from './ndef.ts';
import { decodeRfid501 } from './rfid501.ts';

/**
 * Tries the known formats of HF labels. The order matters: a first byte of 11 begins an ISO 28560-3 block and an
 * ISO 28560-2 record alike, so the format that has a CRC is asked first.
 */
export function recogniseHf(tag: TagBytes, options: DecodeOptions): DecodedTag {
  for (const decode of IN_ORDER) {
    const decoded = decode(tag, options);
    if (decoded) return decoded;
  }
  return { kind: 'unknown' };
}

type Decode = (tag: TagBytes, options: DecodeOptions) => DecodedTag | undefined;

const IN_ORDER: readonly Decode[] = [
  ({ memory }) => tagged('blank', decodeBlank(memory)),
  part3,
  part3WithWrongCrc,
  part2,
  ({ memory }) => tagged('ndef', decodeNdef(memory)),
  ({ memory }) => tagged('rfid501', decodeRfid501(memory)),
];

const tagged = <Kind extends string, Fields extends object>(
  kind: Kind,
  fields: Fields | undefined,
): ({ readonly kind: Kind } & Fields) | undefined => fields && { kind, ...fields };

/** A CRC of 16 bits fits one in 65,536 tags of other formats: what it then calls a number is no text. */
function part3({ memory, blockSize }: TagBytes): DecodedTag | undefined {
  const fields = decodeIso28560Part3(memory, blockSize);
  return fields && !/[\p{Cc}\uFFFD]/u.test(fields.primaryItemId) ? named(fields) : undefined;
}

/**
 * Asked before ISO 28560-2, which has no check sum and finds lengths in any text: what looks like a torn block of
 * part 3 must not become the number of another book.
 */
function part3WithWrongCrc(
  tag: TagBytes,
  { acceptWrongCrc }: DecodeOptions,
): DecodedTag | undefined {
  const fields = readDamagedPart3(tag.memory, tag.blockSize);
  if (!fields || isShortPart2(tag)) return undefined;
  if (acceptWrongCrc === true && fields.blockByteOrder === 'normal') return named(fields);
  return { kind: 'damaged', format: 'iso28560-3', fault: 'crc', fields };
}

/** The CRC does not cover the extension blocks, and the identifier may be in one of them. */
const named = (fields: Iso28560Part3): DecodedTag =>
  fields.primaryItemIdInExtension && fields.primaryItemId === ''
    ? { kind: 'damaged', format: 'iso28560-3', fault: 'id-lost', fields }
    : { kind: 'iso28560-3', ...fields };

/** A short number alone may look like text by chance; but then nothing stands where part 3 has CRC and owner. */
function isShortPart2({ memory, dsfid }: TagBytes): boolean {
  if (dsfid !== DSFID_PART2) return false;
  const fields = decodeIso28560Part2(memory);
  const { end } = decodeDataSets(memory);
  const isAlone = end <= CRC_START && memory.subarray(end).every((byte) => byte === 0);
  return isAlone && fields?.error === undefined && namesRightly(fields);
}

/** The DSFID says so, or the whole reads as if it were, without a fault. */
function part2({ memory, dsfid }: TagBytes): DecodedTag | undefined {
  const fields = decodeIso28560Part2(memory);
  if (!fields) return undefined;
  const isSure = dsfid === DSFID_PART2;
  if (!isSure && !(memory.length >= SMALLEST && isPlausible(fields))) return undefined;
  const fault = fields.error ?? (namesRightly(fields) ? undefined : 'malformed');
  return fault === undefined
    ? { kind: 'iso28560-2', ...fields }
    : { kind: 'damaged', format: 'iso28560-2', fault, fields };
}

/** Bytes; no chip has fewer. */
const SMALLEST = 8;
/** Longer than any number of an item: letters of another format read as one long data set. */
const LONGEST_ID = 32;

function isPlausible(fields: Iso28560Part2): boolean {
  const { elements, primaryItemId = '', error } = fields;
  const oids = elements.map(({ oid }) => oid);
  return (
    error === undefined &&
    oids[0] === OID.primaryItemId &&
    new Set(oids).size === oids.length &&
    primaryItemId.length <= LONGEST_ID &&
    namesRightly(fields)
  );
}

/** Without a check sum, the identifier must at least be packed as it may be: a short one is bytes of something else. */
function namesRightly(fields: Iso28560Part2 | undefined): boolean {
  const id = fields?.elements.find(({ oid }) => oid === OID.primaryItemId);
  return id !== undefined && mayPack(String(id.value), id.compaction);
}
