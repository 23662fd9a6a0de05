/** A decision is taken back (docs/rules/conflicts.md, Q30). */
import { once } from '../../audit/once.ts';
import type { Done } from '../../audit/once.ts';
import type { ItemRow } from '../../catalogue/tables.ts';
import type { Reader, Writer } from '../../db/database.ts';
import type { ActAnswer } from '../desk-acts.ts';
import type { Refusal } from '../rules/refusal.ts';
import { refuse } from '../rules/refusal.ts';
import type { Condition } from '../rules/world.ts';
import type { StaffAct } from '../staff-event.ts';
import { addStaffEvent } from '../staff-event.ts';
import type { ConflictRow } from '../tables.ts';
import type { OfConflict } from './decide-store.ts';
import { conflictFor, keysOf } from './decide-store.ts';
import type { Decided } from './rules/may-undo.ts';
import { DAY_MS, whyNotUndone } from './rules/may-undo.ts';
import { insertStep, stepById } from './step-store.ts';
import type { ConflictStepRow } from './tables.ts';
import { lendAgain } from './take-back.ts';

/** `conflict-undo` */
export interface ConflictUndo extends StaffAct, OfConflict {
  readonly note?: string | undefined;
}
export type ConflictUndone = ActAnswer<{ readonly opened: number }>;

export const commands = {
  'conflict-undo': async (tx: Writer, act: ConflictUndo): Promise<ConflictUndone> => {
    const doing = { action: 'conflict-undo', keys: await keysOf(tx, act) };
    return once(tx, act, doing, async () => {
      const row = await conflictFor(tx, act);
      if (row?.decision_id === undefined || row.decision_id === null)
        return refuse('conflict-unknown');
      return undo(tx, act, row, await stepById(tx, row.decision_id));
    });
  },
};

type Opened = Omit<Extract<ConflictUndone, { outcome: 'accepted' }>, 'outcome'>;

async function undo(
  tx: Writer,
  act: ConflictUndo,
  row: ConflictRow,
  step: ConflictStepRow,
): Promise<Refusal | Done<Opened>> {
  const [decided] = await readDecided(tx, [{ step, itemId: row.item_id }]);
  const why = decided && whyNotUndone(decided, act.now);
  if (why) return why;
  if (step.event_id !== null) {
    if (await isForgotten(tx, row))
      return refuse('undo-too-late', { days: Math.floor((act.now - step.at) / DAY_MS) });
    const item = await itemOf(tx, row);
    // Found meanwhile, it is on a shelf and with nobody.
    if (step.choice === 'write-off' && item.condition !== 'lost') return refuse('undo-overtaken');
    await annul(tx, act, row, item, { ...step, event_id: step.event_id });
  }
  await insertStep(tx, act, { choice: 'undo' });
  const { numUpdatedRows } = await tx
    .updateTable('conflict')
    .set({ decision_id: null })
    .where('decision_id', '=', step.id)
    .executeTakeFirst();
  return {
    answer: { opened: Number(numUpdatedRows) },
    subject: { kind: 'conflict', id: act.transactionId },
    details: { undone: step.choice, conflict: row.kind },
  };
}

/** The patron has been cut from the loan, and its promise with it (Z1): opened again it would be nobody's. One of an unknown card never is. */
async function isForgotten(db: Reader, { loan_id, transaction_id }: ConflictRow): Promise<boolean> {
  const loan = await db
    .selectFrom('loan')
    .leftJoin('promised_loan as promised', 'promised.id', 'loan.id')
    .select(['loan.patron_id', 'promised.id as promise'])
    .where('loan.id', '=', loan_id ?? transaction_id)
    .executeTakeFirst();
  return loan?.patron_id === null && loan.promise === null;
}

/** In their order: what must be known to say whether they can still be undone. */
export async function readDecided(
  db: Reader,
  steps: readonly { readonly step: ConflictStepRow; readonly itemId: string | null }[],
): Promise<Decided[]> {
  const items = [...new Set(steps.flatMap(({ itemId }) => itemId ?? []))];
  const events =
    items.length === 0
      ? []
      : await db
          .selectFrom('circulation_event')
          .select(['id', 'item_id', 'occurred_at', 'recorded_at'])
          .where('item_id', 'in', items)
          .execute();
  return steps.map(({ step: { choice, at, event_id }, itemId }) => {
    const own = events.find(({ id }) => id === event_id);
    const hasGoneOn = events.some(
      ({ item_id, id, recorded_at, occurred_at }) =>
        item_id === itemId &&
        id !== event_id &&
        (recorded_at > at || (own !== undefined && occurred_at > own.occurred_at)),
    );
    return { choice: choice === 'undo' ? 'keep' : choice, at, hasGoneOn };
  });
}

const itemOf = (db: Reader, { item_id }: ConflictRow): Promise<ItemRow> =>
  db
    .selectFrom('item')
    .selectAll()
    .where('id', '=', item_id ?? '')
    .executeTakeFirstOrThrow();

async function annul(
  tx: Writer,
  act: ConflictUndo,
  { loan_id, transaction_id }: ConflictRow,
  item: ItemRow,
  step: ConflictStepRow & { readonly event_id: string },
): Promise<void> {
  if (step.choice === 'reverse') {
    const loan = await tx
      .selectFrom('loan')
      .selectAll()
      .where('id', '=', loan_id ?? transaction_id)
      .executeTakeFirstOrThrow();
    return lendAgain(tx, act, item, loan, step.event_id);
  }
  await addStaffEvent(tx, act, item, { kind: 'annul', undoOf: step.event_id });
  if (step.choice === 'write-off') await setCondition(tx, item, await conditionBefore(tx, step.id));
}

const setCondition = (tx: Writer, { id }: ItemRow, condition: Condition) =>
  tx.updateTable('item').set({ condition }).where('id', '=', id).execute();

/** The journal knows how it was. */
async function conditionBefore(db: Reader, actId: string): Promise<Condition> {
  const { details } = await db
    .selectFrom('audit')
    .select('details')
    .where('id', '=', actId)
    .executeTakeFirstOrThrow();
  const { before } = JSON.parse(details) as { before?: Condition };
  return before ?? 'ok';
}
