import type { TagContent } from './data-model.ts';
import { decodeDataSets } from './iso15962-data-sets.ts';
import type { DataSet, NewDataSet } from './iso15962-data-sets.ts';
import { rewriteDataSets } from './iso15962-rewrite.ts';
import type { Piece } from './iso15962-rewrite.ts';
import { decodeElement, encodeIndex, encodeText, OID } from './iso28560-2-elements.ts';
import { decodeElements, detailSets, encodeSet, encodeUsage } from './iso28560-2.ts';

/**
 * A new content on a tag of this format. Elements that already say it keep their bytes, and so do those that we do
 * not write; an owner that the content does not name stays.
 * @param blockSize bytes; see rewriteDataSets for what it keeps in place
 * @throws RangeError when the tag is not of this format, is damaged, or has no room
 */
export function rewriteIso28560Part2(
  memory: Uint8Array,
  content: TagContent,
  blockSize: number,
): Uint8Array {
  const fresh = [encodeText(OID.primaryItemId, content.itemId), ...detailSets(content)];
  return rewriteElements(memory, 0, content, fresh, blockSize);
}

/** @param fresh what must be there afterwards; a set information or type of usage that is there is brought up to date */
export function rewriteElements(
  memory: Uint8Array,
  start: number,
  content: TagContent,
  fresh: readonly NewDataSet[],
  blockSize: number,
): Uint8Array {
  const { sets } = decodeDataSets(memory, start);
  if (decodeElements(memory, start).error) {
    throw new RangeError('a damaged tag cannot be rewritten: what is to be kept is not known');
  }
  const neutral = [encodeSet(content.partsInItem, content.part), encodeUsage(content.usage)];
  const pieces = plan(sets, fresh, neutral);
  return rewriteDataSets(memory, start, withIndex(pieces), blockSize);
}

/** What is new goes behind what is there, so that nothing has to move for it. */
function plan(
  sets: readonly DataSet[],
  fresh: readonly NewDataSet[],
  neutral: readonly NewDataSet[],
): Piece[] {
  const present = sets.map((set): Piece => {
    const wanted = [...fresh, ...neutral].find(({ oid }) => oid === set.oid);
    return wanted && !saysTheSame(set, wanted) ? { fresh: wanted } : { kept: set };
  });
  const missing = fresh.filter(({ oid }) => !sets.some((set) => set.oid === oid));
  return [...present, ...missing.map((set) => ({ fresh: set }))];
}

/** Of the type of usage we write the class alone: a finer word that is there stays. */
function saysTheSame(set: DataSet, wanted: NewDataSet): boolean {
  const old = decodeElement(set);
  const now = decodeElement({ ...wanted, padBytes: 0, start: 0, end: 0 });
  if (typeof old === 'string' || typeof now === 'string') return false;
  switch (set.oid) {
    case OID.typeOfUsage:
      return String(old.value)[0] === String(now.value)[0];
    case OID.setInformation:
      return old.partsInItem === now.partsInItem && old.partNumber === now.partNumber;
    default:
      return old.value === now.value;
  }
}

const setOf = (piece: Piece): DataSet | NewDataSet => ('kept' in piece ? piece.kept : piece.fresh);

/** An index that is there is brought up to date where it no longer fits. */
function withIndex(pieces: readonly Piece[]): Piece[] {
  const oids = pieces.map((piece) => setOf(piece).oid);
  const index = encodeIndex(oids);
  return pieces.map((piece) => {
    const { oid, data } = setOf(piece);
    if (oid !== OID.contentParameter || samePrefix(data, index.data)) return piece;
    return { fresh: index };
  });
}

/** Bytes of zero may follow an index. */
const samePrefix = (data: Uint8Array, index: Uint8Array): boolean =>
  data.length >= index.length && data.every((byte, at) => byte === (index[at] ?? 0));
