import type { DataElement } from './iso28560-2-elements.ts';
import { OID } from './iso28560-2-elements.ts';

/** Where data elements can be read and are not as ISO 28560-2 wants them. Other software may stumble over it. */
export type Part2Fault =
  | 'id-missing'
  /** The primary item identifier must be the first element. */
  | 'id-not-first'
  /** The content parameter, where there is one, must be the second. */
  | 'index-not-second'
  /** The content parameter names elements that are not there, or leaves out some that are. */
  | 'index-differs'
  | 'element-twice'
  /** Not two, four or six digits, or a part above the number of parts. */
  | 'set-implausible';

/** @returns nothing where all is as it should be */
export function checkIso28560Part2(elements: readonly DataElement[]): Part2Fault[] {
  const oids = elements.map(({ oid }) => oid);
  const idAt = oids.indexOf(OID.primaryItemId);
  const faults: Record<Part2Fault, boolean> = {
    'id-missing': idAt < 0,
    'id-not-first': idAt > 0,
    'index-not-second': oids.indexOf(OID.contentParameter) > 1,
    'index-differs': elements.some((element) => isWrongIndex(element, oids)),
    'element-twice': new Set(oids).size < oids.length,
    'set-implausible': elements.some(isImplausibleSet),
  };
  return FAULTS.filter((fault) => faults[fault]);
}

const FAULTS = [
  'id-missing',
  'id-not-first',
  'index-not-second',
  'index-differs',
  'element-twice',
  'set-implausible',
] as const;

function isWrongIndex({ oid, value }: DataElement, oids: readonly number[]): boolean {
  if (oid !== OID.contentParameter || typeof value === 'string') return false;
  const listed = new Set(oids.filter((one) => one > OID.contentParameter));
  return value.length !== listed.size || value.some((one) => !listed.has(one));
}

const isImplausibleSet = ({ oid, partsInItem, partNumber }: DataElement): boolean =>
  oid === OID.setInformation &&
  (partsInItem === undefined || partNumber === undefined || partNumber > partsInItem);
