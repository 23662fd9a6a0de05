/** A return is taken whatever the state of the loan (docs/rules/circulation.md, I): only an unclear number can stop it. */
import type { Refusal } from './refusal.ts';
import { unclearItem } from './unclear.ts';
import type { Condition, ItemStanding, World } from './world.ts';

export type Destination = 'shelf' | 'hold' | 'other-library';

export type CheckinDecision =
  | {
      readonly kind: 'accepted';
      readonly destination: Destination;
      readonly wasNotOnLoan: boolean;
      /** A lost or missing item that is laid down has been found. */
      readonly condition: Condition;
    }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

export function decideCheckin(world: World): CheckinDecision {
  if (world.item.kind !== 'one') return { kind: 'refused', refusal: unclearItem(world.item.kind) };
  const item = world.item.value;
  return {
    kind: 'accepted',
    destination: destinationOf(item, world.libraryId),
    wasNotOnLoan: item.loan === undefined,
    condition: item.condition === 'lost' || item.condition === 'missing' ? 'ok' : item.condition,
  };
}

function destinationOf(item: ItemStanding, here: string): Destination {
  if (item.waiting) return item.waiting.pickupLibraryId === here ? 'hold' : 'other-library';
  return item.homeLibraryId === here ? 'shelf' : 'other-library';
}
