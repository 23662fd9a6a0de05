/** A promise whose card or item was unknown is carried out with what is known by now (docs/rules/conflicts.md, Q26). */
import type { Writer } from '../../db/database.ts';
import type { Match } from '../../libraries/rules/nearest.ts';
import { askedAt, carryOut } from '../carry-out.ts';
import { writeEffects } from '../effects.ts';
import { cancelLostFees } from '../lost-fee-store.ts';
import { resolveLocked } from '../number-store.ts';
import type { Resolved } from '../number-store.ts';
import type { Refusal } from '../rules/refusal.ts';
import { refuse } from '../rules/refusal.ts';
import { unclearCard, unclearItem } from '../rules/unclear.ts';
import type { StaffAct } from '../staff-event.ts';
import type { TransactInput } from '../store.ts';
import { readState } from '../world-store.ts';
import { itemFor, patronFor } from '../../staff/reach-store.ts';
import { actOf } from './standing-store.ts';
import type { Standing } from './standing-store.ts';

/** What staff say of a number that is several’s, or was misread. */
export interface Meant {
  readonly itemId?: string | undefined;
  readonly patronId?: string | undefined;
}

/** @returns why nothing was done; undefined: it was */
export async function retry(
  tx: Writer,
  act: StaffAct & Meant,
  standing: Standing,
): Promise<Refusal | undefined> {
  const input = inputOf(act, standing);
  if (!input) return refuse('choice-not-possible');
  const { itemId, patronId } = act;
  if (itemId !== undefined && !(await itemFor(tx, act, itemId))) return refuse('item-unknown');
  if (patronId !== undefined && !(await patronFor(tx, act, patronId)))
    return refuse('patron-unknown');
  const resolved = await resolveAgain(tx, input, act, standing);
  const still = stillUnclear(resolved, input, standing);
  if (still) return still;
  const read = await readState(tx, askedOf(input, resolved));
  // What it was answered before is no reason to ask staff again.
  const state = { ...read, attempt: undefined, promise: undefined };
  const effects = await carryOut(tx, input, resolved, state);
  if (standing.event && state.patron) await nameThePatron(tx, input.id, state.patron.id);
  const again = { ...effects, standing: { event: standing.event !== undefined } };
  await writeEffects(tx, [again]);
  await cancelLostFees(tx, again);
  return undefined;
}

/** What the terminal asked, as far as it was kept. */
function inputOf(act: StaffAct, standing: Standing): TransactInput | undefined {
  const { row, details, outcome, event } = standing;
  const kind = actOf(standing);
  const identifier = textIn(details['identifier']);
  if (!outcome || !kind || identifier === undefined) return undefined;
  // A clock that ran ahead was brought back to the hour of its arrival (T7).
  const claimedAt = Math.min(numberIn(details['claimedAt']) ?? act.now, outcome.recorded_at);
  return {
    ...{ id: row.transaction_id, act: kind, mode: 'promise', now: act.now },
    ...{ card: textIn(details['card']), item: { identifier, owner: textIn(details['owner']) } },
    occurredAt: event?.occurred_at ?? claimedAt,
    undoOf: event?.undo_of ?? textIn(details['undoOf']),
    dueAt: event?.due_at ?? numberIn(details['promisedDueAt']),
    ...{ terminalId: outcome.terminal_id, libraryId: row.library_id },
    ...{ fingerprint: outcome.fingerprint, receiptCode: outcome.receipt_code ?? '' },
    clockUncertaintyMs: act.clockUncertaintyMs,
  };
}

const textIn = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;
const numberIn = (value: unknown): number | undefined =>
  typeof value === 'number' ? value : undefined;

/** What was found then stays found. */
async function resolveAgain(
  tx: Writer,
  input: TransactInput,
  { itemId, patronId }: Meant,
  { row }: Standing,
): Promise<Resolved> {
  const [numbers] = await resolveLocked(tx, [input]);
  if (!numbers) throw new Error('one question has one answer');
  return {
    ...numbers,
    item: known(row.item_id ?? itemId) ?? numbers.item,
    patron: known(row.patron_id ?? patronId) ?? numbers.patron,
  };
}

const known = (id: string | undefined): Match | undefined =>
  id === undefined ? undefined : { kind: 'one', target: id };

function stillUnclear(
  { item, patron }: Resolved,
  input: TransactInput,
  { row }: Standing,
): Refusal | undefined {
  if (item.kind !== 'one') return unclearItem(item.kind);
  const asksCard = input.act !== 'checkin' && row.item_id !== null;
  return asksCard && patron.kind !== 'one' ? unclearCard(patron.kind) : undefined;
}

function askedOf(input: TransactInput, { item, patron }: Resolved) {
  return {
    ...{ transactionId: input.id, act: input.act, ...askedAt(input) },
    itemId: item.kind === 'one' ? item.target : undefined,
    patronId: patron.kind === 'one' ? patron.target : undefined,
  };
}

/** The one change that an event ever sees beside its cut: it was always theirs. */
async function nameThePatron(tx: Writer, id: string, patronId: string): Promise<void> {
  await tx
    .updateTable('circulation_event')
    .set({ patron_id: patronId })
    .where('id', '=', id)
    .execute();
  await tx.updateTable('loan').set({ patron_id: patronId }).where('id', '=', id).execute();
}
