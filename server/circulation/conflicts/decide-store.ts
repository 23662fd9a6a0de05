/** Staff settle conflicts (docs/rules/conflicts.md, Q20–Q34). */
import { once } from '../../audit/once.ts';
import type { Done } from '../../audit/once.ts';
import type { Reader, Writer } from '../../db/database.ts';
import { libraryInReach } from '../../staff/reach.ts';
import type { Reach } from '../../staff/reach.ts';
import type { ActAnswer } from '../desk-acts.ts';
import { currentRulebook } from '../rulebook-store.ts';
import type { Refusal } from '../rules/refusal.ts';
import { refuse } from '../rules/refusal.ts';
import type { ConflictRow } from '../tables.ts';
import type { Choice } from './rules/choices.ts';
import { choicesFor, isDecision, NEWS, settlesAll } from './rules/choices.ts';
import { doChoice } from './do-choice.ts';
import { matterOf, readStandings } from './standing-store.ts';
import type { Standing } from './standing-store.ts';
import { insertStep, whoDecided } from './step-store.ts';
import type { Meant } from './retry.ts';
import type { GoesTo, TakeBack } from './take-back.ts';

/** Which conflict: its row. */
export interface OfConflict {
  readonly transactionId: string;
  readonly kind: string;
}

/** `conflict-decide`. `receiptCode`: of the return that taking a loan back is; `itemId`, `patronId`: what was meant, of `retry`. */
export interface ConflictDecide extends TakeBack, OfConflict, Meant {
  readonly choice: Choice;
  readonly note?: string | undefined;
}
/** `settled`: how many conflicts it was for; `goesTo`: where the book is to be put, of a loan that was taken back. */
export type ConflictDecided = ActAnswer<{
  readonly settled: number;
  readonly goesTo?: GoesTo;
}>;

export const commands = {
  'conflict-decide': async (tx: Writer, act: ConflictDecide): Promise<ConflictDecided> => {
    const doing = { action: `conflict-${act.choice}`, keys: await keysOf(tx, act) };
    return once(tx, act, doing, async () => {
      const standing = await standingInReach(tx, act);
      return 'code' in standing ? standing : decide(tx, act, standing);
    });
  },
};

/** Nobody else changes the book, its line or the money of who has it meanwhile. */
export async function keysOf(db: Reader, { transactionId, kind }: OfConflict): Promise<string[]> {
  const row = await db
    .selectFrom('conflict')
    .leftJoin('item', 'item.id', 'conflict.item_id')
    .select(['conflict.item_id', 'conflict.patron_id', 'item.title_id'])
    .where('conflict.transaction_id', '=', transactionId)
    .where('conflict.kind', '=', kind)
    .executeTakeFirst();
  const named = (name: string, id: string | null | undefined) => (id ? [`${name} ${id}`] : []);
  return [
    `conflict ${transactionId}`,
    `transaction ${transactionId}`,
    ...named('item', row?.item_id),
    ...named('title', row?.title_id),
    ...named('patron', row?.patron_id),
  ];
}

async function standingInReach(db: Reader, act: ConflictDecide): Promise<Refusal | Standing> {
  const row = await conflictFor(db, act);
  if (!row) return refuse('conflict-unknown');
  if (row.decision_id !== null)
    return refuse('conflict-decided', await whoDecided(db, row.decision_id));
  if (row.closed_at !== null) return refuse('conflict-over');
  const [standing] = await readStandings(db, [row]);
  return standing ?? refuse('conflict-unknown');
}

export const conflictFor = (
  db: Reader,
  { actor, transactionId, kind }: OfConflict & Pick<Reach, 'actor'>,
): Promise<ConflictRow | undefined> =>
  db
    .selectFrom('conflict')
    .selectAll()
    .where('transaction_id', '=', transactionId)
    .where('kind', '=', kind)
    .where(libraryInReach({ actor }, 'conflict.library_id'))
    .executeTakeFirst();

type Settled = Omit<Extract<ConflictDecided, { outcome: 'accepted' }>, 'outcome'>;

async function decide(
  tx: Writer,
  act: ConflictDecide,
  standing: Standing,
): Promise<Refusal | Done<Settled>> {
  const { choice } = act;
  const book = await currentRulebook(tx);
  const choices = choicesFor(matterOf(book, standing, act.now));
  if (!choices.includes(choice)) return refuse('choice-not-possible');
  const done = await doChoice(tx, act, choice, standing, book);
  if ('code' in done) return done;
  await insertStep(tx, act, { choice, eventId: done.eventId });
  const settled = isDecision(choice) ? await settle(tx, act) : 0;
  return {
    answer: { settled, ...(done.goesTo && { goesTo: done.goesTo }) },
    subject: { kind: 'conflict', id: act.transactionId },
    details: { ...done.details, conflict: act.kind },
  };
}

async function settle(tx: Writer, act: ConflictDecide): Promise<number> {
  let rows = tx
    .updateTable('conflict')
    .set({ decision_id: act.id })
    .where('transaction_id', '=', act.transactionId)
    .where('decision_id', 'is', null)
    .where('closed_at', 'is', null);
  rows = settlesAll(act.choice)
    ? rows.where((row) => row.or([row('kind', '=', act.kind), row('kind', 'not in', NEWS)]))
    : rows.where('kind', '=', act.kind);
  const { numUpdatedRows } = await rows.executeTakeFirst();
  return Number(numUpdatedRows);
}
