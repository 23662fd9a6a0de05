/** Patrons as staff see them. */
import { z } from '@hono/zod-openapi';
import { FeeView } from '../circulation/fees/schema.ts';
import { HoldView } from '../circulation/holds/schema.ts';
import { Refusal } from '../circulation/schema.ts';
import {
  ActId,
  actAnswer,
  AtLibrary,
  By,
  Day,
  Id,
  Instant,
  ItemRefView,
  LibraryRef,
  Note,
  PatronRef,
} from '../staff/desk-schema.ts';

/** `POST /api/staff/patrons/search`: a POST, so that card numbers stay out of access logs. */
export const PatronSearch = z
  .strictObject({
    text: z
      .string()
      .trim()
      .min(1)
      .max(64)
      .regex(/^\P{Cc}+$/u)
      .transform((text) => text.normalize('NFC'))
      .openapi({ description: 'A card number exactly, or words of the name, marks or not' }),
  })
  .openapi('PatronSearch');

export const PatronSummary = z
  .object({
    id: z.string(),
    name: z.string(),
    patronClass: z.object({ id: z.string(), name: z.string() }),
    library: LibraryRef,
    birthDate: Day.optional(),
    classGroup: z.string().optional().openapi({ description: 'Of the latest membership' }),
  })
  .openapi('PatronSummary');

export const PatronHits = z
  .object({
    by: z.enum(['card', 'name']),
    patrons: z.array(PatronSummary),
    more: z.boolean().openapi({ description: 'There are more: type more of the name' }),
  })
  .openapi('PatronHits');

export const BlockReason = z.enum(['staff', 'card-lost', 'card-retained', 'data-check', 'misuse']);

export const BlockView = z
  .object({
    id: z.string(),
    reason: BlockReason,
    note: z.string(),
    library: LibraryRef,
    since: Instant,
    by: By,
  })
  .openapi('BlockView');

export const StaffLoan = z
  .object({
    id: z.string(),
    item: ItemRefView,
    library: LibraryRef,
    checkedOutAt: Instant,
    dueAt: Instant,
    overdue: z.boolean(),
    daysLate: z.number().int().openapi({ description: 'Days since the due date' }),
    renewals: z.number().int(),
    renewalsLeft: z.number().int().optional(),
    renewable: z.boolean(),
    refusal: Refusal.optional().openapi({ description: 'Why it may not be renewed' }),
    claimedReturnedAt: Instant.optional(),
  })
  .openapi('StaffLoan');

/** `GET /api/staff/patrons/{id}?library=` */
export const PatronRecordView = PatronSummary.extend({
  language: z.enum(['vi', 'en', 'fr']),
  expiresOn: Day.optional(),
  hasPin: z.boolean(),
  contact: z.object({
    email: z.string().optional(),
    phone: z.string().optional(),
    address: z.string().optional(),
  }),
  guardian: PatronRef.optional(),
  wards: z.array(PatronRef),
  cards: z.array(
    z.object({
      kind: z.enum(['barcode', 'rfid', 'identity', 'other']),
      masked: z.string().openapi({ description: 'All but the last four characters hidden' }),
      withdrawnAt: Instant.optional(),
    }),
  ),
  memberships: z.array(
    z.object({
      library: LibraryRef,
      role: z.enum(['pupil', 'teacher', 'staff', 'member']),
      classGroup: z.string().optional(),
      schoolYear: z.string().optional(),
      from: Day.optional(),
      to: Day.optional(),
    }),
  ),
  standing: z
    .object({
      mayBorrow: z.boolean(),
      reasons: z.array(Refusal).openapi({ description: 'All that stand against it' }),
      loansLeft: z.number().int().optional().openapi({ description: 'Absent: no limit' }),
    })
    .openapi({ description: 'At the library asked about' }),
  blocks: z.array(BlockView),
  loans: z.array(StaffLoan),
  holds: z.array(HoldView),
  fees: z.array(FeeView),
  owed: z.number().int().openapi({ description: 'Đồng' }),
}).openapi('StaffPatron');

export const PatronQueryLibrary = z.strictObject({
  library: Id.optional().openapi({
    description: 'Whose rules count; absent: the patron’s library',
  }),
});

/** `POST /api/staff/patrons/{id}/blocks` */
export const BlockRequest = z
  .strictObject({ id: ActId, library: AtLibrary, reason: BlockReason, note: Note.optional() })
  .openapi('BlockRequest');

export const BlockAnswer = actAnswer({ blockId: z.string() }).openapi('BlockAnswer');
export const BlockEndAnswer = actAnswer({
  ended: z.number().int().openapi({ description: 'How many blocks were ended' }),
}).openapi('BlockEndAnswer');
