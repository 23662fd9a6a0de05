/** Lists of what lay in a drop box's bin when it was emptied (docs/rules/drop-box.md). */
import { z } from '@hono/zod-openapi';
import { Id, Instant } from '../../staff/desk-schema.ts';

const Word = z.string().max(32);
const ItemNumber = z.string().min(1).max(64);

/** A word that this server does not know yet is shown as it is: terminals may be newer. */
export const BinEntry = z
  .object({
    intake: z.string().max(64).openapi({ description: 'What lay in the machine at once' }),
    at: Instant.openapi({ description: 'When it came back' }),
    bin: Word,
    item: z.object({ identifier: ItemNumber, owner: z.string().max(20).optional() }).optional(),
    uids: z.array(z.string().max(64)).max(32),
    transaction: z.string().max(64).optional(),
    why: Word.openapi({ description: 'The rule that it was sorted by' }),
    trouble: Word.optional().openapi({ description: 'What staff have to see to' }),
    refusal: z.string().max(64).optional(),
    ils: Word.openapi({ description: 'none, accepted, queued or refused' }),
    armed: Word.openapi({ description: 'not-needed, done or failed' }),
    goes: z.object({ kind: Word, library: z.string().max(200).optional() }).optional(),
  })
  .openapi('BinEntry');
export type BinEntry = z.infer<typeof BinEntry>;

/** `POST /api/terminals/manifests` */
export const ManifestPut = z
  .object({
    id: z.uuid().openapi({ description: 'Made by the terminal; handed over again it is the same' }),
    bin: Word.min(1),
    since: Instant,
    until: Instant,
    by: z.enum(['door', 'staff']),
    entries: z.array(BinEntry).max(10_000),
  })
  .openapi('BinManifest');
export type ManifestPut = z.infer<typeof ManifestPut>;

const ManifestHead = z.object({
  id: z.string(),
  bin: z.string(),
  since: Instant,
  until: Instant,
  by: z.enum(['door', 'staff']),
  books: z.number().int(),
  exceptions: z.number().int().openapi({ description: 'Books that need a hand' }),
});

/** `GET /api/staff/terminals/{id}/manifests`, newest first. */
export const ManifestList = z
  .object({ manifests: z.array(ManifestHead) })
  .openapi('BinManifestList');

export const ManifestView = ManifestHead.extend({ entries: z.array(BinEntry) }).openapi(
  'BinManifestView',
);
export type ManifestView = z.infer<typeof ManifestView>;

export const ByManifest = z.strictObject({ id: Id, manifest: z.uuid() });
