/** What the answers and requests of staff’s desk work have in common. */
import { z } from '@hono/zod-openapi';
import { Refusal } from '../circulation/schema.ts';

export const Id = z.string().min(1).max(64);

/** Made by the page before it asks, so that a request sent twice is done once and answered alike. */
export const ActId = z.uuid().openapi({ description: 'UUID made by who asks; twice = done once' });

/** Where staff stand while they do this: one of their libraries. It goes into the journal and onto receipts. */
export const AtLibrary = Id.openapi({ description: 'Where this is done: a library of the caller' });

export const Day = z.iso.date().openapi({ description: 'YYYY-MM-DD' });
export const Instant = z.number().int().openapi({ description: 'Epoch milliseconds' });
export const Dong = z
  .number()
  .int()
  .min(1)
  .max(1_000_000_000)
  .openapi({ description: 'Đồng, whole' });

/** PostgreSQL's text takes no NUL, and a note has no business with other control characters. */
export const Note = z
  .string()
  .trim()
  .max(500)
  .regex(/^[\P{Cc}\n]*$/u)
  .transform((note) => note.normalize('NFC'));

export const LibraryRef = z.object({ id: z.string(), name: z.string() }).openapi('LibraryRef');

export const PatronRef = z
  .object({ id: z.string(), name: z.string() })
  .openapi('PatronRef', { description: 'Only where the patron is one of the caller’s libraries' });

/** Who did a thing. */
export const By = z
  .object({
    kind: z.enum(['staff', 'terminal', 'sip2', 'system', 'import']),
    id: z.string(),
    name: z.string().optional().openapi({ description: 'Of the account or terminal' }),
  })
  .openapi('By');

export const ItemRefView = z
  .object({
    id: z.string(),
    titleId: z.string(),
    title: z.string(),
    author: z.string(),
    identifier: z.string().optional().openapi({ description: 'What is printed on it' }),
    callNumber: z.string().optional(),
    collection: z.string().optional(),
    enumeration: z.string().optional(),
  })
  .openapi('StaffItemRef');

export const Refused = z.object({ outcome: z.literal('refused'), refusal: Refusal });

/** The answer of an act: it was done, or the rules say why not. */
export const actAnswer = <T extends z.ZodRawShape>(accepted: T) =>
  z.discriminatedUnion('outcome', [
    z.object({ outcome: z.literal('accepted'), ...accepted }),
    Refused,
  ]);

/** For paths with one id. */
export const ById = z.strictObject({ id: Id });
export const AtQuery = z.strictObject({ library: AtLibrary });
