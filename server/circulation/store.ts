/** Transactions in one command: load, decide, save (design decision 5). Statements are few: every book passes here. */
import type { z } from 'zod';
import type { Writer } from '../db/database.ts';
import { lock } from '../db/lock.ts';
import type { Answer } from './answer.ts';
import { transactAll } from './batch.ts';
import type { TerminalRecord as Recorded } from './schema.ts';

export type TerminalRecord = z.infer<typeof Recorded>;

export interface TransactInput {
  readonly id: string;
  readonly act: 'checkout' | 'checkin' | 'renew';
  readonly mode: 'attempt' | 'promise';
  readonly card?: string | undefined;
  readonly item: { readonly identifier: string; readonly owner?: string | undefined };
  /** Epoch milliseconds, as the terminal says. */
  readonly occurredAt: number;
  readonly undoOf?: string | undefined;
  /** Of a promise: the date that the terminal has told the patron; epoch milliseconds. */
  readonly dueAt?: number | undefined;
  /** What the terminal wrote down when it happened. */
  readonly record?: TerminalRecord | undefined;
  readonly terminalId: string;
  /** Where the terminal stands. */
  readonly libraryId: string;
  /** A setting; absent = CLOCK_UNCERTAINTY_MS. */
  readonly clockUncertaintyMs?: number | undefined;
  /** Digest of what is asked, without the time. */
  readonly fingerprint: string;
  /** Used if the transaction is accepted. */
  readonly receiptCode: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

export type LookUp = Pick<TransactInput, 'id' | 'act' | 'terminalId'>;

/** What sorters ask of an item beside the answer. */
export interface ItemAbout {
  readonly homeLibraryId: string;
  readonly itemClass: string;
  readonly collection?: string | undefined;
}

export type TransactResult =
  | {
      readonly kind: 'answer';
      readonly answer: Answer;
      /** Of an item that is known; not with an answer that is given again. */
      readonly about?: ItemAbout | undefined;
    }
  /** The id is taken by another request. */
  | { readonly kind: 'another-request' };

export const commands = {
  transact: async (tx: Writer, input: TransactInput): Promise<TransactResult> => {
    const [result] = await transactAll(tx, [input]);
    if (!result) throw new Error('one transaction has one answer');
    return result;
  },

  /** The answers stand in the order of the inputs. */
  'transact-all': async (
    tx: Writer,
    { inputs }: { inputs: readonly TransactInput[] },
  ): Promise<TransactResult[]> => transactAll(tx, inputs),

  /**
   * What has become of a transaction. A command, though it writes nothing: it stands in line behind the same id that is being decided right
   * now, so that "never arrived" is true.
   */
  'transaction-look-up': async (
    tx: Writer,
    { id, act, terminalId }: LookUp,
  ): Promise<Answer | undefined> => {
    await lock(tx, `transaction ${id}`);
    const row = await tx
      .selectFrom('transaction_outcome')
      .select('answer')
      .where('id', '=', id)
      .where('act', '=', act)
      .where('terminal_id', '=', terminalId)
      // A promise stands, whatever its attempt was told.
      .orderBy('mode', 'desc')
      .executeTakeFirst();
    return row && (JSON.parse(row.answer) as Answer);
  },
};
