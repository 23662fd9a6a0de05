import { TAG_SENTENCES } from './sentence.ts';
import type {
  FIELDS,
  ITEM_TYPES,
  MEDIA,
  NDEF_PARTS,
  Sentence,
  TagCode,
  USAGES,
} from './sentence.ts';

/** What the sentences about a tag say, in English; `{name}` is filled in. */
const ENGLISH: Readonly<Record<TagCode, string>> = {
  'tag.item': 'Item {id}.',
  'tag.patron-card': 'Patron card {id}.',
  'tag.no-item': 'Prepared for a library, and names no item yet.',
  'tag.blank': 'Blank: nothing is written on it.',
  'tag.blank-3m': 'Blank, as 3M delivered its labels.',
  'tag.ndef': 'Used as an NFC tag ({bytes} bytes of data); nothing of a library is on it.',
  'tag.ndef-part': 'It holds {part}, {bytes} bytes.',
  'tag.unknown': 'In a format that is not known here. No number is read from it.',
  'tag.unreadable': 'The label answers, and its memory cannot be read.',

  'tag.damaged': 'Damaged: it is no longer whole.',
  'tag.damaged-crc': 'Its check sum is wrong, as after a write that was interrupted.',
  'tag.damaged-id-lost':
    'Its number should be in an extension block, which is missing or is not whole.',
  'tag.damaged-cut': 'A field goes on behind the end of the memory.',
  'tag.damaged-malformed': 'It holds bytes that its format does not allow.',
  'tag.damaged-remains': 'What is left of it reads “{id}”; do not trust it.',
  'tag.wrong-crc-accepted': 'Its check sum is wrong; this library takes such labels all the same.',

  'tag.owner': 'Owned by {isil}.',
  'tag.part': 'Part {part} of {of}.',
  'tag.all-parts': 'One label for all {of} parts.',
  'tag.set-swapped': 'The numbers of its set stand in each other’s place.',
  'tag.usage': 'Use: {usage}.',
  'tag.media': 'Medium: {media}.',
  'tag.item-type': 'Kind: {type}.',
  'tag.field': '{field}: {text}.',
  'tag.element': 'Data element {oid}: {text}.',
  'tag.branch': 'Branch {branch} of library {library}.',
  'tag.site-number': 'The site’s own number {number}.',
  'tag.uii': 'Identified by radio as {uii}.',

  'tag.format-iso28560-3': 'Written as ISO 28560-3 (Danish data model).',
  'tag.format-iso28560-2': 'Written as ISO 28560-2.',
  'tag.format-iso28560-4': 'Written as ISO/TS 28560-4 (UHF).',
  'tag.format-rfid501': 'Written as RFID501 (3M).',
  'tag.version': 'Version {version} of its data model.',
  'tag.short-block': 'In the short form for chips of 32 bytes.',
  'tag.reversed': 'The bytes of every block stand the wrong way round.',
  'tag.id-in-extension': 'Its number is too long for its place and stands in an extension block.',
  'tag.block-damaged': 'Extension block {block} is damaged.',
  'tag.block-unknown': 'Extension block {block} ({bytes} bytes) is not known here.',

  'tag.loses-item': 'The number of item {id}.',
  'tag.loses-patron-card': 'The number of patron card {id}.',
  'tag.loses-owner': 'Its owner {isil}.',
  'tag.loses-part': 'That it is part {part} of {of}.',
  'tag.loses-all-parts': 'That it stands for all {of} parts.',
  'tag.loses-usage': 'Its use: {usage}.',
  'tag.loses-media': 'Its medium: {media}.',
  'tag.loses-item-type': 'Its kind: {type}.',
  'tag.loses-field': '{field}: {text}.',
  'tag.loses-element': 'Data element {oid}: {text}.',
  'tag.loses-branch': 'Branch {branch} of library {library}.',
  'tag.loses-site-number': 'The site’s own number {number}.',
  'tag.loses-block': 'Extension block {block} ({bytes} bytes).',
  'tag.loses-ndef': 'What it holds as an NFC tag ({bytes} bytes).',
  'tag.loses-unknown': '{bytes} bytes that are not understood here.',
  'tag.loses-damaged': 'What is left of the damaged content.',
  'tag.loses-epc': 'The number {epc} in its EPC bank.',

  'tag.cannot-locked': 'Block {block} is locked for ever ({blocks} of the blocks to be written).',
  'tag.cannot-fit': 'It needs {needed} bytes, and the label has {size}.',
  'tag.cannot-hold-id': 'This format, or this label, cannot hold the number {id}.',
  'tag.cannot-hold-owner': 'This format, or this label, cannot hold the owner {isil}.',
  'tag.cannot-hold-parts': 'This format holds sets of up to {most} parts.',
  'tag.cannot-hold-usage': 'This format cannot say the use: {usage}.',
  'tag.cannot-format': 'This format is not for labels of this kind of radio.',
  'tag.cannot-unread': 'Not all of its memory could be read.',
};

type Words<List extends readonly string[]> = Readonly<Record<List[number], string>>;

const usage: Words<typeof USAGES> = {
  acquisition: 'being acquired',
  circulating: 'for loan',
  reference: 'not for loan',
  local: 'the library’s own meaning',
  future: 'reserved by the standard',
  noInformation: 'not said',
  discarded: 'discarded',
  patronCard: 'patron card',
  equipment: 'equipment of the library',
  reserved: 'reserved by the standard',
};

const media: Words<typeof MEDIA> = {
  undefined: 'not said',
  book: 'book',
  disc: 'CD or DVD',
  tape: 'magnetic tape',
  other: 'other',
  careful: 'other, to be handled with care',
  small: 'very small, to be handled specially',
  reserved: 'reserved by the standard',
  local: 'the library’s own meaning',
};

const type: Words<typeof ITEM_TYPES> = {
  other: 'other',
  book: 'book',
  magazine: 'magazine',
  journal: 'bound journal',
  audioTape: 'audio tape',
  video: 'video',
  disc: 'CD',
  diskette: 'diskette',
  bookAndDiskette: 'book and diskette',
  bookAndDisc: 'book and CD',
  bookAndTape: 'book and audio tape',
};

const field: Words<typeof FIELDS> = {
  title: 'Title',
  shelfLocation: 'Shelf',
  marcMediaFormat: 'MARC media format',
  onixMediaFormat: 'ONIX media format',
  subsidiaryOfOwner: 'Branch of the owner',
  supplierId: 'Supplier',
  productIdLocal: 'Supplier’s product number',
  orderNumber: 'Order number',
  supplierInvoiceNumber: 'Invoice number',
  gs1ProductId: 'GS1 product number',
  supplyChainStage: 'Stage of supply',
  illBorrowingInstitution: 'Borrowing library',
  illTransactionNumber: 'Interlibrary loan number',
  alternativeIllInstitution: 'Borrowing library, by another code',
  alternativeUniqueItemId: 'Other unique number',
  alternativeItemId: 'Other number of the item',
  alternativeOwnerInstitution: 'Owner, by another code',
  localDataA: 'Local data A',
  localDataB: 'Local data B',
  localDataC: 'Local data C',
};

const part: Words<typeof NDEF_PARTS> = {
  message: 'a message',
  lockControl: 'a list of locked bytes',
  memoryControl: 'a list of reserved bytes',
  proprietary: 'something of its maker’s',
  other: 'something',
};

/** Words for a value, by the list that it is of. */
const WORDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  usage,
  media,
  type,
  field,
  part,
};

/** One line for each sentence; one that is not about tags is left out. */
export const explainInEnglish = (sentences: readonly Sentence[]): string[] =>
  sentences.flatMap(({ code, params }) => (isTagCode(code) ? [filled(ENGLISH[code], params)] : []));

const isTagCode = (code: string): code is TagCode => Object.hasOwn(TAG_SENTENCES, code);

const filled = (template: string, params: Sentence['params']): string =>
  template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = String(params[name] ?? '');
    return WORDS[name]?.[value] ?? value;
  });
