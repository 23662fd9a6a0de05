/** `POST /api/terminals/receipts/mail`: the visitor wants the receipt by mail. No address is ever said to a terminal. */
import { z } from '@hono/zod-openapi';

export const ReceiptMailAsked = z
  .strictObject({
    id: z.uuid().openapi({ description: 'The same id is sent once' }),
    transactions: z
      .array(z.string().min(1).max(64))
      .min(1)
      .max(500)
      .openapi({ description: 'Of one visit at this terminal, within the last hours' }),
    language: z.enum(['vi', 'en', 'fr']),
  })
  .openapi('ReceiptMailAsked');

export const RECEIPT_MAIL_REFUSALS = [
  'receipt-unknown',
  'no-address',
  'receipt-mail-limit',
  'mail-not-set-up',
  'mail-not-sent',
] as const;

export const ReceiptMailAnswer = z
  .discriminatedUnion('outcome', [
    z.object({
      outcome: z.literal('accepted'),
      to: z.string().openapi({ description: '`l…@…`; the mail server has taken it' }),
    }),
    z.object({ outcome: z.literal('refused'), code: z.enum(RECEIPT_MAIL_REFUSALS) }),
  ])
  .openapi('ReceiptMailAnswer');
export type ReceiptMailAnswer = z.infer<typeof ReceiptMailAnswer>;
