import { decodeCompacted, encodeCompacted, compactionFor } from './iso15962-compaction.ts';
import type { Compaction } from './iso15962-compaction.ts';
import type { DataSet, DataSetError, NewDataSet } from './iso15962-data-sets.ts';
import { decodeIsil, encodeIsil, isIsilText } from './isil-compaction.ts';

/** Names of the data elements of ISO 28560-1; their place is their OID. */
const NAMES = [
  'uniqueItemId',
  'primaryItemId',
  'contentParameter',
  'ownerInstitution',
  'setInformation',
  'typeOfUsage',
  'shelfLocation',
  'onixMediaFormat',
  'marcMediaFormat',
  'supplierId',
  'orderNumber',
  'illBorrowingInstitution',
  'illTransactionNumber',
  'gs1ProductId',
  'alternativeUniqueItemId',
  'localDataA',
  'localDataB',
  'title',
  'productIdLocal',
  'mediaFormat',
  'supplyChainStage',
  'supplierInvoiceNumber',
  'alternativeItemId',
  'alternativeOwnerInstitution',
  'subsidiaryOfOwner',
  'alternativeIllInstitution',
  'localDataC',
] as const;

export const OID = {
  primaryItemId: 1,
  contentParameter: 2,
  ownerInstitution: 3,
  setInformation: 4,
  typeOfUsage: 5,
  illBorrowingInstitution: 11,
  mediaFormat: 19,
  supplyChainStage: 20,
} as const;

/** Packed as ISIL where the compaction is application-defined. */
const ISILS: ReadonlySet<number> = new Set([OID.ownerInstitution, OID.illBorrowingInstitution]);
/** One byte that is a code, not text, whether it is called application-defined or octet string. */
const CODES: ReadonlySet<number> = new Set([
  OID.typeOfUsage,
  OID.mediaFormat,
  OID.supplyChainStage,
]);

/** A data element in words. */
export interface DataElement {
  readonly oid: number;
  readonly name: string;
  readonly compaction: Compaction;
  readonly padBytes: number;
  /** Text, NFC; hexadecimal for codes and for what only its owner can read; OIDs for the content parameter. */
  readonly value: string | readonly number[];
  /** Of the set information. 0 parts or part 0 stand as they were written. */
  readonly partsInItem?: number;
  readonly partNumber?: number;
}

export function decodeElement(set: DataSet): DataElement | DataSetError {
  const value = valueOf(set);
  if (value === undefined) return 'malformed';
  const { oid, compaction, padBytes } = set;
  const name = NAMES[oid] ?? `oid${oid}`;
  const parts = oid === OID.setInformation && typeof value === 'string' ? decodeParts(value) : {};
  return { oid, name, compaction, padBytes, value, ...parts };
}

function valueOf({ oid, compaction, data }: DataSet): string | readonly number[] | undefined {
  if (oid === OID.contentParameter) return decodeIndex(data);
  if (CODES.has(oid) && (compaction === 'application-defined' || compaction === 'octet-string')) {
    return hex(data);
  }
  if (compaction !== 'application-defined') return decodeCompacted(data, compaction);
  return ISILS.has(oid) ? decodeIsil(data) : hex(data);
}

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** The content parameter: a bit for every OID from 3 on that is on the tag, most significant bit first. */
function decodeIndex(data: Uint8Array): number[] {
  const bits = [...data].flatMap((byte) =>
    Array.from({ length: 8 }, (_, at) => (byte >> (7 - at)) & 1),
  );
  return bits.flatMap((bit, at) => (bit === 1 ? [at + 3] : []));
}

export function encodeIndex(oids: readonly number[]): NewDataSet {
  const listed = oids.filter((oid) => oid >= 3);
  const data = new Uint8Array(Math.ceil((Math.max(2, ...listed) - 2) / 8));
  for (const oid of listed)
    data[(oid - 3) >> 3] = (data[(oid - 3) >> 3] ?? 0) | (0x80 >> ((oid - 3) & 7));
  return { oid: OID.contentParameter, compaction: 'application-defined', data };
}

/**
 * “1203”: part 3 of 12. Two numbers of one, two or three digits each; the integer compaction loses a zero in front.
 * @returns nothing when there are more digits than that, or none
 */
export function decodeParts(digits: string): { partsInItem?: number; partNumber?: number } {
  if (!/^\d{1,6}$/.test(digits)) return {};
  const even = digits.padStart(digits.length + (digits.length % 2), '0');
  const half = even.length / 2;
  return { partsInItem: Number(even.slice(0, half)), partNumber: Number(even.slice(half)) };
}

/** @param width digits of each number, more where it is needed @throws RangeError above 999 */
export function encodeParts(partsInItem: number, part: number, width: number): string {
  const numbers = [partsInItem, part].map(String);
  const wide = Math.max(width, ...numbers.map((number) => number.length));
  if (wide > 3) throw new RangeError(`a set of ${partsInItem} parts is too large`);
  return numbers.map((number) => number.padStart(wide, '0')).join('');
}

export function encodeText(oid: number, text: string): NewDataSet {
  const normal = text.normalize('NFC');
  const compaction = compactionFor(normal);
  return { oid, compaction, data: encodeCompacted(normal, compaction) };
}

/** An owner that is no ISIL is written as the text it is. */
export const encodeOwner = (isil: string): NewDataSet =>
  isIsilText(isil)
    ? { oid: OID.ownerInstitution, compaction: 'application-defined', data: encodeIsil(isil) }
    : encodeText(OID.ownerInstitution, isil);
