/** A loan taken back at the desk, as its own terminal would (Q23), and that undone again (Q30). */
import { actorText } from '../../audit/actor.ts';
import type { ItemRow } from '../../catalogue/tables.ts';
import type { Reader, Writer } from '../../db/database.ts';
import { carryOut } from '../carry-out.ts';
import { writeEffects } from '../effects.ts';
import { holdRow, PUT_HOLDS } from '../line-store.ts';
import { cancelLostFees } from '../lost-fee-store.ts';
import { currentRulebook } from '../rulebook-store.ts';
import { part, writeAll } from '../rows.ts';
import type { Moves } from '../rules/moves.ts';
import { movesOfCheckout } from '../rules/moves.ts';
import type { StaffAct } from '../staff-event.ts';
import { addStaffEvent } from '../staff-event.ts';
import type { TransactInput } from '../store.ts';
import type { LoanRow } from '../tables.ts';
import { END_TRANSITS, endRow, FORGET_HOLDS, SEND, sendRow } from '../transit-store.ts';
import { readState } from '../world-store.ts';

export interface TakeBack extends StaffAct {
  readonly receiptCode: string;
}

/** Where the book goes that was taken in; without a library: it stays where they stand. */
export interface GoesTo {
  readonly kind: 'shelf' | 'hold' | 'other-library';
  readonly library?: { readonly id: string; readonly name: string } | undefined;
}

/** The book is in their hands: it is taken in where they stand, and goes on to whom it is for. */
export async function takeBack(
  tx: Writer,
  act: TakeBack,
  item: ItemRow,
  loan: LoanRow,
): Promise<GoesTo> {
  const input = inputOf(act, loan);
  const book = await currentRulebook(tx);
  const found = { kind: 'one', target: item.id } as const;
  const state = await readState(tx, { ...askedOf(input), itemId: item.id, patronId: undefined });
  const effects = await carryOut(tx, input, { book, item: found, patron: { kind: 'none' } }, state);
  await writeEffects(tx, [effects]);
  await cancelLostFees(tx, effects);
  const { answer } = effects;
  if (answer.outcome === 'refused') throw new Error('a return at the desk is always taken (I1)');
  return { kind: answer.destination ?? 'shelf', library: answer.destinationLibrary };
}

const inputOf = (act: TakeBack, loan: LoanRow): TransactInput => ({
  ...{ id: act.id, act: 'checkin', mode: 'attempt', undoOf: loan.id, item: { identifier: '' } },
  ...{ occurredAt: act.now, now: act.now, clockUncertaintyMs: act.clockUncertaintyMs },
  ...{ terminalId: actorText(act.actor), libraryId: act.actor.libraryId },
  ...{ fingerprint: '', receiptCode: act.receiptCode },
});

const askedOf = ({ id, act, now }: TransactInput) => ({ transactionId: id, act, now });

/** The patron has the book after all: who it was laid aside for meanwhile waits on, and it is under way no more. */
export async function lendAgain(
  tx: Writer,
  act: StaffAct,
  item: ItemRow,
  loan: LoanRow,
  eventId: string,
): Promise<void> {
  const moves = await movesOfLendingAgain(tx, act, item, loan);
  await addStaffEvent(tx, act, item, { kind: 'annul', undoOf: eventId });
  await writeMoves(tx, act, moves);
}

async function movesOfLendingAgain(
  db: Reader,
  { id, actor, now }: StaffAct,
  item: ItemRow,
  loan: LoanRow,
): Promise<Moves> {
  const asked = { transactionId: id, act: 'checkin', now } as const;
  const state = await readState(db, { ...asked, itemId: item.id, patronId: undefined });
  if (!state.item) throw new Error('an item that has been read is there');
  return movesOfCheckout(await currentRulebook(db), state.item, {
    ...{ patronId: loan.patron_id ?? undefined, at: loan.checked_out_at },
    ...{ by: actorText(actor), isBack: false, now },
  });
}

/** A copy is aside for one hold: where it changes hands, it is freed first. */
async function writeMoves(tx: Writer, act: StaffAct, moves: Moves): Promise<void> {
  const holds = Map.groupBy(moves.holds, ({ captured }) => captured !== undefined);
  await writeAll(tx, [
    part(
      END_TRANSITS,
      moves.ended.map((end) => endRow(end, act.now)),
    ),
    part(PUT_HOLDS, (holds.get(false) ?? []).map(holdRow)),
  ]);
  await writeAll(tx, [
    part(
      FORGET_HOLDS,
      moves.forNobody.map((id) => ({ id })),
    ),
    part(
      SEND,
      moves.sent.map((sent) => sendRow(sent, act)),
    ),
    part(PUT_HOLDS, (holds.get(true) ?? []).map(holdRow)),
  ]);
}
