/** Carries an import through: the file chunk by chunk, each chunk one short command, with a rest between for those who borrow. */
import { setTimeout as sleep } from 'node:timers/promises';
import { v7 as uuidv7 } from 'uuid';
import { DatabaseFault } from '../db/fault.ts';
import type { AppDatabase } from '../db/registry.ts';
import type { PinSeal } from '../patrons/sealed-pins/pin-seal.ts';
import type { Batch } from './batch-store.ts';
import { cardKey } from './card-owners.ts';
import { EarlierRows } from './earlier-rows.ts';
import { FileFault } from './file-fault.ts';
import type { Chunk, ChunkAnswer } from './import-store.ts';
import type { RawRow } from './raw-row.ts';
import type { Entry } from './rules/entry.ts';
import { makeEntry } from './rules/make.ts';
import type { Making } from './rules/make.ts';
import { fault } from './rules/refused.ts';
import type { Refused } from './rules/refused.ts';
import { BatchSettings } from './rules/settings.ts';
import { rowsOfFile } from './rows.ts';

/** A loan waits for one chunk at most: some 10 ms. */
export const ROWS_IN_ONE_COMMAND = 200;
/** Of the file: rows of a megabyte each would else keep the writer for seconds. */
const BYTES_IN_ONE_COMMAND = 1024 * 1024;
const MOST_TRIES = 5;
const BETWEEN_TRIES_MS = 500;

export interface ImporterDeps {
  readonly db: AppDatabase;
  readonly pinSeal: PinSeal;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export interface ImportJob {
  readonly batchId: string;
  readonly file: string;
  /** `staff:…` or `system:cli`. */
  readonly by: string;
  /** After each chunk this share of the time that it took, so that others get the writer: 0 = none. */
  readonly rest: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

export interface Progress {
  readonly rowsDone: number;
  readonly bytesDone: number;
  readonly bytes: number;
}

export type Ended =
  | { readonly outcome: 'done' | 'stopped'; readonly batch: Batch }
  /** The file cannot be read on; what has gone in stays, and can be undone. */
  | { readonly outcome: 'unreadable'; readonly batch: Batch; readonly reason: string }
  /** Somebody else works at it, or it has been undone or forgotten. */
  | { readonly outcome: 'not-possible' };

/** Looks the whole file through; nothing but the batch's own rows changes. */
export const checkFile = (deps: ImporterDeps, job: ImportJob): Promise<Ended> =>
  carryThrough(deps, job, 'check');

/** Goes on where it was left. */
export const applyFile = (deps: ImporterDeps, job: ImportJob): Promise<Ended> =>
  carryThrough(deps, job, 'apply');

async function carryThrough(deps: ImporterDeps, job: ImportJob, act: Chunk['act']): Promise<Ended> {
  const batch = await enter(deps, job, act === 'check' ? 'checking' : 'applying');
  if (!batch) return { outcome: 'not-possible' };
  try {
    const whole = await passThrough(deps, job, act, batch);
    if (!whole) return { outcome: 'stopped', batch: await current(deps, batch) };
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    return unreadable(deps, job, act, batch, error.message);
  }
  const done = await enter(deps, job, act === 'check' ? 'checked' : 'applied');
  return done ? { outcome: 'done', batch: done } : { outcome: 'not-possible' };
}

/** @returns false when it was stopped */
async function passThrough(
  deps: ImporterDeps,
  job: ImportJob,
  act: Chunk['act'],
  batch: Batch,
): Promise<boolean> {
  const settings = BatchSettings.parse(JSON.parse(batch.settings));
  const seal: Making['seal'] = act === 'check' ? () => '' : deps.pinSeal.seal;
  const making = { library: settings.library, seal, now: deps.now() };
  const earlier = act === 'check' ? new EarlierRows() : undefined;
  const rows = chunked(rowsOfFile(job.file, batch.format, settings), batch.rows_done);
  for await (const { entries, unfit, last } of oneAhead(prepared(deps.db, rows, making))) {
    if (job.signal?.aborted) return false;
    const started = performance.now();
    const at = { lastRow: last.row, bytesDone: last.bytesDone, assumed: earlier?.askedBy(entries) };
    const refused = await put(deps, { batchId: batch.id, act, entries, unfit, ...at });
    for (const entry of entries) if (!refused.has(entry.row)) earlier?.add(entry);
    job.onProgress?.({ rowsDone: last.row, bytesDone: last.bytesDone, bytes: batch.bytes });
    const restMs = (performance.now() - started) * job.rest;
    if (restMs > 0) await sleep(restMs);
  }
  return true;
}

async function* chunked(rows: AsyncIterable<RawRow>, done: number): AsyncGenerator<RawRow[]> {
  let chunk: RawRow[] = [];
  let from = 0;
  for await (const row of rows) {
    if (row.row <= done) continue;
    chunk.push(row);
    const isFull = row.bytesDone - from >= BYTES_IN_ONE_COMMAND;
    if (chunk.length < ROWS_IN_ONE_COMMAND && !isFull) continue;
    yield chunk;
    chunk = [];
    from = row.bytesDone;
  }
  if (chunk.length > 0) yield chunk;
}

interface Prepared {
  readonly entries: readonly Entry[];
  readonly unfit: readonly Refused[];
  readonly last: RawRow;
}

async function* prepared(
  db: AppDatabase,
  chunks: AsyncIterable<readonly RawRow[]>,
  making: Making,
): AsyncGenerator<Prepared> {
  for await (const rows of chunks) {
    const last = rows.at(-1);
    if (last) yield { ...read(rows, await ownersOf(db, rows), making), last };
  }
}

async function ownersOf(db: AppDatabase, rows: readonly RawRow[]) {
  const cards = rows.flatMap(({ card }) => (card === undefined ? [] : [card]));
  return new Map(cards.length === 0 ? [] : await db.read('import-card-owners', { cards }));
}

/** The next chunk is made ready while the database writes the one before. */
async function* oneAhead<T>(source: AsyncGenerator<T>): AsyncGenerator<T> {
  try {
    let next = source.next();
    for (;;) {
      const { value, done } = await next;
      if (done === true) return;
      next = source.next();
      // Told when it is asked for, not while the chunk before is being written.
      next.catch(() => undefined);
      yield value;
    }
  } finally {
    await source.return(undefined);
  }
}

function read(
  rows: readonly RawRow[],
  owners: ReadonlyMap<string, string>,
  making: Making,
): { entries: Entry[]; unfit: Refused[] } {
  const entries: Entry[] = [];
  const unfit: Refused[] = [];
  for (const { row, line, section, card, value } of rows) {
    const raw = parsed(() => value(card && owners.get(cardKey(card))));
    const made =
      raw.kind === 'value'
        ? makeEntry(section, raw.value, { row, line }, making)
        : { kind: 'refused' as const, faults: [NOT_JSON] as const };
    if (made.kind === 'entry') entries.push(made.entry);
    else unfit.push({ row, line, section, faults: made.faults });
  }
  return { entries, unfit };
}

const NOT_JSON = fault(
  'not-json',
  '',
  undefined,
  'is not JSON: look for a comma or a quotation mark',
);

function parsed(value: () => unknown): { kind: 'value'; value: unknown } | { kind: 'spoilt' } {
  try {
    return { kind: 'value', value: value() };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { kind: 'spoilt' };
  }
}

/** @returns rows that were refused */
async function put(deps: ImporterDeps, chunk: Chunk): Promise<Set<number>> {
  try {
    const answer = await written(deps.db, chunk);
    if (answer.outcome === 'done') return new Set(answer.refusedRows);
    if (answer.rowsDone >= chunk.lastRow) return new Set();
    throw new FileFault(0, 'the import was ended from elsewhere');
  } catch (error) {
    // Something that no rule foresaw, such as a row that lending wrote at the same moment: it is found row by row.
    const isOfRow = error instanceof DatabaseFault && error.code === 'constraint';
    if (!isOfRow || chunk.entries.length === 0) throw error;
    return inHalves(deps, chunk);
  }
}

async function inHalves(deps: ImporterDeps, chunk: Chunk): Promise<Set<number>> {
  const rows = [...chunk.entries.map(({ row }) => row), ...chunk.unfit.map(({ row }) => row)].sort(
    (a, b) => a - b,
  );
  const middle = rows[Math.floor((rows.length - 1) / 2)] ?? chunk.lastRow;
  const [only] = chunk.entries;
  if (rows.length === 1 && only) return refuseOnly(deps, chunk, only);
  const upTo = (row: number) => row <= middle;
  const first = await put(deps, { ...part(chunk, upTo), lastRow: middle });
  return new Set([
    ...first,
    ...(await put(
      deps,
      part(chunk, (row) => !upTo(row)),
    )),
  ]);
}

const part = (chunk: Chunk, has: (row: number) => boolean): Chunk => ({
  ...chunk,
  entries: chunk.entries.filter(({ row }) => has(row)),
  unfit: chunk.unfit.filter(({ row }) => has(row)),
});

async function refuseOnly(
  deps: ImporterDeps,
  chunk: Chunk,
  { row, line, section, id }: Entry,
): Promise<Set<number>> {
  const why = fault('not-possible', 'id', id, 'does not go with what is in the database now');
  return put(deps, { ...chunk, entries: [], unfit: [{ row, line, section, faults: [why] }] });
}

/** A full line or a lost connection passes; the same chunk twice is done once. */
async function written(db: AppDatabase, chunk: Chunk): Promise<ChunkAnswer> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await db.write('import-chunk', chunk);
    } catch (error) {
      const passes = error instanceof DatabaseFault && PASSING.includes(error.code);
      if (!passes || tries === MOST_TRIES) throw error;
      await sleep(BETWEEN_TRIES_MS * tries);
    }
  }
}

const PASSING = ['busy', 'unreachable', 'ambiguous'];

export const enter = (
  { db, now }: ImporterDeps,
  { batchId, by }: Pick<ImportJob, 'batchId' | 'by'>,
  state: 'checking' | 'checked' | 'applying' | 'applied' | 'undoing' | 'undone',
) => db.write('import-enter', { id: batchId, state, auditId: uuidv7(), by, now: now() });

export const current = async ({ db }: ImporterDeps, batch: Batch): Promise<Batch> =>
  (await db.read('import-batch', { id: batch.id })) ?? batch;

/** What cannot be read is told with the batch; one that has begun to be applied stays open, to be undone or gone on with. */
async function unreadable(
  { db, now }: ImporterDeps,
  { batchId, by }: ImportJob,
  act: Chunk['act'],
  batch: Batch,
  reason: string,
): Promise<Ended> {
  const state = act === 'check' ? 'failed' : 'applying';
  const failed = {
    id: batchId,
    state,
    failure: reason,
    auditId: uuidv7(),
    by,
    now: now(),
  } as const;
  return {
    outcome: 'unreadable',
    batch: (await db.write('import-enter', failed)) ?? batch,
    reason,
  };
}
