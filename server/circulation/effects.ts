/** What follows from one transaction, and how the effects of many are written together. */
import type { Writer } from '../db/database.ts';
import type { Answer } from './answer.ts';
import { actorOf } from './carry-out.ts';
import type { ConflictEffects } from './conflict-store.ts';
import { deriveFromPast, isPromisedLoan, promisedLoanRow } from './conflict-deriving.ts';
import { CLOSE_KINDS, OPEN_CONFLICTS } from './conflict-store.ts';
import type { FeeChange } from './fee-deriving.ts';
import { feeRow, PUT_FEES } from './fee-deriving.ts';
import { holdRow, PUT_HOLDS } from './line-store.ts';
import { PUT_OUTCOMES, outcomeRow } from './outcome-store.ts';
import { PUT_PROMISED_LOANS } from './promise-store.ts';
import { PUT_RECORDS, recordRows } from './record-store.ts';
import { overRows, part, writeAll } from './rows.ts';
import type { Part } from './rows.ts';
import type { LoanChanges } from './rules/conflict.ts';
import type { Moves } from './rules/moves.ts';
import type { Rulebook } from './rules/rulebook.ts';
import type { Decision } from './rules/transact.ts';
import type { TransactInput } from './store.ts';
import { eventRow, INSERT_EVENTS, loanRow, PUT_LOANS } from './timeline-store.ts';
import { END_TRANSITS, endRow, FORGET_HOLDS, SEND, sendRow } from './transit-store.ts';
import type { State } from './world-store.ts';

export interface Effects {
  readonly input: TransactInput;
  readonly book: Rulebook;
  readonly state: State;
  /** The time that has been made of the terminal's; epoch milliseconds. */
  readonly at: number;
  /** The item's history was worked out again for it. */
  readonly isRetold: boolean;
  readonly answer: Answer;
  readonly decision: Decision;
  readonly changes: LoanChanges;
  readonly moves: Moves;
  /** The library where the item lies, as far as this has told; undefined: as before. */
  readonly lies: string | undefined;
  readonly fees: readonly FeeChange[];
  readonly conflicts: ConflictEffects;
  /** It was answered before, and staff have it carried out anew: the answer stands, and the event too where there is one. */
  readonly standing?: { readonly event: boolean } | undefined;
}

/** Writes the effects of transactions that share no item, patron, title that is waited for, or id. */
export async function writeEffects(tx: Writer, all: readonly Effects[]): Promise<void> {
  if (all.some(endsAndBegins)) {
    await writeAll(tx, endings(all));
    await writeAll(tx, [...beginnings(all), ...others(all)]);
  } else {
    await writeAll(tx, [...endings(all), ...beginnings(all), ...others(all)]);
  }
  await deriveFromPast(tx, all);
}

/**
 * An item has one open loan and one open transit, a copy is aside for one hold, and unique indexes see to it: where one of them ends and
 * another begins, the end is written first.
 */
const endsAndBegins = ({ changes: { changed }, moves }: Effects): boolean =>
  (changed.some(({ ended }) => ended) && changed.some(({ ended }) => !ended)) ||
  (moves.ended.length > 0 && moves.sent.length > 0) ||
  (moves.holds.some(({ captured }) => !captured) && moves.holds.some(({ captured }) => captured));

const endings = (all: readonly Effects[]): Part[] => [
  part(PUT_LOANS, loanRows(all, true)),
  part(
    END_TRANSITS,
    all.flatMap(({ input, moves }) => moves.ended.map((end) => endRow(end, input.now))),
  ),
  part(PUT_HOLDS, holdRows(all, false)),
];

const beginnings = (all: readonly Effects[]): Part[] => [
  part(PUT_LOANS, loanRows(all, false)),
  part(
    FORGET_HOLDS,
    all.flatMap(({ moves }) => moves.forNobody.map((id) => ({ id }))),
  ),
  part(
    SEND,
    all.flatMap(({ input, moves }) => moves.sent.map((sent) => sendRow(sent, input))),
  ),
  part(PUT_HOLDS, holdRows(all, true)),
];

const others = (all: readonly Effects[]): Part[] => [
  part(INSERT_EVENTS, all.flatMap(eventRows)),
  part(
    PUT_RECORDS,
    all.flatMap(({ input, at }) => recordRows(input, at)),
  ),
  part(PUT_PROMISED_LOANS, all.filter(isPromisedLoan).map(promisedLoanRow)),
  part(MOVE_ITEMS, all.flatMap(itemRows)),
  part(PUT_FEES, all.flatMap(feeRows)),
  part(
    OPEN_CONFLICTS,
    all.flatMap(({ conflicts }) => conflicts.opened),
  ),
  part(
    CLOSE_KINDS,
    all.flatMap(({ conflicts }) => conflicts.closed),
  ),
  part(
    PUT_OUTCOMES,
    all.filter(({ standing }) => !standing).map(({ input, answer }) => outcomeRow(input, answer)),
  ),
];

const loanRows = (all: readonly Effects[], ended: boolean) =>
  all.flatMap(({ state: { item }, changes }) =>
    changes.changed
      .filter((loan) => item && (loan.ended !== undefined) === ended)
      .map((loan) => loanRow(item?.id ?? '', loan)),
  );

const holdRows = (all: readonly Effects[], captured: boolean) =>
  all.flatMap(({ moves }) =>
    moves.holds.filter((hold) => (hold.captured !== undefined) === captured).map(holdRow),
  );

const eventRows = ({ input, decision, state: { item }, standing }: Effects) =>
  decision.outcome === 'accepted' && decision.event && item && !standing?.event
    ? [eventRow(item.id, decision.event, input.now)]
    : [];

const feeRows = ({ input, fees, state: { item } }: Effects) =>
  item ? fees.map((fee) => feeRow(fee, item.id, input.now, actorOf(input))) : [];

const MOVE_ITEMS = overRows(
  { id: 'text', condition: 'text', current_library_id: 'text' },
  ({ rows }) => `
  update item set condition = given.condition, current_library_id = given.current_library_id
  from ${rows} as given where item.id = given.id`,
);

function itemRows({ decision, state: { item }, lies = item?.currentLibraryId }: Effects) {
  if (decision.outcome === 'refused' || !decision.event || !item) return [];
  const { condition = item.condition } = decision;
  const isSame = condition === item.condition && lies === item.currentLibraryId;
  return isSame ? [] : [{ id: item.id, condition, current_library_id: lies }];
}
