/** From the outbox's columns to the gateway's words. */
import { z } from 'zod';
import type { Uid } from '../devices/device.ts';
import type { SecurityReading } from '../tags/security.ts';
import { Damage } from './damage.ts';
import type { Queued } from './rules/lanes.ts';
import type { Row } from './rules/row.ts';
import type { TagRow } from './rules/cures.ts';
import type { Reading } from './rules/true-time.ts';
import type { SealedValues } from './sealed-values.ts';

const Act = z.enum(['checkout', 'checkin', 'renew']);
const Mode = z.enum(['attempt', 'promise']);
const State = z.enum(['recorded', 'sent', 'ambiguous', 'settled', 'rejected']);

const Sealed = z.instanceof(Uint8Array);

/** Nobody but the outbox writes these columns: what does not fit them is damage. @throws Damage */
export function readBy<T>(schema: z.ZodType<T>, columns: unknown): T {
  const read = schema.safeParse(columns);
  if (read.success) return read.data;
  throw new Damage('A row is not as it was written', { cause: read.error });
}

const TransactionColumns = z.object({
  seq: z.number(),
  id: z.string(),
  act: Act,
  mode: Mode,
  card: Sealed.nullable(),
  item: Sealed,
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
  outcome: Sealed.nullable(),
  version: z.string(),
  permit: z.number().nullable(),
});

export interface StoredRow extends Row {
  readonly recordedAt: Reading;
  /** Of the gateway that recorded it. */
  readonly version: string;
  /** Version of the permit that let it be promised. */
  readonly permit: number | undefined;
}

/** @throws Damage when a sealed value cannot be read */
export function rowFrom(columns: unknown, values: SealedValues): StoredRow {
  const row = readBy(TransactionColumns, columns);
  const card = values.cardIn(row.id, row.card);
  return {
    seq: row.seq,
    transaction: {
      id: row.id,
      act: row.act,
      mode: row.mode,
      ...(card !== undefined && { card }),
      item: values.itemIn(row.id, row.item),
      occurredAt: row.occurred_at,
      ...(row.undo_of !== null && { undoOf: row.undo_of }),
      ...(row.due_at !== null && { dueAt: row.due_at }),
    },
    unclear: row.unclear,
    askedAt: row.asked_at ?? undefined,
    state: row.state,
    sentMode: row.sent_mode ?? undefined,
    sentAt: row.sent_at ?? undefined,
    outcome: values.outcomeIn(row.id, row.outcome),
    version: row.version,
    permit: row.permit ?? undefined,
    sessionId: row.session_id,
    recordedAt: {
      wall: row.wall,
      monotonic: row.monotonic,
      boot: row.boot,
      serverOffset: row.server_offset ?? undefined,
    },
  };
}

/** A row as it stands in line: what it is about is known by its digests alone. */
const QueuedColumns = z.object({
  seq: z.number(),
  id: z.string(),
  item_key: Sealed,
  card_key: Sealed.nullable(),
});

export function queuedFrom(columns: unknown): Queued {
  const { card_key, id, item_key, seq } = readBy(QueuedColumns, columns);
  const keys = [`item ${hex(item_key)}`];
  if (card_key) keys.push(`card ${hex(card_key)}`);
  return { id, seq, keys };
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const TagColumns = z.object({
  seq: z.number(),
  id: z.string(),
  act: Act,
  mode: Mode,
  row_state: State,
  uid: Sealed,
  wanted: z.enum(['armed', 'disarmed']).nullable(),
  mark_state: z.enum(['pending', 'done', 'failed']).nullable(),
  occurred_at: z.number(),
  returned_since: z.number(),
  keep_armed: z.number(),
});

export function tagRowFrom(columns: unknown, values: SealedValues): TagRow {
  const row = readBy(TagColumns, columns);
  return {
    seq: row.seq,
    transaction: row.id,
    act: row.act,
    mode: row.mode,
    state: row.row_state,
    uid: values.uidIn(row.id, row.uid),
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
  transaction_id: z.string(),
  uid: Sealed,
  part: z.number().nullable(),
  wanted: z.enum(['armed', 'disarmed']).nullable(),
  state: z.enum(['pending', 'done', 'failed']).nullable(),
  previous_afi: z.number().nullable(),
  previous_eas: z.number().nullable(),
});

export function journalTagFrom(columns: unknown, values: SealedValues): JournalTag {
  const row = readBy(JournalTagColumns, columns);
  const { part, previous_afi, previous_eas, state, wanted } = row;
  return {
    uid: values.uidIn(row.transaction_id, row.uid),
    part: part ?? undefined,
    previous: {
      afi: previous_afi ?? undefined,
      eas: previous_eas === null ? undefined : previous_eas !== 0,
    },
    mark: wanted && state ? { wanted, state } : undefined,
  };
}
