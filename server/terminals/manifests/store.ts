/** What lay in bins, for whoever has the books on a cart now; kept a while, and only so many of each terminal. */
import type { Reader, Writer } from '../../db/database.ts';
import { lock } from '../../db/lock.ts';
import type { Reach } from '../../staff/reach.ts';
import { terminalFor } from '../orders/list-store.ts';
import type { BinEntry, ManifestPut } from './schema.ts';

const DAY_MS = 86_400_000;
/** Long enough for a book that somebody misses; transactions keep the rest. */
export const MANIFEST_DAYS = 90;
const MOST_OF_ONE = 500;
const SHOWN = 50;

export interface ManifestTaken extends ManifestPut {
  readonly terminalId: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

interface Asked {
  readonly reach: Reach;
  readonly terminalId: string;
}

export const queries = {
  /** Newest first; undefined: none of theirs. */
  'bin-manifests': async (db: Reader, { reach, terminalId }: Asked) => {
    if (!(await terminalFor(db, reach, terminalId))) return undefined;
    return db
      .selectFrom('bin_manifest')
      .select(['id', 'bin', 'since', 'until', 'emptied_by as by'])
      .select(['book_count as books', 'exception_count as exceptions'])
      .where('terminal_id', '=', terminalId)
      .orderBy('until', 'desc')
      .orderBy('id')
      .limit(SHOWN)
      .execute();
  },

  'bin-manifest': async (db: Reader, { id, reach, terminalId }: Asked & { id: string }) => {
    if (!(await terminalFor(db, reach, terminalId))) return undefined;
    const row = await db
      .selectFrom('bin_manifest')
      .select(['id', 'bin', 'since', 'until', 'emptied_by as by', 'entries'])
      .select(['book_count as books', 'exception_count as exceptions'])
      .where('id', '=', id)
      .where('terminal_id', '=', terminalId)
      .executeTakeFirst();
    // As it was checked when it was taken.
    return row && { ...row, entries: JSON.parse(row.entries) as BinEntry[] };
  },
};

export const commands = {
  /** @returns false: another terminal has handed over a list of this id */
  'manifest-put': async (tx: Writer, manifest: ManifestTaken): Promise<boolean> => {
    const { bin, by, entries, id, now, since, terminalId, until } = manifest;
    await lock(tx, `manifest ${id}`);
    const known = await tx
      .selectFrom('bin_manifest')
      .select('terminal_id as terminalId')
      .where('id', '=', id)
      .executeTakeFirst();
    if (known) return known.terminalId === terminalId;
    await tx
      .insertInto('bin_manifest')
      .values({
        ...{ id, terminal_id: terminalId, bin, since, until, emptied_by: by, received_at: now },
        ...{ book_count: entries.length, exception_count: entries.filter(needsHand).length },
        entries: JSON.stringify(entries),
      })
      .execute();
    await forgetOldest(tx, terminalId);
    return true;
  },

  /** Every night. */
  'manifests-forget': async (tx: Writer, { now }: { now: number }): Promise<void> => {
    await tx
      .deleteFrom('bin_manifest')
      .where('received_at', '<=', now - MANIFEST_DAYS * DAY_MS)
      .execute();
  },
};

const needsHand = ({ armed, ils, trouble }: BinEntry): boolean =>
  trouble !== undefined || ils === 'none' || ils === 'refused' || armed === 'failed';

async function forgetOldest(tx: Writer, terminalId: string): Promise<void> {
  const kept = tx
    .selectFrom('bin_manifest')
    .select('id')
    .where('terminal_id', '=', terminalId)
    .orderBy('until', 'desc')
    .orderBy('id')
    .limit(MOST_OF_ONE);
  await tx
    .deleteFrom('bin_manifest')
    .where('terminal_id', '=', terminalId)
    .where('id', 'not in', kept)
    .execute();
}
