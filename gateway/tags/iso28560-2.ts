import type { TagContent } from './data-model.ts';
import { decodeDataSets, encodeDataSet } from './iso15962-data-sets.ts';
import type { DataSetError, NewDataSet } from './iso15962-data-sets.ts';
import {
  decodeElement,
  encodeIndex,
  encodeOwner,
  encodeParts,
  encodeText,
  OID,
} from './iso28560-2-elements.ts';
import type { DataElement } from './iso28560-2-elements.ts';

/** ISO 28560-2: data elements as data sets of ISO/IEC 15962, the primary item identifier first. */
export interface Iso28560Part2 {
  /** In the order of the memory; those before the fault when there is one. */
  readonly elements: readonly DataElement[];
  readonly primaryItemId?: string;
  /** The tag is damaged, or was not read to its end. */
  readonly error?: DataSetError;
}

/** DSFID of tags of this format: data format 6, no directory. Not to be relied on: it is often left at 00. */
export const DSFID_PART2 = 0x06;

/** No information about the type of usage (ISO 28560-1): the same as no such element. */
const USAGE_UNKNOWN = 6;

/** Whatever the bytes say, in order, up to the first that say nothing. */
export function decodeElements(memory: Uint8Array, start = 0): Iso28560Part2 {
  const { sets, error } = decodeDataSets(memory, start);
  const elements: DataElement[] = [];
  for (const set of sets) {
    const element = decodeElement(set);
    if (typeof element === 'string') return withId(elements, element);
    elements.push(element);
  }
  return withId(elements, error);
}

/** Two identifiers that differ are none: which of them the item has would be a guess. */
function withId(elements: readonly DataElement[], error?: DataSetError): Iso28560Part2 {
  const ids = elements.filter(({ oid }) => oid === OID.primaryItemId).map(({ value }) => value);
  const id = new Set(ids).size === 1 ? textOf(elements, OID.primaryItemId) : undefined;
  return {
    elements,
    ...(id !== undefined && { primaryItemId: id }),
    ...(error !== undefined && { error }),
  };
}

const valueOf = (elements: readonly DataElement[], oid: number) =>
  elements.find((element) => element.oid === oid)?.value;

function textOf(elements: readonly DataElement[], oid: number): string | undefined {
  const value = valueOf(elements, oid);
  return typeof value === 'string' ? value : undefined;
}

/**
 * Whether these bytes are this format, and what they say. The primary item identifier must be there, first as the
 * standard wants it or anywhere, and must be text; of a damaged tag, its precursor must be the first byte.
 * @returns undefined for another format; with `error` for a damaged tag, whose identifier is not to be used
 */
export function decodeIso28560Part2(memory: Uint8Array): Iso28560Part2 | undefined {
  const decoded = decodeElements(memory);
  if (decoded.error) return beginsWithId(memory) ? decoded : undefined;
  return isId(decoded.primaryItemId) ? decoded : undefined;
}

const beginsWithId = (memory: Uint8Array): boolean =>
  ((memory[0] ?? 0) & 0x0f) === OID.primaryItemId;

/** An NFC container of E1 40 0E 01 reads as an identifier, too: of control characters. */
const isId = (id: string | undefined): boolean => id !== undefined && !/^$|\p{Cc}/u.test(id);

/** @returns undefined when damaged, or without a primary item identifier */
export function contentOfPart2(decoded: Iso28560Part2): TagContent | undefined {
  const { primaryItemId: itemId, elements, error } = decoded;
  if (error || itemId === undefined || !isId(itemId)) return undefined;
  return { itemId, ...detailsOf(elements) };
}

/** What elements say beside the identifier; no set information is a set of one. */
export function detailsOf(elements: readonly DataElement[]): Omit<TagContent, 'itemId'> {
  const isil = textOf(elements, OID.ownerInstitution);
  const set = elements.find(({ oid }) => oid === OID.setInformation);
  return {
    ...(isil !== undefined && { isil }),
    part: set?.partNumber ?? 1,
    partsInItem: set?.partsInItem ?? 1,
    usage: usageOf(elements),
  };
}

/** A code only where it is packed as one: digits of another compaction may be decimal or hexadecimal. */
function usageOf(elements: readonly DataElement[]): number {
  const usage = elements.find(({ oid }) => oid === OID.typeOfUsage);
  const isCode =
    usage?.compaction === 'application-defined' || usage?.compaction === 'octet-string';
  return isCode && typeof usage.value === 'string' && usage.value !== ''
    ? Number.parseInt(usage.value.slice(0, 1), 16)
    : USAGE_UNKNOWN;
}

export interface Part2Options {
  /** Writes the index of the elements behind the identifier. Some sorters look only there. Default true. */
  readonly contentParameter?: boolean;
  /**
   * Size of a block in bytes: the identifier is padded to the end of a block so that it can be locked. By default
   * nothing is padded.
   */
  readonly lockableId?: number;
  /** Readers take both; the standard's text and Finnish tags say application-defined, others octet string. */
  readonly usageCompaction?: 'application-defined' | 'octet-string';
}

/**
 * The data sets one after another, without a terminator: a 00 must follow unless the memory ends there.
 * @throws RangeError for a field that the format cannot hold
 */
export function encodeIso28560Part2(content: TagContent, options: Part2Options = {}): Uint8Array {
  const details = detailSets(content, options);
  const index = encodeIndex(details.map(({ oid }) => oid));
  const withIndex = (options.contentParameter ?? true) && details.length > 0;
  const id = encodeText(OID.primaryItemId, content.itemId);
  const missing = options.lockableId ? -encodeDataSet(id).length % options.lockableId : 0;
  return concat([
    encodeDataSet(id, missing === 0 ? 0 : missing + (options.lockableId ?? 0)),
    ...(withIndex ? [index] : []).map((set) => encodeDataSet(set)),
    ...details.map((set) => encodeDataSet(set)),
  ]);
}

/** All that we write but the identifier and the index. A set of one is said by saying nothing. */
export function detailSets(content: TagContent, options: Part2Options = {}): NewDataSet[] {
  const { isil, part, partsInItem, usage } = content;
  const single = partsInItem === 1 && part === 1;
  return [
    ...(isil === undefined ? [] : [encodeOwner(isil)]),
    ...(single ? [] : [encodeSet(partsInItem, part)]),
    ...(usage === USAGE_UNKNOWN ? [] : [encodeUsage(usage, options.usageCompaction)]),
  ];
}

/** Four digits: readers are known that take only these. */
export const encodeSet = (partsInItem: number, part: number): NewDataSet =>
  encodeText(OID.setInformation, encodeParts(partsInItem, part, 2));

export const encodeUsage = (
  usage: number,
  compaction: 'application-defined' | 'octet-string' = 'application-defined',
): NewDataSet => ({ oid: OID.typeOfUsage, compaction, data: Uint8Array.of(usage << 4) });

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
