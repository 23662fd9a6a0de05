/** Batches of imports: begun, carried on, listed, forgotten. */
import type { Selectable } from 'kysely';
import { auditStatement } from '../audit/audit-store.ts';
import type { Reader, Writer } from '../db/database.ts';
import { lock } from '../db/lock.ts';
import { WHOLE_NETWORK } from '../staff/tables.ts';
import type { BatchSettings } from './rules/settings.ts';
import type { BatchState, Format, ImportBatchRow } from './tables.ts';

export type Batch = Selectable<ImportBatchRow>;

export interface NewBatch {
  readonly id: string;
  readonly name: string;
  readonly format: Format;
  readonly digest: string;
  readonly bytes: number;
  readonly settings: BatchSettings;
  readonly accountId?: string | undefined;
  /** `staff:…` or `system:cli`. */
  readonly by: string;
  readonly now: number;
}

export type Begun =
  | { readonly outcome: 'new' | 'resumed'; readonly batch: Batch }
  /** A file of this name was begun and then changed: what has gone in stays until that batch is ended. */
  | { readonly outcome: 'file-changed'; readonly batch: Batch };

/** States from which each may be entered. */
const FROM: Readonly<Record<BatchState, readonly BatchState[]>> = {
  waiting: [],
  checking: ['waiting', 'checking', 'checked', 'failed'],
  checked: ['checking'],
  applying: ['waiting', 'checking', 'checked', 'applying'],
  applied: ['applying'],
  undoing: ['applying', 'applied', 'undoing'],
  undone: ['undoing'],
  failed: ['waiting', 'checking'],
};
const COUNTERS = { rows_done: 0, bytes_done: 0, added: 0, changed: 0, unchanged: 0, refused: 0 };

export const commands = {
  /** The same file that was not done with is gone on with, unless `afresh`. */
  'import-begin': async (
    tx: Writer,
    { settings, ...asked }: NewBatch & { afresh: boolean },
  ): Promise<Begun> => {
    await lock(tx, 'import begin');
    const open = asked.afresh ? undefined : await unfinished(tx, asked);
    const hasRows = open?.state === 'applying' && open.rows_done > 0;
    if (open && open.digest !== asked.digest && hasRows)
      return { outcome: 'file-changed', batch: open };
    if (open?.digest === asked.digest) {
      if (open.state !== 'applying') await setSettings(tx, open.id, settings);
      return { outcome: 'resumed', batch: open };
    }
    const batch = await tx
      .insertInto('import_batch')
      .values({
        id: asked.id,
        name: asked.name,
        format: asked.format,
        digest: asked.digest,
        bytes: asked.bytes,
        settings: JSON.stringify(settings),
        account_id: asked.accountId ?? null,
        state: 'waiting',
        created_at: asked.now,
        created_by: asked.by,
        state_at: asked.now,
      })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ id: asked.id }))
      .returningAll()
      .executeTakeFirstOrThrow();
    return { outcome: 'new', batch };
  },

  /**
   * Enters a state. Going on with what was begun keeps the counts; a check begins anew.
   * @returns undefined when the batch is in no state to
   */
  'import-enter': async (
    tx: Writer,
    {
      id,
      state,
      failure,
      auditId,
      by,
      now,
    }: {
      id: string;
      state: BatchState;
      failure?: string;
      auditId: string;
      by: string;
      now: number;
    },
  ): Promise<Batch | undefined> => {
    await lock(tx, `import ${id}`);
    const batch = await readBatch(tx, id);
    if (!batch || !FROM[state].includes(batch.state) || batch.forgotten_at !== null)
      return undefined;
    const isAnew = state === 'checking' || (state === 'applying' && batch.state !== 'applying');
    if (isAnew) await tx.deleteFrom('import_refusal').where('batch_id', '=', id).execute();
    if (batch.state !== state) await audited(tx, batch, state, { auditId, by, now });
    return tx
      .updateTable('import_batch')
      .set({
        state,
        ...(batch.state !== state && { state_at: now }),
        ...(isAnew && COUNTERS),
        failure: failure ?? null,
      })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow();
  },

  /**
   * Forgets what rows were before and what was refused, of batches that ended before `before`: both hold what is known of people.
   * @returns the batch it has worked at; called again until there is none
   */
  'import-forget': async (
    tx: Writer,
    { before, now, most }: { before: number; now: number; most: number },
  ): Promise<{ readonly id: string; readonly done: boolean }[]> => {
    const old = await tx
      .selectFrom('import_batch')
      .select('id')
      .where('forgotten_at', 'is', null)
      .where('state_at', '<', before)
      .orderBy('created_at')
      .limit(1)
      .execute();
    const forgotten: { id: string; done: boolean }[] = [];
    for (const { id } of old) {
      for (const table of ['import_change', 'import_refusal'] as const)
        await tx
          .deleteFrom(table)
          .where('batch_id', '=', id)
          .where('row', 'in', (rows) =>
            rows
              .selectFrom(table)
              .select('row')
              .where('batch_id', '=', id)
              .orderBy('row')
              .limit(most),
          )
          .execute();
      const left = await tx
        .selectFrom('import_change')
        .select('row')
        .where('batch_id', '=', id)
        .limit(1)
        .executeTakeFirst();
      const said = await tx
        .selectFrom('import_refusal')
        .select('row')
        .where('batch_id', '=', id)
        .limit(1)
        .executeTakeFirst();
      const done = (left ?? said) === undefined;
      forgotten.push({ id, done });
      if (!done) continue;
      await tx
        .updateTable('import_batch')
        .set({ forgotten_at: now })
        .where('id', '=', id)
        .execute();
    }
    return forgotten;
  },
};

/** One that has been looked through may be let in with other settings. */
const setSettings = (tx: Writer, id: string, settings: BatchSettings) =>
  tx
    .updateTable('import_batch')
    .set({ settings: JSON.stringify(settings) })
    .where('id', '=', id)
    .execute();

const unfinished = (tx: Writer, { name, accountId }: Pick<NewBatch, 'name' | 'accountId'>) =>
  tx
    .selectFrom('import_batch')
    .selectAll()
    .where('name', '=', name)
    .where('account_id', accountId === undefined ? 'is' : '=', accountId ?? null)
    .where('state', 'in', ['waiting', 'checking', 'checked', 'applying'])
    .where('forgotten_at', 'is', null)
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst();

const audited = (
  tx: Writer,
  batch: Batch,
  state: BatchState,
  said: { auditId: string; by: string; now: number },
) => {
  const [kind = '', id = ''] = said.by.split(':');
  return auditStatement(tx, {
    id: said.auditId,
    actor: { kind: kind === 'staff' ? 'staff' : 'system', id, libraryId: WHOLE_NETWORK },
    action: `import-${state}`,
    subject: { kind: 'import', id: batch.id },
    details: {
      name: batch.name,
      added: batch.added,
      changed: batch.changed,
      refused: batch.refused,
    },
    now: said.now,
  }).execute();
};

const readBatch = (db: Reader, id: string) =>
  db.selectFrom('import_batch').selectAll().where('id', '=', id).executeTakeFirst();

export const queries = {
  /** @param accountId  set: only a batch of this account */
  'import-batch': async (db: Reader, { id, accountId }: { id: string; accountId?: string }) => {
    const batch = await readBatch(db, id);
    return accountId === undefined ||
      batch?.account_id === accountId ||
      batch?.created_by === `staff:${accountId}`
      ? batch
      : undefined;
  },

  /** The last first. */
  'import-batches': async (db: Reader, { by, limit }: { by?: string; limit: number }) => {
    const all = db
      .selectFrom('import_batch')
      .selectAll()
      .orderBy('created_at', 'desc')
      .limit(limit);
    return (by === undefined ? all : all.where('created_by', '=', by)).execute();
  },

  'import-refusals': async (
    db: Reader,
    { id, after, limit }: { id: string; after: { row: number; position: number }; limit: number },
  ) =>
    db
      .selectFrom('import_refusal')
      .selectAll()
      .where('batch_id', '=', id)
      .where((e) =>
        e.or([
          e('row', '>', after.row),
          e.and([e('row', '=', after.row), e('position', '>', after.position)]),
        ]),
      )
      .orderBy('row')
      .orderBy('position')
      .limit(limit)
      .execute(),
};
