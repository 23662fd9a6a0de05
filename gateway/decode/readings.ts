import { COMPACTIONS } from '../tags/iso15962-compaction.ts';
import { checkIso28560Part2 } from '../tags/iso28560-2-check.ts';
import type { Part2Fault } from '../tags/iso28560-2-check.ts';
import { decodeElements, decodeIso28560Part2 } from '../tags/iso28560-2.ts';
import type { Context, Words } from './decoder.ts';
import { decoderOf } from './decoders.ts';
import type { Kind } from './decoders.ts';

/** One way to read bytes: a kind of input, and what they say as such. */
export interface Reading {
  readonly title: string;
  readonly kind: Kind;
  readonly words: Words;
  /** Undefined: the bytes fit. */
  readonly whyNot?: string;
  /** They fit, and other software may stumble over them. */
  readonly remarks?: readonly string[];
}

interface Way {
  readonly title: string;
  readonly kind: Kind;
  /** What may have to be known beside the bytes; the first with which they say most is taken. */
  readonly contexts?: readonly Context[];
  /** Beyond the check sum, which is looked at for all. */
  readonly whyNot?: (words: Words, bytes: Uint8Array) => string | undefined;
  readonly remarks?: (bytes: Uint8Array) => readonly string[];
}

const NO_CONTEXT: Context = {};
const SUB_COMMANDS = ['01', '23', '2b', '2c'].map((subCommand) => ({ subCommand }));
const STYLES = ['old', 'new'].map((style) => ({ style }));

const FRAMES: readonly Way[] = [
  { title: 'FEIG ISO host, request', kind: 'feig' },
  {
    title: 'FEIG ISO host, answer',
    kind: 'feig-response',
    contexts: [...SUB_COMMANDS, NO_CONTEXT],
  },
  { title: '3M 210/810, request', kind: '3m810' },
  { title: '3M 210/810, answer', kind: '3m810-response', contexts: [...STYLES, NO_CONTEXT] },
  { title: 'UHFReader18, request', kind: 'uhfreader18' },
  { title: 'UHFReader18, answer', kind: 'uhfreader18-response' },
  { title: 'R2000, request', kind: 'r2000' },
  { title: 'R2000, answer', kind: 'r2000-response' },
  { title: 'PN532', kind: 'pn532' },
];

const PART2_FAULTS: Readonly<Record<Part2Fault, string>> = {
  'id-missing': 'there is no primary item identifier',
  'id-not-first': 'the primary item identifier is not the first element',
  'index-not-second': 'the content parameter is not the second element',
  'index-differs': 'the content parameter does not list the elements that are there',
  'element-twice': 'an element is there twice',
  'set-implausible': 'the set information makes no sense',
};

const TAGS: readonly Way[] = [
  { title: 'ISO 28560-3 (Danish data model)', kind: 'iso28560-3' },
  {
    title: 'ISO 28560-2',
    kind: 'iso28560-2',
    whyNot: (_, bytes) =>
      decodeIso28560Part2(bytes) ? undefined : 'no primary item identifier among its data sets',
    remarks: (bytes) =>
      checkIso28560Part2(decodeElements(bytes).elements).map((fault) => PART2_FAULTS[fault]),
  },
  {
    title: 'ISO/TS 28560-4, EPC bank from its PC word on',
    kind: 'iso28560-4-epc',
    whyNot: ({ isoAfi, lengthWords }, bytes) => {
      if (isoAfi !== true) return 'the PC word says nothing of an AFI';
      return bytes.length === 2 + 2 * Number(lengthWords) ? undefined : 'PC says another length';
    },
  },
  {
    title: 'ISO/TS 28560-4, user bank',
    kind: 'iso28560-4-user',
    whyNot: ({ elements }) =>
      Array.isArray(elements) && elements.length > 0 ? undefined : 'no data sets',
  },
  { title: 'RFID501 (3M)', kind: 'rfid501' },
];

const compactedAs = (title: string, compaction: string): Way => ({
  title,
  kind: 'iso15962-compaction',
  contexts: [{ compaction }],
  whyNot: ({ value }) =>
    typeof value === 'string' && /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]+$/u.test(value)
      ? undefined
      : 'no printable text',
});

const COMPACTED: readonly Way[] = [
  ...COMPACTIONS.filter((name) => name !== 'application-defined').map((name) =>
    compactedAs(`ISO/IEC 15962, ${name}`, name),
  ),
  compactedAs('ISIL of ISO 28560-2', 'isil'),
];

const read = (ways: readonly Way[], bytes: Uint8Array): Reading[] =>
  ways.map((way) => {
    const { title, kind } = way;
    const words = richest(way, bytes);
    const whyNot = faultOf(words) ?? way.whyNot?.(words, bytes);
    const remarks = whyNot === undefined ? way.remarks?.(bytes) : undefined;
    return {
      title,
      kind,
      words,
      ...(whyNot !== undefined && { whyNot }),
      ...(remarks && { remarks }),
    };
  });

export const frameReadings = (bytes: Uint8Array): Reading[] => read(FRAMES, bytes);
export const tagReadings = (bytes: Uint8Array): Reading[] => read(TAGS, bytes);
/** As the data of one data set. */
export const compactedReadings = (bytes: Uint8Array): Reading[] => read(COMPACTED, bytes);

/** With the wrong context an answer keeps its bytes as `data`; with the right one they have names. */
function richest({ kind, contexts = [NO_CONTEXT] }: Way, bytes: Uint8Array): Words {
  const all = contexts.map((context) => decoderOf(kind)(bytes, context));
  return all.find((words) => words['data'] === undefined) ?? all.at(-1) ?? {};
}

function faultOf({ error, crcOk, checksumOk, lcsOk, dcsOk }: Words): string | undefined {
  if ([crcOk, checksumOk, lcsOk, dcsOk].includes(false)) return 'length or check sum is wrong';
  // In an answer of a 3M reader it is a code of two digits, and no fault of the bytes.
  return typeof error === 'string' && !/^[\da-f]{2}$/.test(error)
    ? (FAULTS[error] ?? error)
    : undefined;
}

const FAULTS: Readonly<Record<string, string>> = {
  truncated: 'cut off: more bytes should follow',
  malformed: 'bytes that the format does not allow',
};
