/** What a site decides about its tags: whether the gate rings, sets, worn labels; and who may borrow together. */
import { z } from 'zod';
import { DEFAULT_UII_PROFILE } from '../tags/iso28560-4-uii.ts';
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
