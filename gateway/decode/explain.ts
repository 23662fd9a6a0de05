import { explainInEnglish } from '../tags/explain-english.ts';
import { explain } from '../tags/explain.ts';
import { decodeTag } from '../tags/tag.ts';
import type { TagBytes } from '../tags/tag.ts';
import { commandName, subCommandName } from './command-names.ts';
import { toHex } from './hex.ts';
import { compactedReadings, frameReadings, tagReadings } from './readings.ts';
import type { Reading } from './readings.ts';
import type { Kind } from './decoders.ts';

export interface Explanation {
  readonly lines: readonly string[];
  /** Whether the bytes are a frame or a tag that is known. */
  readonly known: boolean;
}

/** As data of a data set, nearly all bytes are some text: said of few, and only where nothing else fits. */
const LONGEST_DATA = 40;
const BYTES_SHOWN = 64;
const BLOCK_SIZE = 4;

/** What every format makes of the bytes, for an integrator, in English. */
export function explainBytes(bytes: Uint8Array): Explanation {
  const frames = frameReadings(bytes);
  const tags = tagReadings(bytes);
  const fitting = [...frames, ...tags].filter(({ whyNot }) => whyNot === undefined);
  const label = labelSections(bytes);
  const known = fitting.length > 0 || label.length > 0;
  const lines = [
    `${bytes.length} bytes: ${shown(bytes)}`,
    ...(known ? label : unknownSections(bytes)),
    ...fitting.flatMap((reading) => section(`As ${reading.title}:`, fieldLines(reading))),
    ...section('It is not:', [...frames, ...tags].flatMap(refusalLine)),
  ];
  return { lines, known };
}

/**
 * A label speaks in the sentences that the desk shows, too. Any two bytes are some PC word: of the EPC bank of a UHF
 * label only what is a library's is said.
 */
function labelSections(bytes: Uint8Array): string[] {
  const tag = { memory: bytes, blockSize: BLOCK_SIZE };
  const uhf = { memory: new Uint8Array(), blockSize: BLOCK_SIZE, epc: bytes };
  const isUhf = decodeTag(uhf).kind === 'iso28560-4';
  return [
    ...(decodeTag(tag).kind === 'unknown' ? [] : sentences('As the memory of a label:', tag)),
    ...(isUhf ? sentences('As the EPC bank of a UHF label:', uhf) : []),
  ];
}

const sentences = (title: string, tag: TagBytes): string[] =>
  section(title, explainInEnglish(explain(tag, decodeTag(tag))));

function unknownSections(bytes: Uint8Array): string[] {
  const data = bytes.length > LONGEST_DATA ? [] : compactedReadings(bytes).flatMap(valueLine);
  return [
    '',
    'Neither a label nor a frame that is known here.',
    ...section('As the data of a data element it would be:', data),
  ];
}

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];

function shown(bytes: Uint8Array): string {
  const pairs = toHex(bytes.subarray(0, BYTES_SHOWN)).match(/../g) ?? [];
  return `${pairs.join(' ')}${bytes.length > BYTES_SHOWN ? ' …' : ''}`;
}

const refusalLine = ({ title, whyNot }: Reading): string[] =>
  whyNot === undefined ? [] : [`${title}: ${whyNot}`];

const valueLine = ({ title, words, whyNot }: Reading): string[] =>
  whyNot === undefined ? [`${title}: ${String(words['value'])}`] : [];

const fieldLines = ({ kind, words, remarks = [] }: Reading): string[] => [
  ...Object.entries(words)
    .filter(([name]) => !SAID_BY_TITLE.has(name))
    .flatMap(([name, value]) => linesOf(name, value, meaningOf(kind, name, value))),
  ...remarks.map((remark) => `but ${remark}`),
];

const SAID_BY_TITLE: ReadonlySet<string> = new Set(['model', 'direction']);

function meaningOf(kind: Kind, name: string, value: unknown): string | undefined {
  if (name === 'command') return commandName(kind, String(value));
  return name === 'subCommand' ? subCommandName(String(value)) : undefined;
}

/** Lists have one line for each of theirs. */
function linesOf(name: string, value: unknown, meaning?: string): string[] {
  if (Array.isArray(value) && value.some((one) => typeof one === 'object')) {
    return [`${label(name)}:`, ...value.map((one) => `  ${inline(one)}`)];
  }
  return [`${label(name)}: ${inline(value)}${meaning === undefined ? '' : ` (${meaning})`}`];
}

function inline(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(inline).join(', ');
  if (typeof value !== 'object' || value === null) return value === '' ? 'empty' : String(value);
  return Object.entries(value)
    .map(([name, one]) => `${label(name)} ${inline(one)}`)
    .join(', ');
}

/** Names as they are said; others are taken apart where a capital letter stands. */
const LABELS: Readonly<Record<string, string>> = {
  uid: 'UID',
  uids: 'UIDs',
  afi: 'AFI',
  dsfid: 'DSFID',
  epc: 'EPC',
  epcs: 'EPCs',
  uii: 'UII',
  pc: 'PC',
  xpc: 'XPC',
  isil: 'ISIL',
  oid: 'OID',
  crcOk: 'check sum right',
  checksumOk: 'check sum right',
  lcsOk: 'check sum of the length right',
  dcsOk: 'check sum of the data right',
  crcStored: 'check sum as stored',
  dbAdr: 'first block',
  dbN: 'blocks',
  dbSize: 'bytes of a block',
  sec: 'security',
  trType: 'transponder type',
  icRef: 'chip',
  swRev: 'software revision',
  dRev: 'development revision',
  hwType: 'hardware type',
  swType: 'software type',
};

const label = (name: string): string =>
  LABELS[name] ?? name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
