/** Blocks: why a patron may not borrow (docs/rules/circulation.md, B). */
import { actorText } from '../audit/actor.ts';
import { once } from '../audit/once.ts';
import type { Reader, Writer } from '../db/database.ts';
import type { ActAnswer, BlockEnd, BlockPut } from '../circulation/desk-acts.ts';
import { refuse } from '../circulation/rules/refusal.ts';
import { patronFor } from '../staff/reach-store.ts';

export type BlockPutAnswer = ActAnswer<{ readonly blockId: string }>;
export type BlockEnded = ActAnswer<{ readonly ended: number }>;

/** What another maker's kiosk puts on when it keeps a card, and may lift again (SIP2 01 and 25). */
const LIFTED_BY_KIOSKS = 'card-retained';

export const commands = {
  'block-put': (tx: Writer, act: BlockPut): Promise<BlockPutAnswer> =>
    once(tx, act, { action: 'block-put', keys: [`patron ${act.patronId}`] }, async () => {
      if (!(await patronFor(tx, act, act.patronId))) return refuse('patron-unknown');
      const known = await openBlock(tx, act);
      if (known) await addNote(tx, known, act.note);
      else await insertBlock(tx, act);
      return {
        answer: { blockId: known?.id ?? act.id },
        subject: { kind: 'patron', id: act.patronId },
        details: { reason: act.reason },
      };
    }),

  'block-end': (tx: Writer, act: BlockEnd): Promise<BlockEnded> =>
    once(tx, act, { action: 'block-end', keys: [`patron ${act.patronId}`] }, async () => {
      if (!(await patronFor(tx, act, act.patronId))) return refuse('patron-unknown');
      const ended = await endBlocks(tx, act);
      if (ended === 0 && act.blockId !== undefined) return refuse('block-unknown');
      const which = act.blockId === undefined ? (act.reason ?? LIFTED_BY_KIOSKS) : act.blockId;
      return {
        answer: { ended },
        subject: { kind: 'patron', id: act.patronId },
        details: { block: which },
      };
    }),
};

const openBlock = (db: Reader, { patronId, reason }: BlockPut) =>
  db
    .selectFrom('patron_block')
    .select(['id', 'note'])
    .where('patron_id', '=', patronId)
    .where('reason', '=', reason)
    .where('ended_at', 'is', null)
    .orderBy('since')
    .orderBy('id')
    .executeTakeFirst();

/** The same reason again may be known better now. */
async function addNote(
  tx: Writer,
  known: { readonly id: string; readonly note: string },
  note = '',
): Promise<void> {
  if (note === '' || known.note.includes(note)) return;
  const both = known.note === '' ? note : `${known.note}\n${note}`;
  await tx.updateTable('patron_block').set({ note: both }).where('id', '=', known.id).execute();
}

const insertBlock = (tx: Writer, { id, patronId, reason, note, actor, now }: BlockPut) =>
  tx
    .insertInto('patron_block')
    .values({
      ...{ id, patron_id: patronId, reason, note: note ?? '' },
      ...{ library_id: actor.libraryId, since: now, since_by: actorText(actor) },
    })
    .execute();

async function endBlocks(
  tx: Writer,
  { patronId, blockId, reason = LIFTED_BY_KIOSKS, actor, now }: BlockEnd,
): Promise<number> {
  const { numUpdatedRows } = await tx
    .updateTable('patron_block')
    .set({ ended_at: now, ended_by: actorText(actor) })
    .where('patron_id', '=', patronId)
    .where('ended_at', 'is', null)
    .where((block) =>
      blockId === undefined ? block('reason', '=', reason) : block('id', '=', blockId),
    )
    .executeTakeFirst();
  return Number(numUpdatedRows);
}
