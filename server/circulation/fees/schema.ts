/** Fees and what is paid or waived of them. */
import { z } from '@hono/zod-openapi';
import {
  ActId,
  actAnswer,
  AtLibrary,
  By,
  Dong,
  Id,
  Instant,
  ItemRefView,
  LibraryRef,
  Note,
} from '../../staff/desk-schema.ts';

export const PaymentView = z
  .object({
    id: z.string(),
    amount: z.number().int(),
    how: z.enum(['paid', 'waived', 'cancelled']),
    method: z.string().openapi({ description: 'SIP2 payment type; 00 = cash' }),
    receiptNumber: z.string(),
    reference: z.string().optional(),
    library: LibraryRef,
    at: Instant,
    by: By,
    note: z.string(),
  })
  .openapi('PaymentView');

export const FeeView = z
  .object({
    id: z.string(),
    kind: z.enum(['overdue', 'lost', 'damaged', 'processing', 'other']),
    amount: z.number().int().openapi({ description: 'Đồng' }),
    left: z.number().int().openapi({ description: 'Still owed of it, đồng' }),
    note: z.string(),
    library: LibraryRef,
    item: ItemRefView.optional(),
    createdAt: Instant,
    by: By,
    payments: z.array(PaymentView),
  })
  .openapi('FeeView');

/** `POST /api/staff/patrons/{id}/fees` */
export const FeeRequest = z
  .strictObject({
    id: ActId,
    library: AtLibrary,
    kind: z.enum(['lost', 'damaged', 'processing', 'other']),
    amount: Dong,
    item: Id.optional(),
    note: Note.optional(),
  })
  .openapi('FeeRequest');

export const FeeAnswer = actAnswer({ feeId: z.string() }).openapi('FeeAnswer');

/** `POST /api/staff/patrons/{id}/payments` */
export const PaymentRequest = z
  .strictObject({
    id: ActId,
    library: AtLibrary,
    feeId: Id.optional().openapi({ description: 'Absent: all that is owed, the oldest first' }),
    how: z.enum(['paid', 'waived']),
    amount: Dong,
    method: z
      .string()
      .regex(/^\d\d$/)
      .default('00')
      .openapi({ description: 'SIP2 payment type: 00 cash, 01 VISA, 02 credit card, or a site’s' }),
    reference: z
      .string()
      .trim()
      .max(64)
      .regex(/^\P{Cc}*$/u)
      .optional(),
    note: Note.optional(),
  })
  .openapi('PaymentRequest');

export const PaymentAnswer = actAnswer({
  receiptNumber: z.string(),
  settled: z.array(z.object({ feeId: z.string(), amount: z.number().int() })),
  left: z.number().int().openapi({ description: 'Still owed in all, đồng' }),
}).openapi('PaymentAnswer');
