/** `GET /api/staff/receipts/{code}`: what is known of the loan or return that a receipt is of. */
import { z } from '@hono/zod-openapi';
import { Instant, LibraryRef, PatronRef } from '../../staff/desk-schema.ts';
import { Act, Mode, TransactionAnswer } from '../schema.ts';

export const ByCode = z.strictObject({
  code: z
    .string()
    .max(40)
    .openapi({ description: 'As printed; blanks and small letters do not matter' }),
});

const Seen = z
  .object({
    sequence: z.number().int().openapi({ description: 'In the terminal’s journal' }),
    wall: Instant.openapi({ description: 'By the terminal’s own clock' }),
    serverOffset: z
      .number()
      .int()
      .optional()
      .openapi({ description: 'Server’s clock minus the terminal’s, milliseconds' }),
    placedAt: Instant.openapi({ description: 'What the server made of it' }),
    version: z.string().openapi({ description: 'Of the gateway' }),
    tags: z.array(z.string()).openapi({ description: 'Chip numbers' }),
    permit: z.number().int().optional().openapi({ description: 'Version' }),
  })
  .openapi('TerminalSaw');

export const ReceiptView = z
  .object({
    id: z.string(),
    act: Act,
    code: z.string(),
    terminal: z.object({ id: z.string(), name: z.string() }),
    library: LibraryRef.optional(),
    record: Seen.optional().openapi({ description: 'Absent: a terminal of another maker' }),
    answers: z.array(z.object({ mode: Mode, at: Instant, answer: TransactionAnswer })),
    happenedAt: Instant.optional().openapi({ description: 'Its place in time' }),
    recordedAt: Instant.optional(),
    item: z
      .object({
        id: z.string(),
        title: z.string(),
        author: z.string(),
        callNumber: z.string().optional(),
      })
      .optional(),
    patron: PatronRef.optional(),
    unnamed: z.enum(['elsewhere', 'unknown', 'forgotten']).optional().openapi({
      description:
        'Why nobody is named: another library’s patron, nobody’s card, or it has been cut',
    }),
    loan: z
      .object({
        id: z.string(),
        dueAt: Instant,
        ended: z
          .object({
            at: Instant,
            how: z.enum(['returned', 'undone', 'replaced', 'lost', 'written-off']),
          })
          .optional(),
      })
      .optional()
      .openapi({ description: 'As it is now' }),
    conflicts: z.array(
      z.object({ kind: z.string(), state: z.enum(['open', 'decided', 'closed']) }),
    ),
  })
  .openapi('Receipt');

export const Receipts = z
  .object({
    receipts: z.array(ReceiptView).openapi({ description: 'Two may have the same code' }),
  })
  .openapi('Receipts');
