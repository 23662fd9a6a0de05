/** Decides one transaction that has not been answered before, and says what follows from it. Nothing is written yet. */
import type { Reader } from '../db/database.ts';
import { answerOf } from './answer.ts';
import { conflictsOf } from './conflict-store.ts';
import type { Effects } from './effects.ts';
import { feeChanges } from './fee-deriving.ts';
import { readPickedUp } from './line-store.ts';
import type { Resolved } from './number-store.ts';
import type { Past } from './past-store.ts';
import { readPast } from './past-store.ts';
import { changesBetween } from './rules/conflict.ts';
import type { Hold } from './rules/hold.ts';
import { lineWith } from './rules/line.ts';
import type { Moves } from './rules/moves.ts';
import { movesOfCheckout, movesOfReturn, movesOfReturnAfterAll, NO_MOVES } from './rules/moves.ts';
import type { Place } from './rules/place-in-time.ts';
import { placeInJournal, placeInTime } from './rules/place-in-time.ts';
import type { Loan } from './rules/timeline.ts';
import {
  CLOCK_UNCERTAINTY_MS,
  evolve,
  isToldLate,
  lastPlace,
  loansOf,
  openLoan,
} from './rules/timeline.ts';
import type { Decision, TransactionFacts } from './rules/transact.ts';
import { decide, mayTakeBack, returnEvent } from './rules/transact.ts';
import type { Rulebook } from './rules/rulebook.ts';
import type { ItemStanding, World } from './rules/world.ts';
import type { TransactInput } from './store.ts';
import { readLoan } from './timeline-store.ts';
import type { State } from './world-store.ts';
import { found } from './world-store.ts';

export async function carryOut(
  db: Reader,
  input: TransactInput,
  resolved: Resolved,
  read: State,
): Promise<Effects> {
  const { clockUncertaintyMs: uncertainty } = input;
  const place = placeAmongRows(input, read);
  const at = placeAmongEvents(input, read, place.at);
  const past = await readPast(db, input, read, at);
  const facts = await factsOf(db, input, read, at, past);
  const restored = await restoredHolds(db, facts, read);
  const state = withHolds(read, restored);
  const world = worldOf(input, resolved, state, past);
  const decided = decide(facts, world);
  const after = loansAfter(decided, past, uncertainty);
  const decision = isOut(input, after) ? decided : withoutFinding(decided);
  const changes = changesBetween(past.before, after);
  const { book } = resolved;
  const lies = whereItLies(input, decision, past, after);
  const fees = state.item
    ? feeChanges(changes.changed, {
        ...past,
        book,
        item: state.item,
        classes: classesOf(past, state),
      })
    : [];
  return {
    input,
    book,
    state,
    at,
    isRetold: past.events !== undefined,
    answer: answerOf(decision, input, state.view, book.tree),
    decision,
    changes,
    moves: withRestored(restored, movesOf(input, world, state, decision, after, lies)),
    lies,
    fees,
    conflicts: conflictsOf({ input, state, decision, changes, fees, doubtfulTime: place.doubtful }),
  };
}

/** Where it belongs in time, before it is known what else has been. */
export const placeOf = ({ occurredAt, mode, now, clockUncertaintyMs }: TransactInput): Place =>
  placeInTime({ claimedAt: occurredAt, mode }, now, clockUncertaintyMs);

/** When to look, and whose journal: what the reading asks of a transaction's time. */
export function askedAt(input: TransactInput) {
  const { now, terminalId, record, clockUncertaintyMs = CLOCK_UNCERTAINTY_MS } = input;
  const { at } = placeOf(input);
  const since = at - clockUncertaintyMs;
  return { at, since, now, terminalId, sequence: record?.sequence };
}

/** An attempt is asked now, whatever its terminal's journal says. */
function placeAmongRows(input: TransactInput, state: State): Place {
  const place = placeOf(input);
  if (input.mode === 'attempt') return place;
  const { act, occurredAt: claimedAt, record, now, clockUncertaintyMs } = input;
  const { rowBefore, sameBook, lastAt } = state;
  const byItsClock = record && record.wall + (record.serverOffset ?? 0);
  const facts = { act, claimedAt, byItsClock, rowBefore, sameBook, lastAt, now };
  return placeInJournal(place, facts, clockUncertaintyMs);
}

async function factsOf(
  db: Reader,
  input: TransactInput,
  { item }: State,
  at: number,
  past: Past,
): Promise<TransactionFacts> {
  const { id, act, mode, terminalId, libraryId, undoOf, now, dueAt } = input;
  const loan = undoOf === undefined ? undefined : await readLoan(db, undoOf);
  // The book that is laid down comes back, whatever other loan was named with it.
  const isOfAnother = loan !== undefined && loan.itemId !== item?.id;
  const undo = undoOf === undefined || isOfAnother ? undefined : { of: undoOf, loan };
  const claimedAt = input.occurredAt;
  const facts = { id, act, mode, terminalId, libraryId, claimedAt, at, now, dueAt, undo };
  return { ...facts, isLate: act === 'checkin' && isLateReturn(facts, past, input) };
}

function isLateReturn(
  facts: Omit<TransactionFacts, 'isLate'>,
  { events, met }: Past,
  { clockUncertaintyMs }: TransactInput,
): boolean {
  const event = returnEvent(facts);
  if (events) return isToldLate(event, events, clockUncertaintyMs);
  return openLoan(evolve(met, event)) !== undefined;
}

/**
 * An attempt is decided on the item as it is now, so its event comes after all others, even if the terminal's clock is a little behind. But
 * a checkout that has been taken back before it arrived keeps its own time, before that.
 */
function placeAmongEvents(
  { mode }: TransactInput,
  { item, lastAt, isUndone }: State,
  at: number,
): number {
  const isBehind = item && mode === 'attempt' && lastAt !== undefined && at <= lastAt;
  return isBehind && !isUndone ? lastAt + 1 : at;
}

/** Who had waited for the book when it was lent, and has it no more because the loan is taken back, waits again in the old place. */
async function restoredHolds(
  db: Reader,
  { undo, terminalId }: TransactionFacts,
  { titleId }: State,
): Promise<readonly Hold[]> {
  const loan = undo?.loan;
  const isUndone = loan && !loan.ended && mayTakeBack(terminalId, loan);
  if (!isUndone || titleId === undefined || loan.patronId === undefined) return [];
  const holds = await readPickedUp(db, titleId, loan.patronId, loan.checkedOutAt);
  return holds.map((hold) => ({ ...hold, captured: undefined, ended: undefined }));
}

function withHolds(state: State, restored: readonly Hold[]): State {
  if (restored.length === 0 || !state.item) return state;
  const line = lineWith(state.item.line ?? { holds: [], copies: [] }, restored);
  return { ...state, item: { ...state.item, line } };
}

const withRestored = (restored: readonly Hold[], moves: Moves): Moves => ({
  ...moves,
  holds: [
    ...restored.filter(({ id }) => !moves.holds.some((hold) => hold.id === id)),
    ...moves.holds,
  ],
});

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

/** The loans that this transaction has to do with, as they are with it. */
function loansAfter(
  decision: Decision,
  { met, before, events }: Past,
  uncertainty: number | undefined,
): readonly Loan[] {
  if (decision.outcome === 'refused' || !decision.event) return before;
  return events ? loansOf([...events, decision.event], uncertainty) : evolve(met, decision.event);
}

const isOut = ({ id }: TransactInput, loans: readonly Loan[]): boolean =>
  loans.some((loan) => loan.id === id && !loan.ended);

/** A loan that has come back since, or never was, says nothing of how the book is now (X11). */
function withoutFinding(decision: Decision): Decision {
  if (decision.outcome === 'refused' || decision.event?.kind !== 'checkout') return decision;
  const { condition: _, overruled, ...rest } = decision;
  const others = overruled?.filter(({ code }) => code !== 'item-lost');
  return { ...rest, ...(others && { overruled: others }) };
}

function classesOf({ classes }: Past, { patron }: State): ReadonlyMap<string, string> {
  return patron ? new Map([...classes, [patron.id, patron.patronClass]]) : classes;
}

function movesOf(
  input: TransactInput,
  { book }: World,
  { item }: State,
  decision: Decision,
  after: readonly Loan[],
  lies: string | undefined,
): Moves {
  if (decision.outcome === 'refused' || !decision.event || !item) return NO_MOVES;
  if (decision.route) return movesOfReturn(item, input.libraryId, decision.route);
  const taken = movesOfTaking(book, input, item, after);
  return lies === undefined ? taken : movesOfReturnAfterAll(book, item, lies, taken, input.now);
}

function movesOfTaking(
  book: Rulebook,
  input: TransactInput,
  item: ItemStanding,
  after: readonly Loan[],
): Moves {
  const loan = after.find(({ id }) => id === input.id);
  if (!loan || loan.ended?.how === 'undone') return NO_MOVES;
  return movesOfCheckout(book, item, {
    patronId: loan.patronId,
    at: loan.checkedOutAt,
    by: actorOf(input),
    isBack: !hasOpen(after),
    now: input.now,
  });
}

/** Where the book is known to lie from now on; undefined: nothing new is known of that. */
function whereItLies(
  { libraryId }: TransactInput,
  decision: Decision,
  { events, before }: Past,
  after: readonly Loan[],
): string | undefined {
  if (decision.outcome === 'refused' || !decision.event) return undefined;
  if (decision.route) return libraryId;
  const isBackAfterAll = events !== undefined && hasOpen(before) && !hasOpen(after);
  return isBackAfterAll ? lastPlace([...events, decision.event])?.libraryId : undefined;
}

const hasOpen = (loans: readonly Loan[]): boolean => loans.some(({ ended }) => !ended);

/** SIP2 accounts come with their kind in the id, terminals of ours as they are. */
export const actorOf = ({ terminalId }: Pick<TransactInput, 'terminalId'>): string =>
  terminalId.includes(':') ? terminalId : `terminal:${terminalId}`;
