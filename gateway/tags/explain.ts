import type { TagContent } from './data-model.ts';
import type { Damage, DecodedTag, Iso28560Part4, TagBytes } from './decoded-tag.ts';
import type { ExtensionBlock } from './extension-blocks.ts';
import { fieldOf, mediaOf, usageOf } from './field-words.ts';
import { OID } from './iso28560-2-elements.ts';
import type { DataElement } from './iso28560-2-elements.ts';
import type { Iso28560Part2 } from './iso28560-2.ts';
import type { Iso28560Part3 } from './iso28560-3.ts';
import { LIBRARY } from './extension-blocks.ts';
import type { Ndef } from './ndef.ts';
import type { Rfid501 } from './rfid501.ts';
import { ITEM_TYPES, say } from './sentence.ts';
import type { Sentence } from './sentence.ts';
import { contentOf } from './tag.ts';

/** What a tag says, for people: what it is, what is wrong with it, what else it says, how it is written. */
export function explain(tag: TagBytes, decoded: DecodedTag): Sentence[] {
  switch (decoded.kind) {
    case 'blank':
      return [say(decoded.pattern === '3m' ? 'tag.blank-3m' : 'tag.blank', {})];
    case 'iso28560-3':
      return [...identity(decoded), ...part3Details(decoded), ...part3Form(decoded)];
    case 'iso28560-2':
      return [...identity(decoded), ...elements(decoded), say('tag.format-iso28560-2', {})];
    case 'iso28560-4':
      return [...identity(decoded), ...part4Details(decoded), say('tag.format-iso28560-4', {})];
    case 'rfid501':
      return [...identity(decoded), ...rfid501Details(decoded), say('tag.format-rfid501', {})];
    case 'ndef':
      return ndef(decoded);
    case 'damaged':
      return damage(decoded);
    case 'unknown':
      return [say(isUnread(tag) ? 'tag.unreadable' : 'tag.unknown', {})];
  }
}

const isUnread = ({ memory, epc }: TagBytes): boolean => memory.length === 0 && epc === undefined;

/** Whose it is, and which part of what. */
function identity(decoded: DecodedTag): Sentence[] {
  const content = contentOf(decoded);
  if (!content) return [say('tag.no-item', {}), ...ownerOfPrepared(decoded)];
  const { itemId: id, isil, usage } = content;
  const isCard = usageOf(usage) === 'patronCard';
  return [
    isCard ? say('tag.patron-card', { id }) : say('tag.item', { id }),
    ...set(content),
    ...(isil === undefined ? [] : [say('tag.owner', { isil })]),
    ...(isCard || decoded.kind === 'rfid501' ? [] : use(usage)),
  ];
}

const ownerOfPrepared = (decoded: DecodedTag): Sentence[] =>
  decoded.kind === 'iso28560-3' && decoded.isil !== undefined
    ? [say('tag.owner', { isil: decoded.isil })]
    : [];

function set({ part, partsInItem: of }: TagContent): Sentence[] {
  if (part === 0 && of > 1) return [say('tag.all-parts', { of })];
  return of > 1 ? [say('tag.part', { part, of })] : [];
}

function use(code: number): Sentence[] {
  const usage = usageOf(code);
  return usage === 'noInformation' ? [] : [say('tag.usage', { usage })];
}

function part3Details(fields: Iso28560Part3): Sentence[] {
  return [
    ...(fields.setInformationSwapped ? [say('tag.set-swapped', {})] : []),
    ...(fields.crcOk ? [] : [say('tag.wrong-crc-accepted', {})]),
    ...fields.extensionBlocks.flatMap((block) => extension(block, fields)),
  ];
}

function extension(block: ExtensionBlock, basic: Iso28560Part3): Sentence[] {
  const { id, xorOk, length, fields } = block;
  if (!xorOk) return [say('tag.block-damaged', { block: id })];
  if (Object.keys(fields).length === 0)
    return [say('tag.block-unknown', { block: id, bytes: length })];
  return Object.entries(fields).flatMap(([name, value]) =>
    id === LIBRARY ? libraryField(name, value, basic) : text(name, String(value)),
  );
}

/** Identifier and owner are other ones than the basic block's, unless that has none: then they were said already. */
function libraryField(name: string, value: string | number, basic: Iso28560Part3): Sentence[] {
  if (name === 'mediaFormat') return medium(Number(value));
  if (name === 'itemId')
    return basic.primaryItemIdInExtension ? [] : text('alternativeItemId', String(value));
  return basic.isil === undefined ? [] : text('alternativeOwnerInstitution', String(value));
}

function medium(code: number): Sentence[] {
  const media = mediaOf(code);
  return media === 'undefined' ? [] : [say('tag.media', { media })];
}

function text(name: string, value: string): Sentence[] {
  const field = fieldOf(name);
  return field === undefined || value === '' ? [] : [say('tag.field', { field, text: value })];
}

function part3Form(fields: Iso28560Part3): Sentence[] {
  const { contentParameter: version } = fields;
  return [
    say('tag.format-iso28560-3', {}),
    ...(version === 1 ? [] : [say('tag.version', { version })]),
    ...(fields.basicBlockLength === 32 ? [say('tag.short-block', {})] : []),
    ...(fields.blockByteOrder === 'reversed' ? [say('tag.reversed', {})] : []),
    ...(fields.primaryItemIdInExtension ? [say('tag.id-in-extension', {})] : []),
  ];
}

/** Said by the identity already. */
const SAID: ReadonlySet<number> = new Set([
  OID.primaryItemId,
  OID.contentParameter,
  OID.ownerInstitution,
  OID.setInformation,
  OID.typeOfUsage,
]);

const elements = ({ elements: all }: Iso28560Part2): Sentence[] =>
  all.filter(({ oid }) => !SAID.has(oid)).flatMap(element);

function element({ oid, name, value }: DataElement): Sentence[] {
  const words = String(value);
  if (oid === OID.mediaFormat) return medium(Number.parseInt(words.slice(0, 2), 16));
  return fieldOf(name) === undefined
    ? [say('tag.element', { oid, text: words })]
    : text(name, words);
}

function part4Details({ epc, user }: Iso28560Part4): Sentence[] {
  const { uii } = epc;
  return [...(user ? elements(user) : []), ...(uii === undefined ? [] : [say('tag.uii', { uii })])];
}

function rfid501Details({ itemType, branch, library, custom }: Rfid501): Sentence[] {
  const type = ITEM_TYPES_OF_3M[itemType] ?? 'other';
  return [
    say('tag.item-type', { type }),
    ...(branch === 0 && library === 0 ? [] : [say('tag.branch', { branch, library })]),
    ...(custom === 0 ? [] : [say('tag.site-number', { number: custom })]),
  ];
}

/** By their number; 10 to 12 are not given out. */
const ITEM_TYPES_OF_3M: Readonly<Record<number, (typeof ITEM_TYPES)[number]>> = {
  ...ITEM_TYPES.slice(0, 10),
  13: 'bookAndTape',
};

const NDEF_WORDS = {
  message: 'message',
  'lock-control': 'lockControl',
  'memory-control': 'memoryControl',
  proprietary: 'proprietary',
  other: 'other',
} as const;

const ndef = ({ size, tlvs }: Ndef): Sentence[] => [
  say('tag.ndef', { bytes: size }),
  ...tlvs.map(({ type, length }) =>
    say('tag.ndef-part', { part: NDEF_WORDS[type], bytes: length }),
  ),
];

const FAULTS = {
  crc: 'tag.damaged-crc',
  'id-lost': 'tag.damaged-id-lost',
  truncated: 'tag.damaged-cut',
  malformed: 'tag.damaged-malformed',
} as const;

function damage(decoded: Damage): Sentence[] {
  const id = remains(decoded);
  return [
    say('tag.damaged', {}),
    say(FAULTS[decoded.fault], {}),
    ...(id === '' ? [] : [say('tag.damaged-remains', { id })]),
    ...(decoded.format === 'iso28560-3'
      ? part3Form(decoded.fields)
      : [say(`tag.format-${decoded.format}`, {})]),
  ];
}

function remains({ format, fields }: Damage): string {
  switch (format) {
    case 'iso28560-3':
    case 'iso28560-2':
      return fields.primaryItemId ?? '';
    case 'iso28560-4':
      return fields.user?.primaryItemId ?? fields.epc.uii ?? '';
  }
}
