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
     -- 1: the tag is the item's no longer.
     off INTEGER NOT NULL,
     refusal TEXT
   ) STRICT;`,
];

/** What was on a tag can be put back for so long. Milliseconds. */
const KEPT_MS = 30 * 86_400_000;

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
  readonly off: boolean;
  readonly refusal?: Sentence;
}

const Hex = z.codec(z.string().regex(/^(?:[0-9a-f]{2})*$/), z.instanceof(Uint8Array), {
  decode: (text) => Uint8Array.from(Buffer.from(text, 'hex')),
  encode: (bytes) => Buffer.from(bytes).toString('hex'),
});
const Image = z.object({
  blockSize: z.int().min(1),
  memory: Hex,
  dsfid: z.int().optional(),
  afi: z.int().optional(),
  epc: Hex.exactOptional(),
});
const Job = z.object({ label: z.string(), isil: z.string(), part: z.int(), moved: z.boolean() });
const Row = z.object({ uid: z.string(), job: z.string() });
const WriteRow = Row.extend({
  state: z.enum(['begun', 'done']),
  previous: z.string(),
  wanted: z.string(),
});
const UnsentRow = Row.extend({ seq: z.int(), off: z.int(), refusal: z.string().nullable() });
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

  /** What was to be said of the tag before counts no longer. @param off the tag is this item's no longer */
  register(uid: Uid, job: WriteJob, off = false): void {
    this.#file.run('DELETE FROM unsent WHERE uid = $uid', { uid });
    this.#file.run('INSERT INTO unsent (uid, job, off) VALUES ($uid, $job, $off)', {
      ...{ uid, job: JSON.stringify(job), off: Number(off) },
    });
  }

  /** In the order in which they were written. @throws Fault `disk-failed` */
  unsent(): UnsentTag[] {
    return this.#file.all('SELECT * FROM unsent ORDER BY seq').map((row) => {
      const { job, off, refusal, seq, uid } = UnsentRow.parse(row);
      return {
        ...{ seq, uid, job: Job.parse(JSON.parse(job)), off: off === 1 },
        ...(refusal !== null && { refusal: Refusal.parse(JSON.parse(refusal)) }),
      };
    });
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

const textOf = (image: TagImage): string =>
  JSON.stringify({
    ...image,
    memory: Hex.encode(image.memory),
    ...(image.epc && { epc: Hex.encode(image.epc) }),
  });

const imageIn = (text: string): TagImage => {
  const { afi, dsfid, ...image } = Image.parse(JSON.parse(text));
  return { ...image, afi, dsfid };
};
