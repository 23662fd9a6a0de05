/** What the API says of imports. */
import { z } from '@hono/zod-openapi';
import { BATCH_STATES, FORMATS } from './tables.ts';

const Count = z.number().int().nonnegative();
const Instant = z.number().int();

export const ImportBatch = z
  .object({
    id: z.string(),
    name: z.string().openapi({ description: 'Name of the file' }),
    format: z.enum(FORMATS),
    bytes: Count,
    state: z.enum(BATCH_STATES).openapi({
      description:
        'waiting: uploaded. checked: looked through, nothing changed yet; may be applied. applied: may be undone. failed: see `failure`',
    }),
    busy: z.boolean().openapi({ description: 'The server works at it now' }),
    rowsDone: Count.openapi({ description: 'Rows of the file done with in this state' }),
    bytesDone: Count,
    rowsPerSecond: Count.optional(),
    secondsLeft: Count.optional(),
    added: Count.openapi({ description: 'While checking: would be added; likewise the next two' }),
    changed: Count,
    unchanged: Count,
    refused: Count,
    putBack: Count.openapi({ description: 'Rows put back by undoing' }),
    kept: Count.openapi({ description: 'Rows kept by undoing: used or changed since' }),
    failure: z.string().optional().openapi({ description: 'In words' }),
    createdAt: Instant,
    createdBy: z.string().openapi({ description: '`staff:…` (account) or `system:cli`' }),
    stateAt: Instant,
    undoable: z.boolean(),
  })
  .openapi('ImportBatch');

/** `GET /api/staff/imports`, the last first */
export const ImportList = z.object({ imports: z.array(ImportBatch) }).openapi('ImportList');

/** `POST /api/staff/imports?name=patrons.csv`: the body is the file itself, of any content type. It is checked at once. */
export const ImportUpload = z.strictObject({
  name: z
    .string()
    .min(1)
    .max(200)
    .regex(/^\P{Cc}+$/u)
    .openapi({ description: 'Name of the file; its ending tells the format: json, jsonl, csv' }),
  library: z
    .string()
    .max(64)
    .optional()
    .openapi({ description: 'Of rows that name none, as in a list of one school' }),
  section: z
    .enum(['libraries', 'patrons', 'titles', 'items'])
    .optional()
    .openapi({ description: 'What a CSV file lists; absent: told by its headings' }),
});

export const ImportRefusal = z
  .object({
    row: Count.openapi({ description: 'Number of the row in the file, from 1' }),
    line: Count.openapi({ description: 'Line of the file on which the row begins, from 1' }),
    section: z.string(),
    field: z.string(),
    value: z
      .string()
      .openapi({ description: 'As in the file, cut; never a PIN or a whole card number' }),
    code: z.string().openapi({ description: 'For programs; does not change' }),
    reason: z.string().openapi({ description: 'In words' }),
  })
  .openapi('ImportRefusal');

/** `GET /api/staff/imports/{id}/refusals?after=&limit=`; the same as CSV at `refusals.csv` */
export const ImportRefusals = z
  .object({
    refusals: z.array(ImportRefusal),
    next: z.string().optional().openapi({ description: 'For `after`; absent: there are no more' }),
  })
  .openapi('ImportRefusals');

export const RefusalsQuery = z.strictObject({
  after: z
    .string()
    .regex(/^\d+\.\d+$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
