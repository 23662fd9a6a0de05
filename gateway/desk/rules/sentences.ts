/** What the desk says to staff, besides what is said of a tag (tags/sentence.ts). Keys of every language's messages. */
import type { Sentence } from '../../tags/sentence.ts';

/** Each code with the kinds of its params. */
export const DESK_SENTENCES = {
  /** The library has no item with this label: it can be written, and nobody will know the tag. */
  'desk.label-unknown': { label: 'text' },
  /** Several items have this label: staff name the library, nobody guesses. */
  'desk.label-several': { label: 'text' },
  'desk.scan-unreadable': {},
  /** The label of an identity card, a payment and the like: nothing of it is kept or shown. */
  'desk.scan-private': {},
  /** The publisher's barcode, the same on every copy. */
  'desk.isbn-scanned': {},
  /** By the rules of scans this is a patron's card, not a book's label. */
  'desk.card-scanned': {},
  /** More than one tag lies there that could be meant. */
  'desk.several-tags': {},
  'desk.no-item': {},
  'desk.no-tag': {},
  /** Something would be lost: it is shown, and must be accepted. */
  'desk.losses': {},
  'desk.written': { label: 'text', part: 'number', of: 'number' },
  'desk.restored': {},
  'desk.nothing-to-restore': {},
  /** A write that was torn off is finished now. */
  'desk.mended': { label: 'text' },
  /** A write that was torn off could not be finished; the tag is as it was before. */
  'desk.put-back': {},
  /** A write of this tag was torn off, and since then somebody else has written it: it is left as it is. */
  'desk.torn-left': {},
  /** Another tag is on record for this part of the item; this one takes its place. */
  'desk.replaces-tag': { uid: 'text', part: 'number' },
  /** The server has this tag on record for another item. */
  'desk.tag-elsewhere': { title: 'text' },
  /** The server would not take the tag. */
  'desk.item-unknown': { label: 'text' },
  'desk.several-items': { label: 'text' },
  'desk.number-elsewhere': { label: 'text' },
  'desk.not-registered': { label: 'text' },
  'desk.armed': {},
  'desk.disarmed': {},
  /** Why a tag could not be read, written or secured. */
  'desk.tag-gone': {},
  'desk.tag-refused': {},
  'desk.not-verified': {},
  'desk.not-supported': {},
  'desk.reader-away': {},
  'desk.disk-failed': {},
  /** What was asked about once more: the library still cannot tell, or refuses; or it is settled now. */
  'desk.still-open': {},
  'desk.cleared-up': {},
  'desk.pin-set': {},
  'desk.needs-account': {},
  /** The book from the shelf and the book on loan say the same to the gate: 2 hex digits. */
  'desk.same-afi': { afi: 'text' },
  'desk.no-afi': {},
  'desk.no-proposal': {},
  'desk.security-learned': { armed: 'text', disarmed: 'text' },
  'desk.security-forgotten': {},
  'desk.rules-learned': {},
  'desk.rules-forgotten': {},
  /** Rules of scans: what has this form (`#` a digit, `@` a letter, else a regular expression) is a card, a label, nothing. */
  'desk.rule-patron': { form: 'text' },
  'desk.rule-item': { form: 'text' },
  'desk.rule-ignore': { form: 'text' },
} as const satisfies Readonly<Record<string, Readonly<Record<string, 'text' | 'number'>>>>;

export type DeskCode = keyof typeof DESK_SENTENCES;

export type DeskParams<Code extends DeskCode> = {
  readonly [
    Name in keyof (typeof DESK_SENTENCES)[Code]
  ]: (typeof DESK_SENTENCES)[Code][Name] extends 'number' ? number : string;
};

export const tell = <Code extends DeskCode>(code: Code, params: DeskParams<Code>): Sentence => ({
  code,
  params,
});
