/** What the API says of patrons to a terminal: never more than the screen shows (design decision 15). */
import { z } from '@hono/zod-openapi';
import { Refusal } from '../circulation/schema.ts';
import { ItemView } from '../catalogue/schema.ts';

/** `POST /api/patrons/identify`. A typed number always needs the PIN. */
export const PatronQuery = z
  .strictObject({
    card: z.string().min(1).max(64),
    entry: z.enum(['scanned', 'typed']),
    pin: z.string().min(1).max(32).optional(),
  })
  .openapi('PatronQuery');

export const PatronView = z
  .object({
    initial: z.string().openapi({ description: 'First letter of the given name' }),
    child: z.boolean(),
    hasPin: z.boolean(),
    pinVerified: z.boolean(),
    loansLeft: z.number().int().nonnegative().optional(),
    hasEmail: z.boolean().optional().openapi({
      description: 'A receipt can be mailed. Absent: no address, or no mail at this server',
    }),
    mayLeadClass: z.boolean().optional().openapi({
      description: 'May open a sitting for a class: a teacher or one of the staff. Absent: no',
    }),
    card: z.string().optional().openapi({
      description:
        'The library’s own card number, where an identity card’s number was asked about: transactions name the patron by this one',
    }),
  })
  .openapi('PatronView');

export const PatronAnswer = z
  .discriminatedUnion('outcome', [
    z.object({ outcome: z.literal('accepted'), patron: PatronView }),
    z.object({ outcome: z.literal('refused'), refusal: Refusal }),
  ])
  .openapi('PatronAnswer');

/** `POST /api/patrons/account`: only with the right PIN. */
export const AccountQuery = z
  .strictObject({
    card: z.string().min(1).max(64),
    entry: z.enum(['scanned', 'typed']),
    pin: z.string().min(1).max(32),
  })
  .openapi('AccountQuery');

export const Account = z
  .object({
    loans: z.array(
      z.object({
        item: ItemView,
        identifier: z.string(),
        dueAt: z.number().int(),
        overdue: z.boolean(),
        renewable: z.boolean(),
      }),
    ),
    feesOwed: z
      .number()
      .int()
      .nonnegative()
      .optional()
      .openapi({ description: 'Đồng; absent on a child’s card' }),
  })
  .openapi('Account');

export const AccountAnswer = z
  .discriminatedUnion('outcome', [
    z.object({ outcome: z.literal('accepted'), account: Account }),
    z.object({ outcome: z.literal('refused'), refusal: Refusal }),
  ])
  .openapi('AccountAnswer');
