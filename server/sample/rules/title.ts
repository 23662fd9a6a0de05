/** A title as the sample lists it: facts only, and only those that are known. */
import { z } from 'zod';

export const AUDIENCES = ['preschool', 'child', 'teen', 'adult'] as const;
export type Audience = (typeof AUDIENCES)[number];

/** MARC language codes (ISO 639-2/B). */
const Language = z.string().regex(/^[a-z]{3}$/);

export const SampleTitle = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/),
  title: z.string(),
  subtitle: z.string().optional(),
  /** Number of the volume, and what it is called. */
  part: z.string().optional(),
  partName: z.string().optional(),
  /** Heading: `Rowling, J. K.` where the surname is put first, `Tô Hoài` where it is not. */
  author: z.string().optional(),
  translators: z.array(z.string()).optional(),
  publisher: z.string().optional(),
  /** Year of the edition that is held. */
  year: z.number().int().optional(),
  /** Year in which the work first came out, in whatever language. */
  firstPublished: z.number().int().optional(),
  /** 13 digits. */
  isbn: z.string().optional(),
  ddc: z.string().regex(/^\d{3}(?:\.\d+)?$/),
  language: Language,
  translatedFrom: Language.optional(),
  audience: z.enum(AUDIENCES),
  subjects: z.array(z.string()).min(1),
  reference: z.boolean().default(false),
});
export type SampleTitle = z.infer<typeof SampleTitle>;
