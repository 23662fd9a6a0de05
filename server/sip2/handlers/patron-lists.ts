/** What 64 counts and lists of a patron: loans, holds, fees, and their limits. */
import type { FieldId } from '../protocol/fields.ts';
import type { Request } from '../request.ts';
import { echoOf } from '../request.ts';
import type { HoldFacts, PatronFacts } from '../rules/facts.ts';
import { isOfChild, limitOf, overdueOf } from '../rules/patron-status.ts';
import type { SummaryList } from '../rules/summary.ts';
import { listAsked, windowOf } from '../rules/summary.ts';

export type Fields = [FieldId, string | undefined][];

/** Lists and money that may be told of a known patron: none to whoever gave a wrong PIN. */
export interface Telling {
  readonly lists: boolean;
  readonly money: boolean;
}

const UNKNOWN = ' '.repeat(4);

/** A list that may not be told is not counted either: four blanks (SIP 2.00). Holds are those that lie ready; the others are unavailable. */
export function counts(patron: PatronFacts | undefined, { lists, money }: Telling, now: number) {
  const count = (list: readonly unknown[] | undefined, is: boolean) =>
    is && list ? four(list.length) : UNKNOWN;
  return {
    hold_items_count: count(patron && ready(patron), lists),
    overdue_items_count: count(patron && overdueOf(patron, now), lists),
    charged_items_count: count(patron?.loans, lists),
    fine_items_count: count(patron?.fees, money && patron !== undefined && !isOfChild(patron)),
    recall_items_count: count([], lists && patron !== undefined),
    unavailable_holds_count: count(patron && waiting(patron), lists),
  };
}

const four = (count: number): string => String(Math.min(count, 9999)).padStart(4, '0');
const ready = ({ holds }: PatronFacts): HoldFacts[] => holds.filter(({ isReady }) => isReady);
const waiting = ({ holds }: PatronFacts): HoldFacts[] => holds.filter(({ isReady }) => !isReady);

/** BZ CA CB: limits of holds, overdue loans and loans. */
export const limitFields = ({ policies }: PatronFacts): Fields => {
  const limit = (of: Parameters<typeof limitOf>[1]) => {
    const most = limitOf(policies, of);
    return most === undefined ? undefined : four(most);
  };
  return [
    ['BZ', limit('maxHolds')],
    ['CA', limit('maxOverdue')],
    ['CB', limit('maxLoans')],
  ];
};

export function listFields(request: Request, patron: PatronFacts, telling: Telling): Fields {
  const asked = listAsked(request.message.fixed['summary'] ?? '');
  if (!asked) return [];
  const { id, entries } = listOf(asked, request, patron, telling);
  const [start, end] = [echoOf(request, 'BP'), echoOf(request, 'BQ')];
  return windowOf(entries, start, end).map((entry) => [id, entry]);
}

interface List {
  readonly id: FieldId;
  readonly entries: readonly string[];
}

function listOf(
  asked: SummaryList,
  { account, now }: Request,
  patron: PatronFacts,
  { lists, money }: Telling,
): List {
  const named = (of: { readonly label?: string | undefined; readonly title: string }) =>
    account.lists === 'titles' ? of.title : (of.label ?? of.title);
  const list = (id: FieldId, entries: readonly string[], is = lists): List => ({
    id,
    entries: is ? entries : [],
  });
  switch (asked) {
    case 'holds':
      return list('AS', ready(patron).map(named));
    case 'overdue':
      return list('AT', overdueOf(patron, now).map(named));
    case 'charged':
      return list('AU', patron.loans.map(named));
    case 'fines':
      // What is about no book is named by itself: CG of 37 takes either.
      return list(
        'AV',
        patron.fees.map(({ id, label }) => label ?? id),
        money && !isOfChild(patron),
      );
    case 'recalls':
      return list('BU', []);
    case 'unavailable':
      return list('CD', waiting(patron).map(named));
  }
}

/** CC; đồng. */
export function feeLimit(patron: PatronFacts): Fields {
  const limit = limitOf(patron.policies, 'maxFeesOwed');
  return isOfChild(patron) || limit === undefined ? [] : [['CC', String(limit)]];
}
