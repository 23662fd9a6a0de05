/** A return is taken whatever the state of the loan (docs/rules/circulation.md, I): only an unclear number can stop it. */
import type { Refusal } from './refusal.ts';
import type { Route } from './route.ts';
import { routeOf } from './route.ts';
import { unclearItem } from './unclear.ts';
import type { Condition, World } from './world.ts';

export type Destination = 'shelf' | 'hold' | 'other-library';

export type CheckinDecision =
  | {
      readonly kind: 'accepted';
      readonly destination: Destination;
      readonly route: Route;
      readonly wasNotOnLoan: boolean;
      /** A lost or missing item that is laid down has been found. */
      readonly condition: Condition;
    }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/**
 * @param now epoch milliseconds: a book that is kept for somebody is kept from now on, whenever it came back
 * @param isLate it is told late, and says nothing of where the book is now
 */
export function decideCheckin(world: World, now: number, isLate = false): CheckinDecision {
  if (world.item.kind !== 'one') return { kind: 'refused', refusal: unclearItem(world.item.kind) };
  const { book, libraryId: here, item } = world;
  const condition = isLate ? item.value.condition : foundAgain(item.value.condition);
  const copy = { ...item.value, condition };
  const route = isLate
    ? { to: copy.homeLibraryId }
    : routeOf(book, copy, here, item.value.line, now);
  return {
    kind: 'accepted',
    destination: destinationOf(route, here),
    route,
    wasNotOnLoan: item.value.loan === undefined,
    condition,
  };
}

export const foundAgain = (condition: Condition): Condition =>
  condition === 'lost' || condition === 'missing' ? 'ok' : condition;

function destinationOf({ to, hold }: Route, here: string): Destination {
  if (to !== here) return 'other-library';
  return hold ? 'hold' : 'shelf';
}
