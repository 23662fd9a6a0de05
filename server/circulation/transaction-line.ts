/** The one way to the command `transact`, for every door: the API and SIP2 ask here and never the database itself. */
import { randomBytes } from 'node:crypto';
import type { AppDatabase } from '../db/registry.ts';
import { DatabaseFault } from '../db/fault.ts';
import { receiptCode } from './receipt-code.ts';
import type { TransactInput, TransactResult } from './store.ts';

export type Transaction = Omit<TransactInput, 'receiptCode'>;

export class TransactionLine {
  readonly #db: AppDatabase;

  constructor({ db }: { readonly db: AppDatabase }) {
    this.#db = db;
  }

  /**
   * Resolves after the commit is on disk.
   * @throws DatabaseFault
   */
  async transact(input: Transaction): Promise<TransactResult> {
    try {
      return await this.#db.write('transact', withCode(input));
    } catch (error) {
      // Two receipts with one code are as good as impossible; the unique key says so, and another code is taken.
      if (!(error instanceof DatabaseFault) || error.code !== 'constraint') throw error;
      return this.#db.write('transact', withCode(input));
    }
  }
}

const withCode = (input: Transaction): TransactInput => ({
  ...input,
  receiptCode: receiptCode(randomBytes(16)),
});
