/**
 * What the desk must not forget: the image of a tag before it is written and as it shall be, and the tags that the
 * server does not know of yet. Every call is on disk when it returns.
 */
import { z } from 'zod';
import type { Uid } from '../devices/device.ts';
import { JournalFile } from '../outbox/journal-file.ts';
import type { Sentence } from '../tags/sentence.ts';
import type { TagImage } from './rules/image.ts';
import type { WriteJob } from './rules/inputs.ts';

const LAYOUT = [
  `CREATE TABLE writes (
     uid TEXT PRIMARY KEY,
     state TEXT NOT NULL CHECK (state IN ('begun', 'done')),
     previous TEXT NOT NULL,
     wanted TEXT NOT NULL,
     job TEXT NOT NULL,
     at INTEGER NOT NULL
   ) STRICT;
   CREATE TABLE unsent (
     seq INTEGER PRIMARY KEY AUTOINCREMENT,
     uid TEXT NOT NULL UNIQUE,
     job TEXT NOT NULL,
     refusal TEXT
   ) STRICT;`,
];

/** What was on a tag can be put back for so long. Milliseconds. */
const KEPT_MS = 30 * 86_400_000;

const MOST_REFUSED = 50;

export interface KeptWrite {
  readonly uid: Uid;
  readonly state: 'begun' | 'done';
  readonly previous: TagImage;
  readonly wanted: TagImage;
  readonly job: WriteJob;
}

/** One tag whose item the server is to be told. */
export interface UnsentTag {
  readonly seq: number;
  readonly uid: Uid;
  readonly job: WriteJob;
  readonly refusal?: Sentence;
}

const Hex = z
  .string()
  .regex(/^(?:[0-9a-f]{2})*$/)
  .transform((text) => Uint8Array.from(Buffer.from(text, 'hex')));
const Image = z.object({
  blockSize: z.int().min(1),
  memory: Hex,
  dsfid: z.int().exactOptional(),
  afi: z.int().exactOptional(),
  epc: Hex.exactOptional(),
});
const Place = z.object({ label: z.string(), isil: z.string(), part: z.int() });
const Job = Place.extend({
  moved: z.boolean(),
  off: z.literal(true).exactOptional(),
  again: Place.exactOptional(),
});
const Row = z.object({ uid: z.string(), job: z.string() });
const WriteRow = Row.extend({
  state: z.enum(['begun', 'done']),
  previous: z.string(),
  wanted: z.string(),
});
const UnsentRow = Row.extend({ seq: z.int(), refusal: z.string().nullable() });
const Refusal = z.object({
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
});

export class DeskStore {
  readonly #file: JournalFile;

  /** @throws Fault `disk-failed` when the file is damaged, unwritable, or in use by another gateway */
  constructor(path: string) {
    this.#file = JournalFile.open(path, LAYOUT);
  }

  /** Before the first block is written. @param now epoch milliseconds @throws Fault `disk-failed` */
  begin({ job, previous, uid, wanted }: Omit<KeptWrite, 'state'>, now: number): void {
    this.#file.run('DELETE FROM writes WHERE state = $done AND at < $old', {
      done: 'done',
      old: now - KEPT_MS,
    });
    this.#file.run(
      `INSERT OR REPLACE INTO writes (uid, state, previous, wanted, job, at)
       VALUES ($uid, 'begun', $previous, $wanted, $job, $now)`,
      { uid, previous: textOf(previous), wanted: textOf(wanted), job: JSON.stringify(job), now },
    );
  }

  /** It was read back: the server is to know. @throws Fault `disk-failed` */
  finish(uid: Uid, job: WriteJob): void {
    this.#file.together(() => {
      this.#file.run(`UPDATE writes SET state = 'done' WHERE uid = $uid`, { uid });
      this.register(uid, job);
    });
  }

  /** The tag is as it was before. @throws Fault `disk-failed` */
  forget(uid: Uid): void {
    this.#file.run('DELETE FROM writes WHERE uid = $uid', { uid });
  }

  /** @throws Fault `disk-failed` */
  writeOf(uid: Uid): KeptWrite | undefined {
    const [row] = this.#file.all('SELECT * FROM writes WHERE uid = $uid', { uid });
    if (row === undefined) return undefined;
    const { job, previous, state, wanted } = WriteRow.parse(row);
    return {
      ...{ uid, state, previous: imageIn(previous), wanted: imageIn(wanted) },
      job: Job.parse(JSON.parse(job)),
    };
  }

  /** What was to be said of the tag before counts no longer. @throws Fault `disk-failed` */
  register(uid: Uid, job: WriteJob): void {
    this.#file.run('INSERT OR REPLACE INTO unsent (uid, job) VALUES ($uid, $job)', {
      ...{ uid, job: JSON.stringify(job) },
    });
  }

  /** The tag that was written first of those that the server was not asked about. @throws Fault `disk-failed` */
  next(): UnsentTag | undefined {
    const sql = 'SELECT * FROM unsent WHERE refusal IS NULL ORDER BY seq LIMIT 1';
    return this.#file.all(sql).map(tagIn)[0];
  }

  /** How many those are: after a day without the server, thousands. @throws Fault `disk-failed` */
  unsent(): number {
    const sql = 'SELECT count(*) AS n FROM unsent WHERE refusal IS NULL';
    return z.object({ n: z.int() }).parse(this.#file.all(sql)[0]).n;
  }

  /** Those that it would not take, as many as anybody reads. @throws Fault `disk-failed` */
  refused(): UnsentTag[] {
    const sql = 'SELECT * FROM unsent WHERE refusal IS NOT NULL ORDER BY seq LIMIT $most';
    return this.#file.all(sql, { most: MOST_REFUSED }).map(tagIn);
  }

  /** The server knows it. A row that was made meanwhile for the same tag stays. @throws Fault `disk-failed` */
  sent(seq: number): void {
    this.#file.run('DELETE FROM unsent WHERE seq = $seq', { seq });
  }

  /** The server would not take it. @throws Fault `disk-failed` */
  refuse(seq: number, why: Sentence): void {
    const refusal = JSON.stringify(why);
    this.#file.run('UPDATE unsent SET refusal = $refusal WHERE seq = $seq', { seq, refusal });
  }

  /** Each refused tag is asked for once more. @throws Fault `disk-failed` */
  tryAgain(): void {
    this.#file.run('UPDATE unsent SET refusal = NULL');
  }

  close(): void {
    this.#file.close();
  }
}

function tagIn(row: unknown): UnsentTag {
  const { job, refusal, seq, uid } = UnsentRow.parse(row);
  return {
    ...{ seq, uid, job: Job.parse(JSON.parse(job)) },
    ...(refusal !== null && { refusal: Refusal.parse(JSON.parse(refusal)) }),
  };
}

const textOf = ({ epc, memory, ...image }: TagImage): string =>
  JSON.stringify({ ...image, memory: hex(memory), ...(epc && { epc: hex(epc) }) });

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const imageIn = (text: string): TagImage => Image.parse(JSON.parse(text));
