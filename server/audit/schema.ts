/** The journal of changes. */
import { z } from '@hono/zod-openapi';
import { By, Id, Instant, LibraryRef } from '../staff/desk-schema.ts';

/** `GET /api/staff/audit` */
export const AuditQuery = z.strictObject({
  subject: z
    .string()
    .max(100)
    .regex(/^[a-z-]+(:.+)?$/)
    .optional()
    .openapi({ description: 'Kind, or kind and id: patron, patron:ID, hold:ID, item:ID, rule:ID' }),
  action: z
    .string()
    .max(40)
    .regex(/^[a-z0-9-]+$/)
    .optional(),
  library: Id.optional(),
  from: z.coerce.number().int().optional().openapi({ description: 'Epoch milliseconds' }),
  to: z.coerce.number().int().optional().openapi({ description: 'Epoch milliseconds' }),
  before: z
    .string()
    .regex(/^\d{1,15} .{1,64}$/)
    .optional()
    .openapi({ description: '`next` of the page before' }),
});

export const AuditPage = z
  .object({
    changes: z.array(
      z.object({
        id: z.string(),
        at: Instant,
        by: By,
        library: LibraryRef.optional(),
        action: z.string(),
        subject: z.object({ kind: z.string(), id: z.string().optional() }),
        details: z.record(z.string(), z.unknown()),
      }),
    ),
    next: z.string().optional().openapi({ description: 'There are older ones: ask `before` this' }),
  })
  .openapi('AuditPage');
