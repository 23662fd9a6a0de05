/** From the outbox's columns to the gateway's words. */
import { z } from 'zod';
import type { Uid } from '../devices/device.ts';
import type { SecurityReading } from '../tags/security.ts';
import type { FinalOutcome, Row } from './rules/row.ts';
import type { TagRow } from './rules/cures.ts';
import type { Reading } from './rules/true-time.ts';

const Act = z.enum(['checkout', 'checkin', 'renew']);
const Mode = z.enum(['attempt', 'promise']);
const State = z.enum(['recorded', 'sent', 'ambiguous', 'settled', 'rejected']);

const TransactionColumns = z.object({
  seq: z.number(),
  id: z.string(),
  act: Act,
  mode: Mode,
  card: z.string().nullable(),
  item_identifier: z.string(),
  item_owner: z.string().nullable(),
  undo_of: z.string().nullable(),
  session_id: z.string(),
  occurred_at: z.number(),
  wall: z.number(),
  monotonic: z.number(),
  boot: z.string(),
  server_offset: z.number().nullable(),
  due_at: z.number().nullable(),
  unclear: z.number(),
  asked_at: z.number().nullable(),
  state: State,
  sent_mode: Mode.nullable(),
  sent_at: z.number().nullable(),
  outcome: z.string().nullable(),
});

export interface StoredRow extends Row {
  readonly recordedAt: Reading;
}

export function rowFrom(columns: unknown): StoredRow {
  const row = TransactionColumns.parse(columns);
  return {
    seq: row.seq,
    transaction: {
      id: row.id,
      act: row.act,
      mode: row.mode,
      ...(row.card !== null && { card: row.card }),
      item: {
        identifier: row.item_identifier,
        ...(row.item_owner !== null && { owner: row.item_owner }),
      },
      occurredAt: row.occurred_at,
      ...(row.undo_of !== null && { undoOf: row.undo_of }),
      ...(row.due_at !== null && { dueAt: row.due_at }),
    },
    unclear: row.unclear,
    askedAt: row.asked_at ?? undefined,
    state: row.state,
    sentMode: row.sent_mode ?? undefined,
    sentAt: row.sent_at ?? undefined,
    outcome: row.outcome === null ? undefined : outcomeFrom(row.outcome),
    sessionId: row.session_id,
    recordedAt: {
      wall: row.wall,
      monotonic: row.monotonic,
      boot: row.boot,
      serverOffset: row.server_offset ?? undefined,
    },
  };
}

/** Written by `settle` and `reject` alone, and guarded by SQLite's own checks. */
export const outcomeFrom = (json: string) => JSON.parse(json) as FinalOutcome;

const TagColumns = z.object({
  seq: z.number(),
  id: z.string(),
  act: Act,
  mode: Mode,
  row_state: State,
  uid: z.string(),
  wanted: z.enum(['armed', 'disarmed']).nullable(),
  mark_state: z.enum(['pending', 'done', 'failed']).nullable(),
  occurred_at: z.number(),
  returned_since: z.number(),
  keep_armed: z.number().nullable(),
});

export function tagRowFrom(columns: unknown): TagRow {
  const row = TagColumns.parse(columns);
  return {
    seq: row.seq,
    transaction: row.id,
    act: row.act,
    mode: row.mode,
    state: row.row_state,
    uid: row.uid,
    mark: row.wanted && row.mark_state ? { wanted: row.wanted, state: row.mark_state } : undefined,
    occurredAt: row.occurred_at,
    returnedSince: row.returned_since !== 0,
    keepArmed: row.keep_armed === 1,
  };
}

/** A tag as the journal has it: what it said before its write, what it was to say, and how far that came. */
export interface JournalTag {
  readonly uid: Uid;
  readonly part: number | undefined;
  readonly previous: SecurityReading;
  readonly mark: TagRow['mark'];
}

const JournalTagColumns = z.object({
  uid: z.string(),
  part: z.number().nullable(),
  wanted: z.enum(['armed', 'disarmed']).nullable(),
  state: z.enum(['pending', 'done', 'failed']).nullable(),
  previous_afi: z.number().nullable(),
  previous_eas: z.number().nullable(),
});

export function journalTagFrom(columns: unknown): JournalTag {
  const { part, previous_afi, previous_eas, state, uid, wanted } = JournalTagColumns.parse(columns);
  return {
    uid,
    part: part ?? undefined,
    previous: {
      afi: previous_afi ?? undefined,
      eas: previous_eas === null ? undefined : previous_eas !== 0,
    },
    mark: wanted && state ? { wanted, state } : undefined,
  };
}
