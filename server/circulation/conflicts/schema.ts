/** Conflicts as staff see and settle them. */
import { z } from '@hono/zod-openapi';
import {
  ActId,
  actAnswer,
  AtLibrary,
  By,
  Id,
  Instant,
  ItemRefView,
  LibraryRef,
  Note,
  PatronRef,
} from '../../staff/desk-schema.ts';
import { Act, Mode, Refusal } from '../schema.ts';
import { CHOICES } from './rules/choices.ts';

const Choice = z.enum(CHOICES);
/** A code of the refusals, or one of the conflicts' own. */
const Kind = z
  .string()
  .max(40)
  .regex(/^[a-z-]+$/);

export const StepView = z
  .object({
    id: z.string(),
    choice: z.enum([...CHOICES, 'undo']),
    at: Instant,
    by: By,
    library: LibraryRef,
    note: z.string(),
  })
  .openapi('ConflictStep');

export const ConflictView = z
  .object({
    transactionId: z.string(),
    kind: z.string().openapi({
      description:
        'A code of the refusals, promised-after-refusal, clock, fee-overpaid, lost-fee-paid',
    }),
    act: Act.optional(),
    mode: Mode.optional().openapi({ description: 'promise: recorded without an answer' }),
    library: LibraryRef.openapi({ description: 'Where it happened' }),
    terminal: By.optional(),
    happenedAt: Instant.openapi({ description: 'Its place in time' }),
    claimedAt: Instant.optional().openapi({ description: 'What the terminal said, corrected' }),
    recordedAt: Instant.openapi({ description: 'When the server learned of it' }),
    openedAt: Instant,
    closedAt: Instant.optional().openapi({ description: 'It has settled itself' }),
    receiptCode: z.string().optional(),
    item: ItemRefView.optional(),
    identifier: z.string().optional().openapi({ description: 'The item as it was scanned' }),
    card: z.string().optional().openapi({ description: 'A number that led to nobody' }),
    patron: PatronRef.optional(),
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
      .optional(),
    other: z
      .object({
        kind: z.enum(['loan', 'hold']),
        patron: PatronRef.optional(),
        since: Instant,
        library: LibraryRef,
      })
      .optional()
      .openapi({ description: 'Who had the book, or waited for it' }),
    facts: z.record(z.string(), z.union([z.string(), z.number()])).openapi({
      description: 'Fill in the sentence, as the parameters of a refusal do',
    }),
    choices: z.array(Choice).openapi({ description: 'The first is the usual one' }),
    recallDueAt: Instant.optional().openapi({ description: 'Due then, if called in now' }),
    steps: z.array(StepView),
    decision: StepView.optional(),
    undo: z.object({ possible: z.boolean(), refusal: Refusal.optional() }).optional(),
  })
  .openapi('Conflict');

/** `GET /api/staff/conflicts` */
export const ConflictsQuery = z.strictObject({
  state: z.enum(['open', 'decided']).default('open'),
  library: Id.optional(),
  terminal: Id.optional(),
  kind: Kind.optional(),
  before: z
    .string()
    .regex(/^\d{1,15} \S{1,80} [a-z-]{1,40}$/)
    .optional()
    .openapi({ description: '`next` of the page before' }),
});

export const ConflictPage = z
  .object({
    conflicts: z.array(ConflictView),
    next: z.string().optional(),
    total: z.number().int(),
    keepable: z.number().int().optional().openapi({
      description: 'Open ones of the terminal asked for that can be kept at once',
    }),
  })
  .openapi('ConflictPage');

/** `GET /api/staff/conflicts/{transaction}/{kind}/story` */
export const ConflictStory = z
  .object({
    story: z.array(
      z.object({
        what: z.enum([
          'checkout',
          'checkin',
          'renew',
          'undo',
          'lost',
          'claim-returned',
          'in-library-use',
          'recall',
          'written-off',
          'annul',
          'hold',
        ]),
        at: Instant,
        recordedAt: Instant.openapi({ description: 'When the server learned of it' }),
        patron: PatronRef.optional(),
        by: By.optional(),
        library: LibraryRef,
        dueAt: Instant.optional(),
        isInQuestion: z.boolean().openapi({ description: 'What the conflict is about' }),
      }),
    ),
  })
  .openapi('ConflictStory');

/** `GET /api/staff/conflicts/count` */
export const ConflictCount = z.object({ open: z.number().int() }).openapi('ConflictCount');

export const ByConflict = z.strictObject({ transaction: z.string().min(1).max(80), kind: Kind });

/** `POST /api/staff/conflicts/{transaction}/{kind}/decision` */
export const DecisionRequest = z
  .strictObject({
    id: ActId,
    library: AtLibrary,
    choice: Choice,
    note: Note.optional(),
    itemId: Id.optional().openapi({ description: 'retry: which item it was, of several' }),
    patronId: Id.optional().openapi({ description: 'retry: whose card it was, of several' }),
  })
  .openapi('ConflictDecision');
export const DecisionAnswer = actAnswer({
  settled: z.number().int().openapi({ description: 'How many conflicts it has settled' }),
  goesTo: z
    .object({ kind: z.enum(['shelf', 'hold', 'other-library']), library: LibraryRef.optional() })
    .optional()
    .openapi({ description: 'reverse: where the book is to be put' }),
}).openapi('ConflictDecided');

/** `POST /api/staff/conflicts/{transaction}/{kind}/undo` */
export const UndoRequest = z
  .strictObject({ id: ActId, library: AtLibrary, note: Note.optional() })
  .openapi('ConflictUndo');
export const UndoAnswer = actAnswer({
  opened: z.number().int().openapi({ description: 'How many conflicts are open again' }),
}).openapi('ConflictUndone');

/** `POST /api/staff/conflicts/keep-all` */
export const KeepAllRequest = z
  .strictObject({
    id: ActId,
    library: AtLibrary,
    terminal: Id,
    count: z
      .number()
      .int()
      .min(1)
      .openapi({ description: 'As shown; others meanwhile: nothing done' }),
    note: Note.optional(),
  })
  .openapi('ConflictsKeep');
export const KeepAllAnswer = actAnswer({ settled: z.number().int() }).openapi('ConflictsKept');
