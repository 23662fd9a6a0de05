/** What the API says of terminals to staff. */
import { z } from '@hono/zod-openapi';
import { TerminalState } from '../terminals/schema.ts';

export const TerminalView = z
  .object({
    id: z.string(),
    name: z.string(),
    library: z.object({
      id: z.string(),
      name: z.string(),
      path: z
        .array(z.string())
        .openapi({ description: 'Names from the root of the tree down to this library' }),
    }),
    online: z.boolean().openapi({ description: 'Heard within the last 45 s' }),
    heardAt: z
      .number()
      .int()
      .optional()
      .openapi({ description: 'Epoch milliseconds; absent when it was never heard' }),
    since: z
      .number()
      .int()
      .optional()
      .openapi({ description: 'Since when it is online, or offline; epoch milliseconds' }),
    state: TerminalState.optional().openapi({ description: 'What it last said of itself' }),
  })
  .openapi('TerminalView');
export type TerminalView = z.infer<typeof TerminalView>;

/** `GET /api/staff/terminals`, and the data of each event of `GET /api/staff/terminals/events`. */
export const TerminalList = z
  .object({ serverTime: z.number().int(), terminals: z.array(TerminalView) })
  .openapi('TerminalList');
export type TerminalList = z.infer<typeof TerminalList>;

export const TerminalEventsQuery = z.strictObject({
  changes: z
    .enum(['true', 'false'])
    .default('false')
    .transform((flag) => flag === 'true')
    .openapi({ description: '`true`: between whole lists only the terminals that have changed' }),
});

/** Data of an event that tells what has changed since the one before; others are as they were. */
export const TerminalChanges = z
  .object({ serverTime: z.number().int(), changed: z.array(TerminalView) })
  .openapi('TerminalChanges');
