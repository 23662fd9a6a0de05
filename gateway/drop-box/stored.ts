/** What is kept of bins, as it stands in a file and goes to the server. */
import { z } from 'zod';
import type { BinEntry, Intake } from './rules/state.ts';

/** What lies in a bin since it was last emptied. Times are epoch milliseconds. */
export interface KeptBin {
  readonly since: number;
  readonly entries: readonly BinEntry[];
}

/** What lay in a bin when it was emptied. */
export interface BinManifest extends KeptBin {
  readonly id: string;
  readonly bin: string;
  readonly until: number;
  readonly by: 'door' | 'staff';
}

const Item = z.object({ identifier: z.string(), owner: z.string().exactOptional() });
const Trouble = z.enum([
  ...['no-tag', 'tag-damaged', 'foreign-tag', 'card', 'two-items', 'set-incomplete', 'refused'],
  ...['alarm-not-set', 'not-recorded', 'jam'],
] as const);
const Destination = z.enum(['shelf', 'hold', 'other-library']);

export const StoredEntry = z.object({
  intake: z.string(),
  at: z.number(),
  bin: z.string(),
  item: Item.exactOptional(),
  uids: z.array(z.string()),
  transaction: z.string().exactOptional(),
  why: z.enum([
    ...['exception', 'hold', 'other-library', 'not-answered', 'sort-bin', 'collection', 'media'],
    ...['call-number', 'otherwise'],
  ] as const),
  trouble: Trouble.exactOptional(),
  refusal: z.string().exactOptional(),
  ils: z.enum(['none', 'accepted', 'queued', 'refused']),
  armed: z.enum(['not-needed', 'done', 'failed']),
  goes: z.object({ kind: Destination, library: z.string().exactOptional() }).exactOptional(),
}) satisfies z.ZodType<BinEntry>;

const StoredManifest = z.object({
  id: z.uuid(),
  bin: z.string(),
  since: z.number(),
  until: z.number(),
  by: z.enum(['door', 'staff']),
  entries: z.array(StoredEntry).readonly(),
});
const StoredBin = z.object({ since: z.number(), entries: z.array(StoredEntry).readonly() });

export const StoredBins = z.object({
  bins: z.record(z.string(), StoredBin),
  unsent: z.array(StoredManifest),
});

const Refusal = z.object({
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
});

/** As much of an answer as sorting goes by. */
const Answer = z.object({
  outcome: z.literal('accepted'),
  item: z.object({
    ...{ title: z.string(), author: z.string() },
    callNumber: z.string().exactOptional(),
  }),
  destination: Destination.exactOptional(),
  destinationLibrary: z.object({ id: z.string(), name: z.string() }).exactOptional(),
  hold: z.object({ id: z.string() }).exactOptional(),
  sortBin: z.string().exactOptional(),
  collection: z.string().exactOptional(),
  mediaType: z.string().exactOptional(),
});

const StoredBook = z.object({
  item: Item.exactOptional(),
  parts: z.array(
    z.object({
      uid: z.string(),
      number: z.number(),
      security: z.enum(['not-needed', 'pending', 'failed', 'done']),
    }),
  ),
  transaction: z.string().exactOptional(),
  ils: z.enum(['none', 'pending', 'accepted', 'queued', 'refused']),
  answer: Answer.exactOptional(),
  refusal: Refusal.exactOptional(),
  trouble: Trouble.exactOptional(),
});

export const StoredIntake = z.object({
  intake: z
    .object({
      id: z.string(),
      at: z.number(),
      books: z.array(StoredBook),
      trouble: Trouble.exactOptional(),
      card: z.string().exactOptional(),
      bin: z.string().exactOptional(),
    })
    .exactOptional(),
}) satisfies z.ZodType<{ readonly intake?: Intake }>;
