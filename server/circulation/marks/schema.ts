/** One item as staff see it, and what they may say of it. */
import { z } from '@hono/zod-openapi';
import {
  ActId,
  actAnswer,
  AtLibrary,
  Day,
  Dong,
  Instant,
  LibraryRef,
  Note,
  PatronRef,
} from '../../staff/desk-schema.ts';

/** Where it is, derived from loan, condition, hold shelf and transit; never stored. */
export const ItemState = z
  .discriminatedUnion('state', [
    z.object({
      state: z.literal('on-loan'),
      loanId: z.string(),
      patron: PatronRef.optional(),
      library: LibraryRef,
      since: Instant,
      dueAt: Instant,
      overdue: z.boolean(),
      claimedReturnedAt: Instant.optional(),
    }),
    z.object({ state: z.enum(['lost', 'missing', 'withdrawn', 'not-for-loan', 'available']) }),
    z.object({
      state: z.literal('on-hold-shelf'),
      library: LibraryRef,
      until: Day.optional(),
      patron: PatronRef.optional(),
    }),
    z.object({
      state: z.literal('in-transit'),
      from: LibraryRef,
      to: LibraryRef,
      sentAt: Instant,
      forHold: z.boolean(),
    }),
  ])
  .openapi('ItemState');

/** `GET /api/staff/items/{id}` */
export const ItemRecord = z
  .object({
    id: z.string(),
    title: z.object({
      id: z.string(),
      title: z.string(),
      author: z.string(),
      year: z.number().int().optional(),
    }),
    home: LibraryRef,
    current: LibraryRef.openapi({ description: 'Where it was seen last' }),
    itemClass: z.object({ id: z.string(), name: z.string(), loanable: z.boolean() }),
    condition: z.enum(['ok', 'damaged', 'lost', 'missing', 'withdrawn']),
    callNumber: z.string().optional(),
    collection: z.string().optional(),
    enumeration: z.string().optional(),
    price: z.number().int().optional().openapi({ description: 'Đồng' }),
    identifiers: z.array(
      z.object({
        kind: z.enum(['barcode', 'accession', 'tag']),
        value: z.string(),
        part: z.number().int(),
        uid: z.string().optional(),
      }),
    ),
    state: ItemState,
    waiting: z.array(
      z.object({
        holdId: z.string(),
        position: z.number().int(),
        patron: PatronRef.optional(),
        pickup: LibraryRef,
        placedAt: Instant,
      }),
    ),
    pastLoans: z.number().int().openapi({ description: 'Counted, not named' }),
    ifLost: z
      .object({ patron: PatronRef.optional(), price: z.number().int(), handling: z.number().int() })
      .optional()
      .openapi({ description: 'What marking it lost now would charge to whoever has it, đồng' }),
  })
  .openapi('ItemRecord');

export const MARKS = [
  'lost',
  'missing',
  'found',
  'damaged',
  'mended',
  'withdrawn',
  'claim-returned',
  'in-library-use',
] as const;

/** `POST /api/staff/items/{id}/marks` */
export const MarkRequest = z
  .strictObject({
    id: ActId,
    library: AtLibrary,
    mark: z.enum(MARKS),
    charge: Dong.optional().openapi({
      description: 'damaged: charged to whoever has it or had it last; absent = nothing',
    }),
    note: Note.optional(),
  })
  .openapi('MarkRequest');

export const MarkAnswer = actAnswer({
  condition: z.enum(['ok', 'damaged', 'lost', 'missing', 'withdrawn']),
  charged: z.array(z.object({ kind: z.string(), amount: z.number().int() })),
  cancelled: z.number().int().openapi({ description: 'Taken back of what was owed, đồng' }),
}).openapi('MarkAnswer');
