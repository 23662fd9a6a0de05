/**
 * The one way to checkout, checkin and renewal, for every door: the API and SIP2 ask here and never the database itself. What arrives while
 * others are on their way to the disk goes together, as one command (design decision 17).
 */
import { randomBytes } from 'node:crypto';
import type { AppDatabase } from '../db/registry.ts';
import { DatabaseFault } from '../db/fault.ts';
import type { Answer } from './answer.ts';
import { receiptCode } from './receipt-code.ts';
import type { LookUp, TransactInput, TransactResult } from './store.ts';

export type Transaction = Omit<TransactInput, 'receiptCode'>;

interface Waiting {
  readonly input: Transaction;
  readonly resolve: (result: TransactResult) => void;
  readonly reject: (error: unknown) => void;
}

/** So that the first of a batch is not kept waiting for the last. */
const MOST_IN_ONE_BATCH = 64;
/** Beyond it the server is overloaded and says so at once, as the database itself does. */
const LONGEST_LINE = 5000;
/**
 * Batches under way. While one is worked out and written, the answers of the other go out and their terminals ask again; with one alone the
 * lines and the database would wait for one another. SQLite's writer takes them in turn, PostgreSQL side by side.
 */
const AT_ONCE = 2;

/** A promise of what happened longer ago than this comes out of an outbox: nobody stands there and waits; milliseconds. */
const LATE_MS = 60_000;
/** Of those, so many go together beside some who wait, and so many where nobody does. */
const MOST_LATE = { beside: 8, alone: 32 };

export interface TransactionLineDeps {
  readonly db: AppDatabase;
  /** For whoever counts. */
  readonly onAnswer?: ((input: Transaction, outcome: string) => void) | undefined;
}

export class TransactionLine {
  readonly #db: AppDatabase;
  readonly #onAnswer: TransactionLineDeps['onAnswer'];
  /** Somebody stands there. */
  #waiting: Waiting[] = [];
  /** Told after a time without the server; gives way to them, but never stands still. */
  #late: Waiting[] = [];
  readonly #unanswered = new Map<string, Promise<TransactResult>>();
  #underWay = 0;
  #called = false;
  /** One batch of those that nobody waits for at a time: whoever comes meanwhile finds at most that one before them. */
  #isLateUnderWay = false;

  constructor({ db, onAnswer }: TransactionLineDeps) {
    this.#db = db;
    this.#onAnswer = onAnswer;
  }

  /**
   * Resolves after the commit is on disk.
   * @throws DatabaseFault
   */
  transact(input: Transaction): Promise<TransactResult> {
    const late = isLate(input);
    const line = late ? this.#late : this.#waiting;
    if (line.length >= LONGEST_LINE)
      return Promise.reject(new DatabaseFault('busy', 'too many transactions wait'));
    const answer = new Promise<TransactResult>((resolve, reject) => {
      line.push({ input, resolve, reject });
      if (late) this.#callLate();
      else this.#call();
    });
    this.#unanswered.set(input.id, answer);
    const done = (): void => {
      if (this.#unanswered.get(input.id) === answer) this.#unanswered.delete(input.id);
    };
    answer.then((result) => {
      done();
      this.#onAnswer?.(input, result.kind === 'answer' ? result.answer.outcome : result.kind);
    }, done);
    return answer;
  }

  /**
   * What has become of a transaction. One that waits here goes first, and its end is waited for: "never arrived" is true (X6).
   * @throws DatabaseFault
   */
  async lookUp(asked: LookUp): Promise<Answer | undefined> {
    const at = this.#late.findIndex(({ input }) => input.id === asked.id);
    this.#waiting.push(...(at < 0 ? [] : this.#late.splice(at, 1)));
    if (at >= 0) this.#call();
    await Promise.allSettled([this.#unanswered.get(asked.id)]);
    return this.#db.write('transaction-look-up', asked);
  }

  /** After this turn of the event loop: what other sockets have brought in it goes along. */
  #call(): void {
    if (this.#called || this.#underWay >= AT_ONCE) return;
    this.#called = true;
    setImmediate(() => {
      this.#called = false;
      const batch = this.#waiting.splice(0, MOST_IN_ONE_BATCH);
      if (batch.length > 0) void this.#send(batch);
      if (this.#waiting.length > 0) this.#call();
    });
  }

  async #send(batch: readonly Waiting[]): Promise<void> {
    this.#underWay += 1;
    await this.#carryOut(batch);
    this.#underWay -= 1;
    if (this.#waiting.length > 0) this.#call();
  }

  #callLate(): void {
    if (this.#isLateUnderWay) return;
    this.#isLateUnderWay = true;
    setImmediate(() => void this.#sendLate());
  }

  async #sendLate(): Promise<void> {
    const isBeside = this.#underWay > 0 || this.#waiting.length > 0;
    const batch = this.#late.splice(0, isBeside ? MOST_LATE.beside : MOST_LATE.alone);
    if (batch.length > 0) await this.#carryOut(batch);
    this.#isLateUnderWay = false;
    if (this.#late.length > 0) this.#callLate();
  }

  async #carryOut(batch: readonly Waiting[]): Promise<void> {
    try {
      const inputs = withCodes(batch);
      const results = await this.#db.write('transact-all', { inputs });
      batch.forEach(({ resolve, reject }, at) => {
        const result = results[at];
        if (result) resolve(result);
        else reject(new Error('a transaction was not answered'));
      });
    } catch (error) {
      // One of them is to blame: nothing has been done, and each is tried by itself.
      if (isOfOne(error)) await Promise.all(batch.map((one) => this.#alone(one)));
      else batch.forEach(({ reject }) => reject(error));
    }
  }

  async #alone({ input, resolve, reject }: Waiting): Promise<void> {
    try {
      resolve(await this.#db.write('transact', withCode(input, randomBytes(RANDOM))));
    } catch (error) {
      reject(error);
    }
  }
}

const isLate = ({ mode, occurredAt, now }: Transaction): boolean =>
  mode === 'promise' && occurredAt < now - LATE_MS;

const isOfOne = (error: unknown): boolean =>
  error instanceof DatabaseFault && (error.code === 'constraint' || error.code === 'failed');

/** Random bytes of a receipt's code; asking for those of a batch costs little more than for one. */
const RANDOM = 16;

function withCodes(batch: readonly Waiting[]): TransactInput[] {
  const random = randomBytes(RANDOM * batch.length);
  return batch.map(({ input }, at) => withCode(input, random.subarray(at * RANDOM)));
}

/** A terminal of ours has made it and printed it already. */
const withCode = (input: Transaction, random: Uint8Array): TransactInput => ({
  ...input,
  receiptCode: input.record?.receiptCode ?? receiptCode(random),
});
