/** What staff do at a terminal itself (docs/rules/staff-mode.md, SM8). */
import { z } from '@hono/zod-openapi';
import { Id, Instant } from '../../staff/desk-schema.ts';

/** A newer terminal may know acts that this server has no words for: they are kept as they are called. */
const What = z
  .string()
  .min(1)
  .max(32)
  .regex(/^[a-z][a-z-]*$/);
const Text = z
  .string()
  .max(64)
  .regex(/^\P{Cc}*$/u);
const MOST_DETAILS = 8;

export const TerminalAct = z
  .strictObject({
    id: z.uuid().openapi({ description: 'Made by the terminal; told again it is the same act' }),
    at: Instant.nonnegative().openapi({ description: 'When it was done, by the terminal' }),
    what: What,
    by: z
      .strictObject({
        account: Id.optional().openapi({ description: 'Whose card was shown' }),
        cardEnd: z.string().max(4).optional().openapi({ description: 'Its last signs' }),
      })
      .openapi({ description: 'Empty: somebody who has the terminal’s PIN' }),
    details: z
      .record(What.or(z.literal('large')), z.union([Text, z.number(), z.boolean()]))
      .refine((details) => Object.keys(details).length <= MOST_DETAILS),
  })
  .openapi('TerminalAct');
export type TerminalAct = z.infer<typeof TerminalAct>;

/** `POST /api/terminals/acts` */
export const ActsTold = z
  .strictObject({
    acts: z
      .array(TerminalAct)
      .min(1)
      .max(50)
      .refine((acts) => new Set(acts.map(({ id }) => id)).size === acts.length, 'an id twice'),
  })
  .openapi('TerminalActsTold');

/** `POST /api/terminals/staff-card` */
export const StaffCardAsked = z
  .strictObject({
    card: z
      .string()
      .min(1)
      .max(64)
      .regex(/^\P{Cc}+$/u),
  })
  .openapi('StaffCardAsked');
export const StaffCardOwner = z.object({ account: Id }).openapi('StaffCardOwner');
