/** Trying the rules out on a patron and an item as they are now, or on ones of a class (docs/rules/circulation.md, W). */
import type { z } from 'zod';
import type { Reader } from '../../db/database.ts';
import { dayIn, endOfDay } from '../../libraries/rules/day.ts';
import type { Match } from '../../libraries/rules/nearest.ts';
import type { Reach } from '../../staff/reach.ts';
import { itemFor, libraryFor, patronFor } from '../../staff/reach-store.ts';
import { resolve } from '../number-store.ts';
import type { Resolved } from '../number-store.ts';
import type { Refusal } from '../rules/refusal.ts';
import { refuse } from '../rules/refusal.ts';
import { unclearCard } from '../rules/unclear.ts';
import type { ItemStanding, PatronStanding, World } from '../rules/world.ts';
import { readState } from '../world-store.ts';
import { tryOut } from './rules/try-out.ts';
import type { Verdict } from './rules/try-out.ts';
import type { TryAnswer, TryRequest } from './schema.ts';
import { ruleView } from './view.ts';

export type Trying = z.output<typeof TryRequest> & { readonly reach: Reach };
export type Tried = z.infer<typeof TryAnswer>;

export const queries = {
  'rule-try': async (db: Reader, asked: Trying): Promise<Tried | undefined> => {
    const library = await libraryFor(db, asked.reach, asked.library);
    if (!library) return undefined;
    const numbers = await resolve(db, numbersOf(asked));
    const at = noonOf(library.timeZone, asked.day);
    const patronId = await patronIdOf(db, asked, numbers.patron);
    if (typeof patronId === 'object') return refused(patronId);
    const itemId = await itemIdOf(db, asked, numbers.item);
    const act = { transactionId: '', act: 'checkout', now: at } as const;
    const state = await readState(db, { ...act, patronId, itemId });
    const patron = state.patron ?? anyPatron(asked);
    if (!patron) return refused(refuse('patron-unknown'));
    const item = found(state.item ?? anyItem(asked), numbers.item);
    const whose = { ...patron, loansOfClass: await loansOfClass(db, patron, asked) };
    const trial = { book: numbers.book, libraryId: library.id, patron: whose, item, at };
    return answerOf(
      tryOut({ ...trial, daysLate: asked.daysLate }),
      numbers,
      library.timeZone,
      asked,
    );
  },
};

const numbersOf = ({ library, patron, item }: Trying) => ({
  libraryId: library,
  card: 'card' in patron ? patron.card : undefined,
  item: 'label' in item ? { identifier: item.label } : undefined,
});

/** The end of a day is when loans fall due; its middle is when people come. */
const noonOf = (timeZone: string, day: string): number => endOfDay(timeZone, day) - 12 * 3_600_000;

/** Only of one's own libraries: a trial tells what somebody owes and has. @returns undefined: of a class */
async function patronIdOf(
  db: Reader,
  { reach, patron }: Trying,
  match: Match,
): Promise<string | undefined | Refusal> {
  if ('class' in patron) return undefined;
  if ('card' in patron && match.kind !== 'one') return unclearCard(match.kind);
  const id = 'id' in patron ? patron.id : match.kind === 'one' ? match.target : '';
  return (await patronFor(db, reach, id)) ? id : refuse('patron-unknown');
}

/** @returns undefined: unclear, or of a class */
async function itemIdOf(
  db: Reader,
  { reach, item }: Trying,
  match: Match,
): Promise<string | undefined> {
  if ('id' in item) return (await itemFor(db, reach, item.id))?.id;
  return match.kind === 'one' ? match.target : undefined;
}

/** Several is said of a label only. */
const found = (item: ItemStanding | undefined, match: Match): World['item'] =>
  item ? { kind: 'one', value: item } : { kind: match.kind === 'several' ? 'several' : 'none' };

/** Of a book by name they are read with it; of a class by name they count as well (C15). */
async function loansOfClass(db: Reader, patron: PatronStanding, { item }: Trying): Promise<number> {
  if (!('class' in item)) return patron.loansOfClass;
  const { count } = await db
    .selectFrom('loan')
    .innerJoin('item', 'item.id', 'loan.item_id')
    .select((e) => e.fn.countAll<number | string>().as('count'))
    .where('loan.patron_id', '=', patron.id)
    .where('loan.ended_at', 'is', null)
    .where('item.item_class', '=', item.class)
    .executeTakeFirstOrThrow();
  return Number(count);
}

const anyPatron = ({ patron }: Trying): PatronStanding | undefined =>
  'class' in patron
    ? {
        ...{ id: 'anybody', patronClass: patron.class, blocks: [], feesOwed: 0 },
        ...{ loans: 0, overdue: 0, loansOfClass: 0, holds: 0 },
      }
    : undefined;

const anyItem = ({ item, library }: Trying): ItemStanding | undefined =>
  'class' in item
    ? {
        ...{ id: 'any', itemClass: item.class, condition: 'ok' },
        ...{ homeLibraryId: library, currentLibraryId: library },
      }
    : undefined;

const told = ({ code, params }: Refusal) => ({ code, params: { ...params } });

const refused = (refusal: Refusal): Tried => ({
  outcome: 'refused',
  refusal: told(refusal),
  questions: [{ question: refusal.code, answer: 'refused', refusal: told(refusal) }],
});

function answerOf(
  { refusal, policy, questions, overdueCost, dueAt, outcome, why }: Verdict,
  { book }: Resolved,
  timeZone: string,
  { daysLate }: Trying,
): Tried {
  return {
    ...{ outcome, why, dueAt },
    refusal: refusal && told(refusal),
    dueOn: dueAt === undefined ? undefined : dayIn(timeZone, dueAt),
    rule: policy && ruleView(book.tree, policy),
    questions: questions.map(({ refusal: no, ...asked }) => ({
      ...asked,
      refusal: no && told(no),
    })),
    overdue: overdueCost === undefined ? undefined : { daysLate, cost: overdueCost },
  };
}
