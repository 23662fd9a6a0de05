/** Imports of staff: files that were uploaded, worked at one after the other behind the visits. */
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { v7 as uuidv7 } from 'uuid';
import type { Deps } from '../deps.ts';
import { messageOf, propertyOf } from '../db/fault.ts';
import { ApiProblem } from '../http/api.ts';
import type { Batch } from './batch-store.ts';
import { applyFile, checkFile } from './importer.ts';
import type { Progress } from './importer.ts';
import type { Pace } from './pace.ts';
import { PaceMeter } from './pace.ts';
import { digestOfFile, formatOf } from './rows.ts';
import type { BatchSettings } from './rules/settings.ts';
import { undoBatch } from './undo.ts';

/** A province's catalogue as JSON. */
export const MOST_UPLOAD_BYTES = 1024 ** 3;
/** Then what is known of people by it is forgotten, and it can no longer be undone. */
const DAY_MS = 86_400_000;
const KEPT_MS = 30 * DAY_MS;
const FORGOTTEN_AT_ONCE = 500;

export type Act = 'check' | 'apply' | 'undo';

export interface Upload {
  readonly name: string;
  readonly body: AsyncIterable<Uint8Array>;
  readonly accountId: string;
  readonly settings: BatchSettings;
}

interface Running {
  readonly batchId: string;
  pace: Pace | undefined;
}

export class ImportDesk {
  readonly #deps: Deps;
  readonly #folder: string;
  readonly #stopping = new AbortController();
  readonly #line: { readonly batchId: string; readonly act: Act; readonly by: string }[] = [];
  #running: Running | undefined;
  #working: Promise<void> = Promise.resolve();
  #daily: NodeJS.Timeout | undefined;

  constructor(deps: Deps, dataFolder: string) {
    this.#deps = deps;
    this.#folder = join(dataFolder, 'imports');
  }

  /** Goes on with what a restart has cut off, and forgets what is old. */
  async start(): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const batches = await this.#deps.db.read('import-batches', { limit: 1000 });
    await this.#sweep(batches);
    for (const { id, state, created_by } of batches) {
      if (!created_by.startsWith('staff:')) continue;
      if (state === 'waiting' || state === 'checking') this.begin(id, 'check', created_by);
      if (state === 'applying') this.begin(id, 'apply', created_by);
      if (state === 'undoing') this.begin(id, 'undo', created_by);
    }
    await this.#forgetting();
    this.#daily = setInterval(() => void this.#forgetting(), DAY_MS).unref();
  }

  /** What a crash has left may hold PINs in clear: half an upload, or a file that had gone in. */
  async #sweep(batches: readonly Batch[]): Promise<void> {
    const needed = new Set(batches.filter(needsFile).map(({ id }) => id));
    for (const name of await readdir(this.#folder))
      if (!needed.has(name)) await rm(join(this.#folder, name), { force: true });
  }

  async #forgetting(): Promise<void> {
    try {
      await this.forget();
    } catch (error) {
      this.#deps.log.warn(
        { err: error },
        'old imports could not be forgotten; tried again tomorrow',
      );
    }
  }

  /**
   * Takes a file in and begins to check it.
   * @throws ApiProblem 400, 413 or 507
   */
  async upload({ name, body, accountId, settings }: Upload): Promise<Batch> {
    const format = formatOf(name);
    if (!format)
      throw new ApiProblem(
        400,
        'format-unknown',
        'the name must end in .json, .jsonl, .csv or .tsv',
      );
    const { db, now } = this.#deps;
    const id = uuidv7();
    await this.#take(id, body);
    const by = `staff:${accountId}`;
    const batch = {
      id,
      name: name.normalize('NFC'),
      format,
      ...(await digestOfFile(this.#fileOf(id))),
    };
    const begun = await db.write('import-begin', {
      ...batch,
      settings,
      accountId,
      by,
      now: now(),
      afresh: true,
    });
    this.begin(id, 'check', by);
    return begun.batch;
  }

  /** Stands in the line; the same twice stands there once. */
  begin(batchId: string, act: Act, by: string): void {
    if (this.isBusy(batchId)) return;
    this.#line.push({ batchId, act, by });
    this.#working = this.#working.then(() => this.#next());
  }

  isBusy(batchId: string): boolean {
    return this.#running?.batchId === batchId || this.#line.some((one) => one.batchId === batchId);
  }

  paceOf(batchId: string): Pace | undefined {
    return this.#running?.batchId === batchId ? this.#running.pace : undefined;
  }

  /** Resolves when the line is empty. */
  async settled(): Promise<void> {
    await this.#working;
  }

  /** After the chunk under way; the rest is gone on with at the next start. */
  async close(): Promise<void> {
    this.#stopping.abort();
    clearInterval(this.#daily);
    await this.#working;
  }

  async forget(): Promise<void> {
    const { db, now } = this.#deps;
    const before = now() - KEPT_MS;
    for (;;) {
      const forgotten = await db.write('import-forget', {
        before,
        now: now(),
        most: FORGOTTEN_AT_ONCE,
      });
      for (const { id, done } of forgotten) if (done) await rm(this.#fileOf(id), { force: true });
      if (forgotten.length === 0 || this.#stopping.signal.aborted) return;
    }
  }

  async #take(id: string, body: AsyncIterable<Uint8Array>): Promise<void> {
    const part = `${this.#fileOf(id)}.part`;
    try {
      const out = createWriteStream(part, { mode: 0o600, flush: true });
      await pipeline(body, atMost(MOST_UPLOAD_BYTES), out);
      await rename(part, this.#fileOf(id));
    } catch (error) {
      await rm(part, { force: true });
      if (propertyOf(error, 'code') === 'ENOSPC')
        throw new ApiProblem(507, 'disk-full', 'there is no room for the file on the server');
      throw error;
    }
  }

  readonly #fileOf = (id: string): string => join(this.#folder, id);

  async #next(): Promise<void> {
    const job = this.#line.shift();
    if (!job || this.#stopping.signal.aborted) return;
    this.#running = { batchId: job.batchId, pace: undefined };
    try {
      await this.#carryOut(job);
      await this.#dropFile(job.batchId);
    } catch (error) {
      this.#deps.log.error({ err: error, batch: job.batchId }, 'an import has failed');
      await this.#fail(job, messageOf(error));
    } finally {
      this.#running = undefined;
    }
  }

  async #carryOut({ batchId, act, by }: { batchId: string; act: Act; by: string }): Promise<void> {
    const meter = new PaceMeter();
    const onProgress = ({ rowsDone, bytesDone, bytes }: Progress) => {
      if (!this.#running) return;
      const mark = { at: performance.now(), rows: rowsDone, bytes: bytesDone };
      this.#running.pace = meter.add(mark, bytes);
    };
    const job = { batchId, by, rest: 1, signal: this.#stopping.signal };
    if (act === 'undo') {
      await undoBatch(this.#deps, job);
      return;
    }
    const whole = { ...job, file: this.#fileOf(batchId), onProgress };
    await (act === 'check' ? checkFile : applyFile)(this.#deps, whole);
  }

  /** It may hold PINs in clear. */
  async #dropFile(batchId: string): Promise<void> {
    const batch = await this.#deps.db.read('import-batch', { id: batchId });
    if (batch && !needsFile(batch)) await rm(this.#fileOf(batchId), { force: true });
  }

  /** So that the page tells of it; what had been begun can be gone on with or undone. */
  async #fail(
    { batchId, act, by }: { batchId: string; act: Act; by: string },
    failure: string,
  ): Promise<void> {
    if (act === 'undo') return;
    const { db, now } = this.#deps;
    const state = act === 'check' ? 'failed' : 'applying';
    const said = { id: batchId, state, failure, auditId: uuidv7(), by, now: now() } as const;
    await db.write('import-enter', said).catch((error: unknown) => {
      this.#deps.log.error(
        { err: error, batch: batchId },
        'that an import has failed could not be kept',
      );
    });
  }
}

const needsFile = ({ state }: Batch): boolean =>
  ['waiting', 'checking', 'checked', 'applying'].includes(state);

function atMost(bytes: number): Transform {
  let taken = 0;
  return new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      taken += chunk.length;
      if (taken <= bytes) done(null, chunk);
      else
        done(new ApiProblem(413, 'too-large', `a file may have ${bytes / 1024 ** 2} MB at most`));
    },
  });
}
