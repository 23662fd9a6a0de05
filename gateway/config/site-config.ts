/** What a site decides about its tags: whether the gate rings, sets, worn labels. */
import { z } from 'zod';
import { Afi, Milliseconds } from './words.ts';

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

export const TagsConfig = z.strictObject({
  /** Real collections hold ISO 28560-3 tags with a wrong check sum; never written through. */
  acceptWrongCrc: z.boolean().default(false),
});
export type TagsConfig = z.output<typeof TagsConfig>;
