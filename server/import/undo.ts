/** Takes a batch back, part by part, with a rest between for those who borrow. */
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseFault } from '../db/fault.ts';
import type { AppDatabase } from '../db/registry.ts';
import { current, enter, ROWS_IN_ONE_COMMAND } from './importer.ts';
import type { Ended, ImporterDeps, ImportJob } from './importer.ts';
import type { UndoAnswer } from './undo-store.ts';

export interface UndoJob extends Pick<ImportJob, 'batchId' | 'by' | 'rest' | 'signal'> {
  readonly onProgress?: ((putBack: number, kept: number) => void) | undefined;
}

/** Takes a batch back, the last row first; goes on where it was left. */
export async function undoBatch(deps: ImporterDeps, job: UndoJob): Promise<Ended> {
  const batch = await enter(deps, job, 'undoing');
  if (!batch) return { outcome: 'not-possible' };
  for (;;) {
    if (job.signal?.aborted) return { outcome: 'stopped', batch: await current(deps, batch) };
    const started = performance.now();
    const { left, putBack, kept } = await undoPart(deps.db, batch.id, ROWS_IN_ONE_COMMAND);
    if (!left) break;
    job.onProgress?.(putBack, kept);
    const restMs = (performance.now() - started) * job.rest;
    if (restMs > 0) await sleep(restMs);
  }
  const done = await enter(deps, job, 'undone');
  return done ? { outcome: 'done', batch: done } : { outcome: 'not-possible' };
}

async function undoPart(db: AppDatabase, batchId: string, most: number): Promise<UndoAnswer> {
  try {
    return await db.write('import-undo-part', { batchId, most, keepAll: false });
  } catch (error) {
    if (!(error instanceof DatabaseFault) || error.code !== 'constraint') throw error;
    // Used by something that no rule foresaw: row by row, and the one that cannot go is kept.
    if (most > 1) return undoOneByOne(db, batchId, most);
    return db.write('import-undo-part', { batchId, most: 1, keepAll: true });
  }
}

async function undoOneByOne(db: AppDatabase, batchId: string, most: number): Promise<UndoAnswer> {
  let [left, putBack, kept] = [true, 0, 0];
  for (let at = 0; at < most && left; at += 1) {
    const one = await undoPart(db, batchId, 1);
    [left, putBack, kept] = [one.left, putBack + one.putBack, kept + one.kept];
  }
  return { left, putBack, kept };
}
