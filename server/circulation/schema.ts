/** Bodies of `PUT /api/transactions/{id}` and `GET /api/transactions/{id}`: what a terminal asks and is answered. */
import { z } from '@hono/zod-openapi';
import { ItemView } from '../catalogue/schema.ts';

/** UUIDv7 made by the terminal. The server keeps one outcome per id and kind (design decision 5). */
export const TransactionId = z.uuid().openapi({ description: 'UUIDv7, made by the terminal' });

export const Act = z.enum(['checkout', 'checkin', 'renew']);
/** `attempt`: the rules decide. `promise`: it has happened; it is taken, with a conflict where needed. */
export const Mode = z.enum(['attempt', 'promise']);

/** The item as the terminal knows it: a scanned or decoded identifier, and the tag's owner (ISIL) where it has one. */
export const ItemRef = z
  .strictObject({ identifier: z.string().min(1).max(64), owner: z.string().max(20).optional() })
  .openapi('ItemRef');

/** What the terminal wrote down when it happened; kept for staff who look up a receipt. */
export const TerminalRecord = z
  .strictObject({
    sequence: z
      .number()
      .int()
      .nonnegative()
      .openapi({ description: 'Of the row in the terminal’s journal' }),
    wall: z
      .number()
      .int()
      .openapi({ description: 'The terminal’s wall clock, epoch milliseconds' }),
    serverOffset: z
      .number()
      .int()
      .optional()
      .openapi({ description: 'Server clock minus wall clock, milliseconds' }),
    monotonic: z.number().int(),
    boot: z.string().max(64),
    version: z.string().max(32),
    tags: z
      .array(z.string().regex(/^[0-9A-F]{1,64}$/))
      .max(32)
      .readonly()
      .optional()
      .openapi({ description: 'Chip numbers' }),
    permit: z
      .number()
      .int()
      .nonnegative()
      .optional()
      .openapi({ description: 'Version of the permit it was promised by' }),
    receiptCode: z
      .string()
      .regex(/^[3-9A-Z]{8}$/)
      .openapi({ description: 'As it is printed on the receipt' }),
  })
  .openapi('TerminalRecord');

export const TransactionRequest = z
  .strictObject({
    act: Act,
    mode: Mode,
    card: z.string().min(1).max(64).optional(),
    item: ItemRef,
    occurredAt: z.number().int().nonnegative().openapi({
      description: 'Epoch milliseconds, terminal clock corrected by the server offset',
    }),
    undoOf: TransactionId.optional(),
    dueAt: z.number().int().nonnegative().optional().openapi({
      description: 'Of a promised loan: the date the patron was told; epoch milliseconds',
    }),
    record: TerminalRecord.optional(),
  })
  .openapi('TransactionRequest');

/** Why the rules say no. Clients turn the code into a sentence; `params` fill it in. */
export const Refusal = z
  .object({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) })
  .openapi('Refusal');

export const TransactionAnswer = z
  .discriminatedUnion('outcome', [
    z.object({
      outcome: z.literal('accepted'),
      item: ItemView,
      dueAt: z
        .number()
        .int()
        .optional()
        .openapi({ description: 'Epoch milliseconds; checkout and renew' }),
      destination: z.enum(['shelf', 'hold', 'other-library']).optional(),
      destinationLibrary: z.object({ id: z.string(), name: z.string() }).optional().openapi({
        description: 'checkin: where it is sent, or kept for who waits',
      }),
      hold: z.object({ id: z.string() }).optional().openapi({
        description: 'checkin: whom it is for; here or at another library',
      }),
      wasNotOnLoan: z.boolean().optional(),
      receiptCode: z.string().optional(),
    }),
    z.object({ outcome: z.literal('refused'), refusal: Refusal, item: ItemView.optional() }),
  ])
  .openapi('TransactionAnswer');

/**
 * `GET /api/transactions/{id}` with status 404: nothing of that id and act has ever been decided here, and no
 * request of it is being decided right now. Any other 404 (a proxy's, a wrong path) must not look like this.
 */
export const NeverArrived = z
  .object({ outcome: z.literal('never-arrived') })
  .openapi('NeverArrived');
