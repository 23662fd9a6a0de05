/** Epochs, versions and chunks of permits, as rows (docs/rules/permit.md, PM1, PM5, PM6). */
import type { Reader, Writer } from '../db/database.ts';
import { lock } from '../db/lock.ts';
import type { EpochEnd } from './tables.ts';

export interface Epoch {
  readonly id: string;
  readonly sealedKey: string;
}

/** A permit that has been made. */
export interface KeptPermit {
  readonly version: number;
  readonly epochId: string;
  /** YYYY-MM of its epoch. */
  readonly month: string;
  /** Its epoch has not ended. */
  readonly isOpen: boolean;
  /** Epoch milliseconds. */
  readonly madeAt: number;
  readonly manifest: string;
  readonly signature: string;
  readonly fullChunks: number;
}

export interface NewPermit extends Omit<KeptPermit, 'month' | 'isOpen'> {
  readonly libraryId: string;
  /** Hashes of its chunks, and of those of the version before it: a terminal may be fetching them. */
  readonly keep: readonly string[];
}

export const queries = {
  /** The last permit of a library. */
  'permit-latest': async (
    db: Reader,
    { libraryId }: { libraryId: string },
  ): Promise<KeptPermit | undefined> => {
    const row = await db
      .selectFrom('permit_version')
      .innerJoin('permit_epoch', 'permit_epoch.id', 'permit_version.epoch_id')
      .selectAll('permit_version')
      .select(['permit_epoch.month', 'permit_epoch.ended_at'])
      .where('permit_version.library_id', '=', libraryId)
      .orderBy('version', 'desc')
      .limit(1)
      .executeTakeFirst();
    return (
      row && {
        ...{ version: row.version, epochId: row.epoch_id, month: row.month },
        ...{ isOpen: row.ended_at === null, madeAt: row.made_at, fullChunks: row.full_chunks },
        ...{ manifest: row.manifest, signature: row.signature },
      }
    );
  },

  'permit-chunk': (db: Reader, { libraryId, sha256 }: { libraryId: string; sha256: string }) =>
    readChunk(db, libraryId, sha256),

  /** Undefined: the epoch has ended, or the terminal is (no longer) one of its library's. Never from memory: this is the revocation. */
  'permit-key': async (db: Reader, { terminalId, epoch }: { terminalId: string; epoch: string }) =>
    db
      .selectFrom('permit_epoch')
      .innerJoin('terminal', 'terminal.library_id', 'permit_epoch.library_id')
      .select(['permit_epoch.library_id as libraryId', 'permit_epoch.sealed_key as sealedKey'])
      .select('terminal.public_key as publicKey')
      .where('permit_epoch.id', '=', epoch)
      .where('permit_epoch.ended_at', 'is', null)
      .where('terminal.id', '=', terminalId)
      .where('terminal.removed_at', 'is', null)
      .executeTakeFirst(),
};

export async function readChunk(
  db: Reader,
  libraryId: string,
  sha256: string,
): Promise<Uint8Array | undefined> {
  const row = await db
    .selectFrom('permit_chunk')
    .select('bytes')
    .where('library_id', '=', libraryId)
    .where('sha256', '=', sha256)
    .executeTakeFirst();
  return row?.bytes;
}

export interface EpochWanted {
  readonly libraryId: string;
  readonly month: string;
  /** For a new epoch, if one is needed. */
  readonly fresh: Epoch;
  /** One whose key cannot be opened any more. */
  readonly broken?: string | undefined;
  readonly now: number;
}

export const commands = {
  /** The epoch that is open in this month; a new one where there is none. */
  'permit-epoch-open': async (
    tx: Writer,
    { libraryId, month, fresh, broken, now }: EpochWanted,
  ): Promise<Epoch> => {
    await lock(tx, `permit ${libraryId}`);
    const open = await tx
      .selectFrom('permit_epoch')
      .select(['id', 'month', 'sealed_key as sealedKey'])
      .where('library_id', '=', libraryId)
      .where('ended_at', 'is', null)
      .executeTakeFirst();
    if (open && open.month === month && open.id !== broken)
      return { id: open.id, sealedKey: open.sealedKey };
    await endEpoch(tx, { libraryId, why: open?.month === month ? 'key-lost' : 'month', now });
    const row = { id: fresh.id, library_id: libraryId, sealed_key: fresh.sealedKey, month };
    await tx
      .insertInto('permit_epoch')
      .values({ ...row, began_at: now, ended_at: null, why: null })
      .execute();
    return fresh;
  },

  /** @returns whether one was open */
  'permit-epoch-end': async (
    tx: Writer,
    { libraryId, now }: { libraryId: string; now: number },
  ): Promise<boolean> => {
    await lock(tx, `permit ${libraryId}`);
    return endEpoch(tx, { libraryId, why: 'staff', now });
  },

  'permit-chunk-put': async (
    tx: Writer,
    chunk: { libraryId: string; sha256: string; bytes: Uint8Array },
  ): Promise<void> => {
    await tx
      .insertInto('permit_chunk')
      .values({ library_id: chunk.libraryId, sha256: chunk.sha256, bytes: chunk.bytes })
      .onConflict((known) => known.doNothing())
      .execute();
  },

  /** Its chunks are there already. What only older permits had is dropped. */
  'permit-put': async (
    tx: Writer,
    { libraryId, keep, ...permit }: NewPermit,
  ): Promise<'made' | 'epoch-ended'> => {
    await lock(tx, `permit ${libraryId}`);
    const epoch = await tx
      .selectFrom('permit_epoch')
      .select('ended_at')
      .where('id', '=', permit.epochId)
      .executeTakeFirst();
    if (epoch?.ended_at !== null) return 'epoch-ended';
    await tx.deleteFrom('permit_version').where('library_id', '=', libraryId).execute();
    const row = { library_id: libraryId, version: permit.version, epoch_id: permit.epochId };
    const { manifest, signature } = permit;
    await tx
      .insertInto('permit_version')
      .values({
        ...row,
        made_at: permit.madeAt,
        manifest,
        signature,
        full_chunks: permit.fullChunks,
      })
      .execute();
    await dropChunks(tx, libraryId, new Set(keep));
    return 'made';
  },
};

export interface EndedEpoch {
  readonly libraryId: string;
  readonly why: EpochEnd;
  readonly now: number;
}

/** Whoever had its key has it still, but it opens nothing that comes after. @returns whether one was open */
export async function endEpoch(tx: Writer, { libraryId, why, now }: EndedEpoch): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('permit_epoch')
    .set({ ended_at: now, why, sealed_key: '' })
    .where('library_id', '=', libraryId)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

async function dropChunks(tx: Writer, libraryId: string, keep: ReadonlySet<string>): Promise<void> {
  const known = await tx
    .selectFrom('permit_chunk')
    .select('sha256')
    .where('library_id', '=', libraryId)
    .execute();
  for (const { sha256 } of known) {
    if (keep.has(sha256)) continue;
    await tx
      .deleteFrom('permit_chunk')
      .where('library_id', '=', libraryId)
      .where('sha256', '=', sha256)
      .execute();
  }
}
