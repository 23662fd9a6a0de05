/** What is done every night: holds that are over end, and patrons are cut from what is over. In small commands, so that lending goes on. */
import { randomUUID } from 'node:crypto';
import { messageOf } from '../db/fault.ts';
import type { AppDatabase } from '../db/registry.ts';
import { FORGET_ROWS } from '../monitoring/reports/keep-store.ts';
import type { CutName, Tidied } from './cuts.ts';
import { CUTS } from './cuts.ts';

export interface Tidying {
  readonly db: AppDatabase;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Days after which a loan that has ended is nobody's. */
  readonly keepLoanHistoryDays: number;
  /** Aborted: stops after the command under way; the next night goes on. */
  readonly signal?: AbortSignal | undefined;
}

const DAY_MS = 86_400_000;
/** Rows that one command cuts. */
const ROWS = 100;

/**
 * What fails is left for the next time, and the rest is done all the same: one row that cannot be tidied must not keep all others for ever.
 * @throws AggregateError of what has failed
 */
export async function tidy(tidying: Tidying): Promise<Tidied> {
  const faults: unknown[] = [];
  const tried = (work: Promise<number>): Promise<number> =>
    work.catch((error: unknown) => {
      faults.push(error);
      return 0;
    });
  const expiredHolds = await tried(expireHolds(tidying));
  const foldedDays = await tried(keepWatching(tidying));
  const { db, now, signal } = tidying;
  for (const what of ['bundles-forget', 'manifests-forget'] as const)
    await tried(db.write(what, { now }).then(() => 0));
  const before = tidying.now - tidying.keepLoanHistoryDays * DAY_MS;
  const cut: Record<CutName, number> = {
    ...{ loans: 0, events: 0, holds: 0, fees: 0, blocks: 0 },
    ...{ conflicts: 0, promises: 0, outcomes: 0, audit: 0, pins: 0 },
  };
  for (const what of names) cut[what] = await tried(cutAll(tidying, what, before));
  if (faults.length > 0) throw new AggregateError(faults, faults.map(messageOf).join('; '));
  const done = { expiredHolds, foldedDays, ...cut };
  if (!signal?.aborted) await db.write('task-done', { id: randomUUID(), task: 'tidy', now, done });
  return done;
}

const names = Object.keys(CUTS) as CutName[];

async function expireHolds({ db, now, signal }: Tidying): Promise<number> {
  let ended = 0;
  for (;;) {
    const holds = await db.read('holds-to-expire', { now, limit: ROWS });
    for (const holdId of holds) {
      if (signal?.aborted) return ended;
      await db.write('hold-expire', { id: randomUUID(), holdId, now });
      ended += 1;
    }
    if (holds.length < ROWS) return ended;
  }
}

/** What terminals have done, and what was wrong with them, is kept for a time (TH63). @returns how many of their days were folded */
async function keepWatching({ db, now, signal }: Tidying): Promise<number> {
  let folded = 0;
  while (!signal?.aborted && (await db.write('terminal-hours-fold', { now }))) folded += 1;
  while (!signal?.aborted && (await db.write('watching-forget', { now })) >= FORGET_ROWS);
  return folded;
}

async function cutAll({ db, signal }: Tidying, what: CutName, before: number): Promise<number> {
  let [after, rows] = ['', 0];
  while (!signal?.aborted) {
    const keys = await db.read('retention-due', { what, before, after, limit: ROWS });
    if (keys.length === 0) break;
    await db.write('retention-cut', { what, before, keys });
    rows += keys.length;
    after = keys.at(-1) ?? after;
  }
  return rows;
}
