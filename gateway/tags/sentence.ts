/**
 * What is said to staff about a tag, as codes: every language has its words for them, keyed by the code. Values that
 * are words themselves are one of a list, written without hyphens so that a message can select by them.
 */
export interface Sentence {
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
}

/** Type of usage (ISO 28560-1, OID 5), by its class. */
export const USAGES = [
  'acquisition',
  'circulating',
  'reference',
  'local',
  'future',
  'noInformation',
  'discarded',
  'patronCard',
  'equipment',
  'reserved',
] as const;

/** Media format (ISO 28560-1, OID 19). */
export const MEDIA = [
  'undefined',
  'book',
  'disc',
  'tape',
  'other',
  'careful',
  'small',
  'reserved',
  'local',
] as const;

/** Type of item of RFID501. */
export const ITEM_TYPES = [
  'other',
  'book',
  'magazine',
  'journal',
  'audioTape',
  'video',
  'disc',
  'diskette',
  'bookAndDiskette',
  'bookAndDisc',
  'bookAndTape',
] as const;

/** Text fields of the standards beside the item's number and its owner. */
export const FIELDS = [
  'title',
  'shelfLocation',
  'marcMediaFormat',
  'onixMediaFormat',
  'subsidiaryOfOwner',
  'supplierId',
  'productIdLocal',
  'orderNumber',
  'supplierInvoiceNumber',
  'gs1ProductId',
  'supplyChainStage',
  'illBorrowingInstitution',
  'illTransactionNumber',
  'alternativeIllInstitution',
  'alternativeUniqueItemId',
  'alternativeItemId',
  'alternativeOwnerInstitution',
  'localDataA',
  'localDataB',
  'localDataC',
] as const;
export type TagField = (typeof FIELDS)[number];

export const NDEF_PARTS = [
  'message',
  'lockControl',
  'memoryControl',
  'proprietary',
  'other',
] as const;

/** Every sentence with the names of what fills it in: a text, a number, or one word of a list. */
export const TAG_SENTENCES = {
  // What it is.
  'tag.item': { id: 'text' },
  'tag.patron-card': { id: 'text' },
  /** A library's format that names nothing: a label prepared by its maker. */
  'tag.no-item': {},
  'tag.blank': {},
  /** As 3M delivered it. */
  'tag.blank-3m': {},
  'tag.ndef': { bytes: 'number' },
  'tag.ndef-part': { part: NDEF_PARTS, bytes: 'number' },
  'tag.unknown': {},
  /** It answers, and nothing of its memory could be read. */
  'tag.unreadable': {},

  // What is wrong with it.
  'tag.damaged': {},
  'tag.damaged-crc': {},
  /** The number is in an extension block that is missing or not whole. */
  'tag.damaged-id-lost': {},
  /** A data set goes on behind the end of the memory. */
  'tag.damaged-cut': {},
  /** Bytes that its format does not allow. */
  'tag.damaged-malformed': {},
  /** What is left reads like this; it is not to be believed. */
  'tag.damaged-remains': { id: 'text' },
  /** Taken although its check sum is wrong, because the site says so. */
  'tag.wrong-crc-accepted': {},

  // What else it says.
  'tag.owner': { isil: 'text' },
  'tag.part': { part: 'number', of: 'number' },
  /** This one tag stands for all parts. */
  'tag.all-parts': { of: 'number' },
  /** Number of the part and number of parts stand in each other's place. */
  'tag.set-swapped': {},
  'tag.usage': { usage: USAGES },
  'tag.media': { media: MEDIA },
  'tag.item-type': { type: ITEM_TYPES },
  'tag.field': { field: FIELDS, text: 'text' },
  /** A data element that the standard has no name for. */
  'tag.element': { oid: 'number', text: 'text' },
  'tag.branch': { branch: 'number', library: 'number' },
  /** RFID501: a number of the site's own. */
  'tag.site-number': { number: 'number' },
  'tag.uii': { uii: 'text' },

  // How it is written.
  'tag.format-iso28560-3': {},
  'tag.format-iso28560-2': {},
  'tag.format-iso28560-4': {},
  'tag.format-rfid501': {},
  'tag.version': { version: 'number' },
  /** The short form, for chips of 32 bytes. */
  'tag.short-block': {},
  /** The bytes of every block stand the wrong way round. */
  'tag.reversed': {},
  'tag.id-in-extension': {},
  'tag.block-damaged': { block: 'number' },
  'tag.block-unknown': { block: 'number', bytes: 'number' },

  // What writing would destroy.
  'tag.loses-item': { id: 'text' },
  'tag.loses-patron-card': { id: 'text' },
  'tag.loses-owner': { isil: 'text' },
  /** It is this part of the item now and would become another. */
  'tag.loses-part': { part: 'number', of: 'number' },
  'tag.loses-all-parts': { of: 'number' },
  'tag.loses-usage': { usage: USAGES },
  'tag.loses-media': { media: MEDIA },
  'tag.loses-item-type': { type: ITEM_TYPES },
  'tag.loses-field': { field: FIELDS, text: 'text' },
  'tag.loses-element': { oid: 'number', text: 'text' },
  'tag.loses-branch': { branch: 'number', library: 'number' },
  'tag.loses-site-number': { number: 'number' },
  'tag.loses-block': { block: 'number', bytes: 'number' },
  'tag.loses-ndef': { bytes: 'number' },
  /** Bytes that nobody here understands. */
  'tag.loses-unknown': { bytes: 'number' },
  /** What is left of a damaged tag. */
  'tag.loses-damaged': {},
  /** UHF: a number in the EPC bank that is no library's. */
  'tag.loses-epc': { epc: 'text' },

  // Why it cannot be written.
  'tag.cannot-locked': { block: 'number', blocks: 'number' },
  'tag.cannot-fit': { needed: 'number', size: 'number' },
  /** Longer than the format has room for, or with characters that it has not. */
  'tag.cannot-hold-id': { id: 'text' },
  'tag.cannot-hold-owner': { isil: 'text' },
  'tag.cannot-hold-parts': { most: 'number' },
  /** The format has no word for it: on such a tag a patron card would be a book. */
  'tag.cannot-hold-usage': { usage: USAGES },
  /** A format for the other kind of radio: HF and UHF. */
  'tag.cannot-format': {},
  /** Not all of its memory could be read. */
  'tag.cannot-unread': {},
} as const satisfies Readonly<
  Record<`tag.${string}`, Readonly<Record<string, 'text' | 'number' | readonly string[]>>>
>;

export type TagCode = keyof typeof TAG_SENTENCES;

type ParamOf<Spec> = Spec extends readonly (infer Word)[]
  ? Word
  : Spec extends 'number'
    ? number
    : string;

export type ParamsOf<Code extends TagCode> = {
  readonly [Name in keyof (typeof TAG_SENTENCES)[Code]]: ParamOf<
    (typeof TAG_SENTENCES)[Code][Name]
  >;
};

export const say = <Code extends TagCode>(
  code: Code,
  params: ParamsOf<Code> & Readonly<Record<string, string | number>>,
): Sentence => ({ code, params });
