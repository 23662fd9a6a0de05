/** What a site decides about its tags: whether the gate rings, sets, worn labels; and who may borrow together. */
import { z } from 'zod';
import { DEFAULT_UII_PROFILE } from '../tags/iso28560-4-uii.ts';
import { RECEIPT_CHOICES } from '../messages.ts';
import { Afi, Milliseconds, Pattern } from './words.ts';

export const SecurityConfig = z.strictObject({
  /** `null`: the gate does not look at the AFI. */
  armedAfi: Afi.nullable().default(0x07),
  disarmedAfi: Afi.nullable().default(0xc2),
  /** Other values met on the site's books. */
  alsoArmed: z.array(Afi).default([]),
  alsoDisarmed: z.array(Afi).default([]),
  /** The gate listens to the chips' own alarm (NXP). */
  eas: z.boolean().default(false),
  ifPatronLeaves: z.enum(['undo', 'keep']).default('undo'),
});
export type SecurityConfig = z.output<typeof SecurityConfig>;

export const SetsConfig = z.strictObject({
  /** After the last new tag, so long until a part is said to be missing. */
  waitMs: Milliseconds.default(2_000),
  /** A set of which a part is missing: to staff, or after a question all the same. */
  borrowIncomplete: z.enum(['refuse', 'ask']).default('refuse'),
  returnIncomplete: z.enum(['refuse', 'ask']).default('refuse'),
});
export type SetsConfig = z.output<typeof SetsConfig>;

export const GroupsConfig = z.strictObject({
  /** One more card may join who borrows. */
  family: z.boolean().default(true),
  /** A teacher may have a whole class borrow in one sitting. */
  class: z.boolean().default(true),
  /** Numbers of cards that lead a class at a library that does not say so itself: SIP2 has no word for it. */
  leaderCards: z.array(Pattern).default([]),
});
export type GroupsConfig = z.output<typeof GroupsConfig>;

const PrintedLine = z
  .string()
  .max(48)
  .regex(/^\P{Cc}*$/u, 'must be text in one line');

export const ReceiptConfig = z.strictObject({
  /** What a visitor may choose at the end, in this order. */
  choices: z
    .array(z.enum(RECEIPT_CHOICES))
    .min(1)
    .default([...RECEIPT_CHOICES]),
  /** Of whoever has gone without choosing. */
  afterTimeout: z.enum(['none', 'print']).default('none'),
  /** Lines below the library’s name, and at the end. */
  header: z.array(PrintedLine).max(4).default([]),
  footer: z.array(PrintedLine).max(4).default([]),
  /** How the code is shown besides being written. */
  mark: z.enum(['qr', 'barcode', 'none']).default('qr'),
  /** PNG in base64, black on white, at most 384 dots wide. */
  logo: z.base64().max(24_000).exactOptional(),
});
export type ReceiptConfig = z.output<typeof ReceiptConfig>;

export const StaffConfig = z.strictObject({
  /** Numbers of cards that open the door to the staff's menu, from any screen; the PIN is asked for all the same. */
  cards: z.array(Pattern).default([]),
});
export type StaffConfig = z.output<typeof StaffConfig>;

/** Without the item a UII names nothing; a field that is there twice could say two things. */
const UiiFields = z
  .array(z.enum(['owner', 'item', 'set']))
  .refine((fields) => fields.includes('item'), 'the item must be one of the fields')
  .refine((fields) => new Set(fields).size === fields.length, 'each field at most once');

export const TagsConfig = z.strictObject({
  /** Real collections hold ISO 28560-3 tags with a wrong check sum; never written through. */
  acceptWrongCrc: z.boolean().default(false),
  /** What stands between the full stops of a UII (UHF): ISO/TS 28560-4 leaves it to profiles. */
  uiiProfile: UiiFields.default([...DEFAULT_UII_PROFILE.fields]).transform((fields) => ({
    fields,
  })),
});
export type TagsConfig = z.output<typeof TagsConfig>;
