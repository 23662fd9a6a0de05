/** What a choice does to the loan (docs/rules/conflicts.md, Q21–Q27). */
import type { ItemRow } from '../../catalogue/tables.ts';
import type { Reader, Writer } from '../../db/database.ts';
import { release } from '../marks/store.ts';
import type { Refusal } from '../rules/refusal.ts';
import { refuse } from '../rules/refusal.ts';
import type { Rulebook } from '../rules/rulebook.ts';
import { addStaffEvent } from '../staff-event.ts';
import type { Meant } from './retry.ts';
import { retry } from './retry.ts';
import type { Choice } from './rules/choices.ts';
import type { LoanOfPatron, Standing } from './standing-store.ts';
import { recallOf } from './standing-store.ts';
import type { GoesTo, TakeBack } from './take-back.ts';
import { takeBack } from './take-back.ts';

export interface Chosen {
  /** The event that undoing it annuls. */
  readonly eventId?: string;
  /** reverse */
  readonly goesTo?: GoesTo;
  /** For the journal. */
  readonly details?: Readonly<Record<string, unknown>>;
}

export async function doChoice(
  tx: Writer,
  act: TakeBack & Meant,
  choice: Choice,
  standing: Standing,
  book: Rulebook,
): Promise<Refusal | Chosen> {
  switch (choice) {
    case 'keep':
    case 'seen':
    case 'contact':
      return {};
    case 'retry':
      return (await retry(tx, act, standing)) ?? {};
    case 'recall':
    case 'reverse':
    case 'write-off': {
      const about = await aboutLoan(tx, standing);
      return about ? END[choice](tx, act, { ...about, standing, book }) : refuse('item-unknown');
    }
  }
}

interface About {
  readonly item: ItemRow;
  readonly loan: LoanOfPatron;
  readonly standing: Standing;
  readonly book: Rulebook;
}

async function aboutLoan(
  db: Reader,
  { loan }: Standing,
): Promise<Pick<About, 'item' | 'loan'> | undefined> {
  const item =
    loan &&
    (await db.selectFrom('item').selectAll().where('id', '=', loan.item_id).executeTakeFirst());
  return item && loan && { item, loan };
}

type Act = (tx: Writer, act: TakeBack, about: About) => Promise<Refusal | Chosen>;

const END: Readonly<Record<'recall' | 'reverse' | 'write-off', Act>> = {
  recall: async (tx, act, { item, loan, standing, book }) => {
    const dueAt = recallOf(book, standing, act.now);
    if (dueAt === undefined) return refuse('choice-not-possible');
    const patronId = loan.patron_id ?? undefined;
    await addStaffEvent(tx, act, item, { kind: 'recall', patronId, dueAt });
    return { eventId: act.id, details: { before: { dueAt: loan.due_at }, after: { dueAt } } };
  },

  reverse: async (tx, act, { item, loan }) => {
    const goesTo = await takeBack(tx, act, item, loan);
    return { eventId: act.id, goesTo };
  },

  'write-off': async (tx, act, { item, loan }) => {
    const patronId = loan.patron_id ?? undefined;
    await addStaffEvent(tx, act, item, { kind: 'written-off', patronId });
    await tx.updateTable('item').set({ condition: 'lost' }).where('id', '=', item.id).execute();
    await release(tx, act, item.id);
    return { eventId: act.id, details: { before: item.condition, after: 'lost' } };
  },
};
