/** The rules of lending as a librarian reads, changes and tries them. */
import { z } from '@hono/zod-openapi';
import { Refusal } from '../schema.ts';
import { Day, Id, Instant, LibraryRef } from '../../staff/desk-schema.ts';

const Count = z.number().int().min(0).max(1_000_000_000);
const Name = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^\P{Cc}+$/u)
  .transform((name) => name.normalize('NFC'));

/** `PUT /api/staff/rules/{id}` */
export const RuleRequest = z
  .strictObject({
    library: Id.openapi({ description: 'Holds there and everywhere below, until a nearer rule' }),
    patronClass: Id.optional().openapi({ description: 'Absent = any' }),
    itemClass: Id.optional().openapi({ description: 'Absent = any' }),
    maxLoans: Count.optional(),
    maxLoansOfClass: Count.optional(),
    loanDays: z.number().int().min(1).max(1000),
    renewals: Count,
    requiresPin: z.boolean().default(false),
    maxOverdue: Count.optional(),
    maxFeesOwed: Count.optional().openapi({ description: 'Đồng' }),
    overduePerDay: Count.default(0).openapi({ description: 'Đồng for each open day late' }),
    overdueCap: Count.optional().openapi({ description: 'Đồng for one loan at most' }),
    graceDays: z.number().int().min(0).max(1000).default(0),
    maxHolds: Count.optional(),
    holdDays: z.number().int().min(1).max(1000).default(5).openapi({
      description: 'Open days that a copy is kept on the hold shelf',
    }),
    lostProcessingFee: Count.default(0).openapi({ description: 'Đồng besides the price' }),
    lostPrice: Count.optional().openapi({ description: 'Đồng, where the item has no price' }),
  })
  .openapi('RuleRequest');

export const RuleView = RuleRequest.extend({ id: z.string(), library: LibraryRef }).openapi(
  'RuleView',
);

export const PatronClassView = z
  .object({ id: z.string(), name: z.string() })
  .openapi('PatronClass');
export const ItemClassView = z
  .object({
    id: z.string(),
    name: z.string(),
    loanable: z.boolean(),
    mediaType: z.string().openapi({ description: 'SIP2 media type (CK)' }),
  })
  .openapi('ItemClass');

/** `GET /api/staff/rules?library=` */
export const RuleTable = z
  .object({
    library: LibraryRef,
    lineage: z.array(LibraryRef).openapi({ description: 'The library, then what is above it' }),
    mayChange: z.boolean(),
    mayChangeClasses: z.boolean(),
    patronClasses: z.array(PatronClassView),
    itemClasses: z.array(ItemClassView),
    rules: z
      .array(RuleView)
      .openapi({ description: 'All that are in force anywhere in the table' }),
    cells: z
      .array(
        z.object({
          patronClass: z.string(),
          itemClass: z.string(),
          rule: z.string().optional().openapi({ description: 'Its id; absent: nothing is lent' }),
          inherited: z.boolean().openapi({ description: 'From a library above' }),
        }),
      )
      .openapi({ description: 'Each pair of classes, with the rule that decides it here' }),
    own: z.array(RuleView).openapi({ description: 'The rules of this library itself' }),
  })
  .openapi('RuleTable');

export const RuleAnswer = z
  .discriminatedUnion('outcome', [
    z.object({ outcome: z.literal('accepted'), rule: RuleView }),
    z.object({ outcome: z.literal('refused'), refusal: Refusal }),
  ])
  .openapi('RuleAnswer');

/** `PUT /api/staff/patron-classes/{id}`: for administrators of the whole network. */
export const PatronClassRequest = z.strictObject({ name: Name }).openapi('PatronClassRequest');
/** `PUT /api/staff/item-classes/{id}` */
export const ItemClassRequest = z
  .strictObject({
    name: Name,
    loanable: z.boolean(),
    mediaType: z
      .string()
      .regex(/^\d{3}$/)
      .default('001'),
  })
  .openapi('ItemClassRequest');

const Number = z.string().trim().min(1).max(64);

/** `POST /api/staff/rules/try`: what would happen if. */
export const TryRequest = z
  .strictObject({
    patron: z.union([
      z.strictObject({ card: Number }),
      z.strictObject({ id: Id }),
      z.strictObject({ class: Id }).openapi({ description: 'Somebody without loans or fees' }),
    ]),
    item: z.union([
      z.strictObject({ label: Number }),
      z.strictObject({ id: Id }),
      z.strictObject({ class: Id }).openapi({ description: 'One that stands on the shelf' }),
    ]),
    library: Id.openapi({ description: 'Where it would be lent' }),
    day: Day,
    daysLate: z.number().int().min(0).max(3650).default(7),
  })
  .openapi('TryRequest');

export const TryAnswer = z
  .object({
    outcome: z.enum(['accepted', 'refused']),
    refusal: Refusal.optional(),
    dueAt: Instant.optional(),
    dueOn: Day.optional(),
    rule: RuleView.optional().openapi({ description: 'Which decided' }),
    why: z
      .object({
        level: z
          .number()
          .int()
          .openapi({ description: '0 = this library’s own, 1 = its parent’s …' }),
        patronClass: z.enum(['named', 'any']),
        itemClass: z.enum(['named', 'any']),
      })
      .optional()
      .openapi({ description: 'Why that rule won' }),
    questions: z
      .array(
        z.object({
          question: z.string().openapi({ description: 'The refusal’s code' }),
          answer: z.enum(['passed', 'refused', 'not-asked']),
          refusal: Refusal.optional(),
        }),
      )
      .openapi({ description: 'In the order in which lending asks them' }),
    overdue: z
      .object({ daysLate: z.number().int(), cost: z.number().int() })
      .optional()
      .openapi({ description: 'What coming back that many days late would cost, đồng' }),
  })
  .openapi('TryAnswer');
