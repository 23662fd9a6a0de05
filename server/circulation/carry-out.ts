/** Decides one transaction that has not been answered before, and writes what follows from it. */
import type { Writer } from '../db/database.ts';
import { together } from '../db/together.ts';
import type { Statement } from '../db/together.ts';
import type { Answer } from './answer.ts';
import { answerOf } from './answer.ts';
import { conflictStatements } from './conflict-store.ts';
import type { LoanChanges } from './rules/conflict.ts';
import { changesBetween } from './rules/conflict.ts';
import { placeInTime } from './rules/place-in-time.ts';
import type { ItemEvent, Loan } from './rules/timeline.ts';
import { comesLast, evolve, loanMetBy, loansOf } from './rules/timeline.ts';
import type { Decision, TransactionFacts } from './rules/transact.ts';
import { decide } from './rules/transact.ts';
import type { World } from './rules/world.ts';
import type { TransactInput } from './store.ts';
import { insertEvent, putLoan, readEvents, readLoan, readLoans } from './timeline-store.ts';
import type { Resolved } from './number-store.ts';
import type { State } from './world-store.ts';
import { found } from './world-store.ts';

export async function carryOut(
  tx: Writer,
  input: TransactInput,
  resolved: Resolved,
  state: State,
): Promise<Answer> {
  const { occurredAt: claimedAt, mode, now, clockUncertaintyMs: uncertainty } = input;
  const place = placeInTime({ claimedAt, mode }, now, uncertainty);
  const at = await placeAmongEvents(tx, input, state, place.at);
  const facts = await factsOf(tx, input, state, at);
  const past = await pastOf(tx, facts, state, uncertainty);
  const decision = decide(facts, worldOf(input, resolved, state, past));
  const changes = changesOf(decision, past, uncertainty);
  const answer = answerOf(decision, input, state.view);
  const loans = await endBeforeBeginning(tx, state, changes);
  await together(tx, [
    ...loans,
    ...eventStatements(tx, input, state, decision),
    ...conflictStatements(tx, { input, state, decision, changes, doubtfulTime: place.doubtful }),
    saveOutcome(tx, input, answer, answer.outcome === 'accepted' ? input.receiptCode : null),
  ]);
  return answer;
}

async function factsOf(
  tx: Writer,
  input: TransactInput,
  { item }: State,
  at: number,
): Promise<TransactionFacts> {
  const { id, act, mode, terminalId, libraryId, undoOf } = input;
  const loan = undoOf === undefined ? undefined : await readLoan(tx, undoOf);
  // The book that is laid down comes back, whatever other loan was named with it.
  const isOfAnother = loan !== undefined && loan.itemId !== item?.id;
  const undo = undoOf === undefined || isOfAnother ? undefined : { of: undoOf, loan };
  return { id, act, mode, terminalId, libraryId, claimedAt: input.occurredAt, at, undo };
}

/**
 * An attempt is decided on the item as it is now, so its event comes after all others, even if the terminal's clock is a little behind. But
 * a checkout that has been taken back before it arrived keeps its own time, before that.
 */
async function placeAmongEvents(
  tx: Writer,
  { id, mode }: TransactInput,
  { item, lastAt }: State,
  at: number,
): Promise<number> {
  if (!item || mode === 'promise' || lastAt === undefined || at > lastAt) return at;
  const undone = await tx
    .selectFrom('circulation_event')
    .select('id')
    .where('item_id', '=', item.id)
    .where('undo_of', '=', id)
    .executeTakeFirst();
  return undone ? at : lastAt + 1;
}

/** The item's past as far as this event needs it: nothing but the open loan when the event comes last, else everything. */
interface Past {
  readonly met: Loan | undefined;
  readonly before: readonly Loan[];
  readonly events?: readonly ItemEvent[];
}

async function pastOf(
  tx: Writer,
  facts: TransactionFacts,
  { item, lastAt }: State,
  uncertainty: number | undefined,
): Promise<Past> {
  if (!item) return { met: undefined, before: [] };
  if (comesLast(facts.at, lastAt, item.loan))
    return { met: item.loan, before: item.loan ? [item.loan] : [] };
  const events = await readEvents(tx, item.id);
  const probe = { ...facts, kind: facts.act, occurredAt: facts.at };
  return {
    met: loanMetBy(probe, events, uncertainty),
    before: await readLoans(tx, item.id),
    events,
  };
}

function worldOf(
  input: TransactInput,
  { book, item, patron }: Resolved,
  state: State,
  past: Past,
): World {
  const standing = state.item && { ...state.item, loan: past.met };
  // A renewal without a card is for whoever has the item.
  const who = input.card === undefined ? whoHas(state) : found(patron, state.patron);
  return { book, libraryId: input.libraryId, patron: who, item: found(item, standing) };
}

const whoHas = ({ patron }: State): World['patron'] =>
  patron === undefined ? undefined : { kind: 'one', value: patron };

function changesOf(
  decision: Decision,
  { met, before, events }: Past,
  uncertainty: number | undefined,
): LoanChanges {
  if (decision.outcome === 'refused' || !decision.event)
    return { changed: [], contested: [], settled: [] };
  const after = events
    ? loansOf([...events, decision.event], uncertainty)
    : evolve(met, decision.event);
  return changesBetween(before, after);
}

/** An item has one open loan, and a unique index sees to it: where one ends and another begins, the end is written first. */
async function endBeforeBeginning(
  tx: Writer,
  { item }: State,
  { changed }: LoanChanges,
): Promise<Statement[]> {
  if (!item) return [];
  const write = (loan: Loan): Statement => putLoan(tx, item.id, loan);
  const open = changed.filter(({ ended }) => !ended);
  const ended = changed.filter(({ ended }) => ended);
  if (open.length === 0) return ended.map(write);
  await together(tx, ended.map(write));
  return open.map(write);
}

function eventStatements(
  tx: Writer,
  input: TransactInput,
  { item, currentLibraryId, lastAt = 0, hold, patron }: State,
  decision: Decision,
): Statement[] {
  if (decision.outcome === 'refused' || !decision.event || !item) return [];
  const statements: Statement[] = [insertEvent(tx, item.id, decision.event, input.now)];
  const { condition = item.condition } = decision;
  // A return that is told late says nothing of where the book is now.
  const isElsewhere =
    input.act === 'checkin' &&
    currentLibraryId !== input.libraryId &&
    decision.event.occurredAt >= lastAt;
  if (condition !== item.condition || isElsewhere)
    statements.push(
      tx
        .updateTable('item')
        .set({ condition, ...(isElsewhere && { current_library_id: input.libraryId }) })
        .where('id', '=', item.id),
    );
  if (input.act === 'checkout' && hold && patron)
    statements.push(endHolds(tx, item.id, patron.id, input.now, `terminal:${input.terminalId}`));
  return statements;
}

/** Whoever has the book waits for it no longer. */
const endHolds = (
  tx: Writer,
  itemId: string,
  patronId: string,
  now: number,
  by: string,
): Statement =>
  tx
    .updateTable('hold')
    .set({ ended_at: now, ended_how: 'picked-up', ended_by: by })
    .where('patron_id', '=', patronId)
    .where('ended_at', 'is', null)
    .where('title_id', '=', (title) =>
      title.selectFrom('item').select('item.title_id').where('item.id', '=', itemId),
    );

export const saveOutcome = (
  tx: Writer,
  input: TransactInput,
  answer: Answer,
  receiptCode: string | null,
): Statement =>
  tx.insertInto('transaction_outcome').values({
    id: input.id,
    mode: input.mode,
    act: input.act,
    terminal_id: input.terminalId,
    fingerprint: input.fingerprint,
    answer: JSON.stringify(answer),
    receipt_code: receiptCode,
    recorded_at: input.now,
  });
