import type { DecodedTag } from './decoded-tag.ts';
import { decodeDataSets } from './iso15962-data-sets.ts';
import { CRC_START, OWNER_START } from './iso28560-3.ts';
import { RFID501_LENGTH } from './rfid501.ts';

/** Parts of a tag's memory that are shown apart. `rest`: extension blocks and further fields; `free`: nothing is in it. */
export const TAG_RANGES = ['head', 'parts', 'id', 'crc', 'owner', 'rest', 'data', 'free'] as const;

/** Bytes from `from` up to, and without, `to`. */
export interface TagRange {
  readonly from: number;
  readonly to: number;
  readonly what: (typeof TAG_RANGES)[number];
}

/**
 * What the bytes of a tag belong to, in memory order and for all of the memory; for the eye, not for writing. Empty
 * where nothing can be said: an unknown format, a memory whose blocks stand the wrong way round.
 */
export function rangesOf(decoded: DecodedTag, memory: Uint8Array): readonly TagRange[] {
  const starts = startsOf(decoded, memory).filter(({ from }) => from < memory.length);
  return starts.map(({ from, what }, at) => ({
    from,
    to: starts[at + 1]?.from ?? memory.length,
    what,
  }));
}

type Start = Pick<TagRange, 'from' | 'what'>;

function startsOf(decoded: DecodedTag, memory: Uint8Array): readonly Start[] {
  switch (decoded.kind) {
    case 'iso28560-3':
      return decoded.blockByteOrder === 'normal' ? basicBlock(decoded) : [];
    case 'rfid501':
      return RFID501;
    case 'iso28560-2':
      return dataSets(memory);
    case 'iso28560-4':
      return decoded.user === undefined ? [] : dataSets(memory);
    case 'damaged':
      return decoded.format === 'iso28560-3'
        ? startsOf({ kind: 'iso28560-3', ...decoded.fields }, memory)
        : [];
    case 'blank':
      return [{ from: 0, what: 'free' }];
    case 'ndef':
      return [{ from: 0, what: 'data' }];
    case 'unknown':
      return [];
  }
}

type Part3 = Extract<DecodedTag, { kind: 'iso28560-3' }>;

/** ISO 28560-3 §5: fields of fixed places, then extension blocks one after another. */
function basicBlock({ basicBlockLength, extensionBlocks }: Part3): readonly Start[] {
  const end = Math.max(
    basicBlockLength,
    ...extensionBlocks.map(({ length, offset }) => offset + length),
  );
  return [
    { from: 0, what: 'head' },
    { from: 1, what: 'parts' },
    { from: 3, what: 'id' },
    { from: CRC_START, what: 'crc' },
    { from: OWNER_START, what: 'owner' },
    ...extensionBlocks.map(({ offset }): Start => ({ from: offset, what: 'rest' })),
    { from: end, what: 'free' },
  ];
}

const RFID501: readonly Start[] = [
  { from: 0, what: 'head' },
  { from: 1, what: 'parts' },
  { from: 2, what: 'head' },
  { from: 4, what: 'id' },
  { from: 20, what: 'owner' },
  { from: 24, what: 'rest' },
  { from: RFID501_LENGTH, what: 'free' },
];

/** Relative object identifiers of ISO 28560-1. */
const OIDS: Readonly<Record<number, TagRange['what']>> = {
  1: 'id',
  2: 'head',
  3: 'owner',
  4: 'parts',
  5: 'head',
};

function dataSets(memory: Uint8Array): readonly Start[] {
  const { end, error, sets } = decodeDataSets(memory);
  const starts = sets.map(({ oid, start }): Start => ({ from: start, what: OIDS[oid] ?? 'rest' }));
  return [...starts, { from: end, what: error === undefined ? 'free' : 'data' }];
}
