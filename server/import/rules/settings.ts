/** What an import is told beside its file. */
import { z } from 'zod';

const Id = z.string().min(1).max(64);

export const BatchSettings = z.object({
  /** Of rows that name none. */
  library: Id.optional(),
  /** Rows of these libraries and those below them only; empty = any. */
  only: z.array(Id).default([]),
  /** What a CSV file lists; absent = told by its headings. */
  section: z.enum(['libraries', 'patrons', 'titles', 'items']).optional(),
  replacePins: z.boolean().default(false),
});
export type BatchSettings = z.output<typeof BatchSettings>;
