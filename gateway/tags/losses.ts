import type { DecodedTag, TagBytes } from './decoded-tag.ts';
import { explain } from './explain.ts';
import { piecesFrom } from './extension-blocks.ts';
import { decodeDataSets } from './iso15962-data-sets.ts';
import { FULL } from './iso28560-3.ts';
import { RFID501_LENGTH } from './rfid501.ts';
import { say, TAG_SENTENCES } from './sentence.ts';
import type { Sentence, TagCode } from './sentence.ts';
import { contentOf } from './tag.ts';

/** A tag's bytes, in normal order, with what they say. */
export interface ReadTag {
  readonly tag: TagBytes;
  readonly decoded: DecodedTag;
}

/** What a sentence about a tag becomes when it will no longer be true. The others say how a tag is written. */
const LOST = {
  'tag.item': 'tag.loses-item',
  'tag.patron-card': 'tag.loses-patron-card',
  'tag.owner': 'tag.loses-owner',
  'tag.part': 'tag.loses-part',
  'tag.all-parts': 'tag.loses-all-parts',
  'tag.usage': 'tag.loses-usage',
  'tag.media': 'tag.loses-media',
  'tag.item-type': 'tag.loses-item-type',
  'tag.field': 'tag.loses-field',
  'tag.element': 'tag.loses-element',
  'tag.branch': 'tag.loses-branch',
  'tag.site-number': 'tag.loses-site-number',
  'tag.block-unknown': 'tag.loses-block',
  'tag.block-damaged': 'tag.loses-damaged',
  'tag.damaged': 'tag.loses-damaged',
  'tag.ndef': 'tag.loses-ndef',
} as const satisfies Partial<Record<TagCode, TagCode>>;

/** What every book is, and formats without a word for it mean: no loss. */
const NO_LOSS: ReadonlySet<string> = new Set(
  [
    say('tag.usage', { usage: 'circulating' }),
    say('tag.item-type', { type: 'book' }),
    say('tag.item-type', { type: 'other' }),
    say('tag.media', { media: 'book' }),
  ].map(keyOf),
);

/** Said of the item: when its number goes, that these go with it needs no saying. */
const OF_THE_ITEM: ReadonlySet<string> = new Set(['tag.part', 'tag.all-parts', 'tag.usage']);

/** What is on the tag now and will not be on it afterwards; empty when nothing is lost. */
export function lossesOf(before: ReadTag, after: ReadTag): Sentence[] {
  const stays = new Set(explain(after.tag, after.decoded).map(keyOf));
  const isOtherItem = contentOf(before.decoded)?.itemId !== contentOf(after.decoded)?.itemId;
  const gone = explain(before.tag, before.decoded).filter(
    (sentence) =>
      !stays.has(keyOf(sentence)) &&
      !NO_LOSS.has(keyOf(sentence)) &&
      !(isOtherItem && OF_THE_ITEM.has(sentence.code)),
  );
  return [...gone.flatMap(asLoss), ...epcLoss(before, after), ...unknownBytes(before, after)];
}

/** The same sentence has the same key: params are written in one order. */
function keyOf({ code, params }: Sentence): string {
  return JSON.stringify([code, params]);
}

function asLoss({ code, params }: Sentence): Sentence[] {
  const lost = Object.entries(LOST).find(([said]) => said === code)?.[1];
  if (lost === undefined) return [];
  const names = Object.keys(TAG_SENTENCES[lost]);
  const kept = Object.entries(params).filter(([name]) => names.includes(name));
  return [{ code: lost, params: Object.fromEntries(kept) }];
}

/** The EPC of a tag that is not a library's: somebody may count by it. */
function epcLoss(before: ReadTag, after: ReadTag): Sentence[] {
  const { epc } = before.tag;
  if (before.decoded.kind !== 'unknown' || !epc || sameBytes(epc, after.tag.epc)) return [];
  return [say('tag.loses-epc', { epc: hex(epc.subarray(2)) })];
}

/** Bytes that are not zero, behind what is understood, and that change. */
function unknownBytes(before: ReadTag, after: ReadTag): Sentence[] {
  const old = before.tag.memory;
  const from = endOf(before);
  const bytes = old
    .subarray(from)
    .reduce(
      (sum, byte, at) => sum + (byte !== 0 && byte !== after.tag.memory[from + at] ? 1 : 0),
      0,
    );
  return bytes === 0 ? [] : [say('tag.loses-unknown', { bytes })];
}

/** How far the memory is understood: behind it stands what nobody here knows, or what is left of something older. */
export function endOf({ tag: { memory }, decoded }: ReadTag): number {
  switch (decoded.kind) {
    case 'iso28560-3':
      return decoded.basicBlockLength < FULL ? decoded.basicBlockLength : endOfBlocks(memory);
    case 'iso28560-2':
      return decodeDataSets(memory).end + 1;
    case 'iso28560-4':
      return decoded.user ? decodeDataSets(memory, 1).end + 1 : 0;
    case 'rfid501':
      return RFID501_LENGTH;
    case 'blank':
    case 'ndef':
    case 'damaged':
      return memory.length;
    case 'unknown':
      return 0;
  }
}

/** The 00 that ends the blocks is part of them. */
const endOfBlocks = (memory: Uint8Array): number =>
  piecesFrom(memory, FULL).reduce((sum, { bytes }) => sum + bytes.length, FULL) + 1;

export const sameBytes = (left: Uint8Array, right: Uint8Array | undefined): boolean =>
  left.length === right?.length && left.every((byte, at) => byte === right[at]);

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
