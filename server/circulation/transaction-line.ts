/**
 * The one way to checkout, checkin and renewal, for every door: the API and SIP2 ask here and never the database itself. What arrives while
 * others are on their way to the disk goes together, as one command (design decision 17).
 */
import { randomBytes } from 'node:crypto';
import type { AppDatabase } from '../db/registry.ts';
import { DatabaseFault } from '../db/fault.ts';
import { receiptCode } from './receipt-code.ts';
import type { TransactInput, TransactResult } from './store.ts';

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

export class TransactionLine {
  readonly #db: AppDatabase;
  #waiting: Waiting[] = [];
  #underWay = 0;
  #called = false;

  constructor({ db }: { readonly db: AppDatabase }) {
    this.#db = db;
  }

  /**
   * Resolves after the commit is on disk.
   * @throws DatabaseFault
   */
  transact(input: Transaction): Promise<TransactResult> {
    if (this.#waiting.length >= LONGEST_LINE)
      return Promise.reject(new DatabaseFault('busy', 'too many transactions wait'));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ input, resolve, reject });
      this.#call();
    });
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
      // One of them is to blame, or two receipts have drawn the same code: nothing has been done, and each is tried by itself.
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

const isOfOne = (error: unknown): boolean =>
  error instanceof DatabaseFault && (error.code === 'constraint' || error.code === 'failed');

/** Random bytes of a receipt's code; asking for those of a batch costs little more than for one. */
const RANDOM = 16;

function withCodes(batch: readonly Waiting[]): TransactInput[] {
  const random = randomBytes(RANDOM * batch.length);
  return batch.map(({ input }, at) => withCode(input, random.subarray(at * RANDOM)));
}

const withCode = (input: Transaction, random: Uint8Array): TransactInput => ({
  ...input,
  receiptCode: receiptCode(random),
});
