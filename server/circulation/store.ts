/** One transaction in one command: load, decide, save (design decision 5). Statements are few: every book passes here. */
import type { Writer } from '../db/database.ts';
import { lock } from '../db/lock.ts';
import type { Answer } from './answer.ts';
import { carryOut, saveOutcome } from './carry-out.ts';
import type { Resolved } from './number-store.ts';
import { resolveLocked } from './number-store.ts';
import { readState } from './world-store.ts';
import type { Earlier, State } from './world-store.ts';

export interface TransactInput {
  readonly id: string;
  readonly act: 'checkout' | 'checkin' | 'renew';
  readonly mode: 'attempt' | 'promise';
  readonly card?: string | undefined;
  readonly item: { readonly identifier: string; readonly owner?: string | undefined };
  /** Epoch milliseconds, as the terminal says. */
  readonly occurredAt: number;
  readonly undoOf?: string | undefined;
  readonly terminalId: string;
  /** Where the terminal stands. */
  readonly libraryId: string;
  /** A setting; absent = CLOCK_UNCERTAINTY_MS. */
  readonly clockUncertaintyMs?: number | undefined;
  /** Digest of what is asked, without the time. */
  readonly fingerprint: string;
  /** Used if the transaction is accepted; unique. */
  readonly receiptCode: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

export type TransactResult =
  | { readonly kind: 'answer'; readonly answer: Answer }
  /** The id is taken by another request. */
  | { readonly kind: 'another-request' };

export const commands = {
  transact: async (tx: Writer, input: TransactInput): Promise<TransactResult> => {
    const resolved = await resolveLocked(tx, input.id, input);
    const state = await readState(tx, askedOf(input, resolved));
    const { attempt, promise } = state;
    if ([attempt, promise].some((earlier) => earlier && !isSameRequest(earlier, input)))
      return { kind: 'another-request' };
    const same = input.mode === 'attempt' ? attempt : promise;
    if (same) return { kind: 'answer', answer: parsed(same) };
    const standing = standingAnswer(input, state);
    if (standing) {
      await saveOutcome(tx, input, standing, null).execute();
      return { kind: 'answer', answer: standing };
    }
    return { kind: 'answer', answer: await carryOut(tx, input, resolved, state) };
  },

  /**
   * What has become of a transaction. A command, though it writes nothing: it stands in line behind the same id that is being decided right
   * now, so that "never arrived" is true.
   */
  'transaction-look-up': async (
    tx: Writer,
    { id, act, terminalId }: { id: string; act: TransactInput['act']; terminalId: string },
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

const askedOf = ({ id, act, now }: TransactInput, { item, patron }: Resolved) => ({
  transactionId: id,
  act,
  now,
  itemId: item.kind === 'one' ? item.target : undefined,
  patronId: patron.kind === 'one' ? patron.target : undefined,
});

const isSameRequest = (earlier: Earlier, input: TransactInput): boolean =>
  earlier.fingerprint === input.fingerprint && earlier.terminalId === input.terminalId;

const parsed = ({ answer }: Earlier): Answer => JSON.parse(answer) as Answer;

/** An accepted attempt is what its promise repeats; a promise that came first stands, whatever its late attempt would be told. */
function standingAnswer({ mode }: TransactInput, { attempt, promise }: State): Answer | undefined {
  const other = mode === 'attempt' ? promise : attempt;
  const answer = other && parsed(other);
  return answer?.outcome === 'accepted' ? answer : undefined;
}
