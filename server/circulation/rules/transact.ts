/**
 * One checkout, checkin or renewal, decided (design decision 5). An attempt meets the rules. A promise has happened already: it is always
 * taken, and what the rules would have refused becomes a conflict for staff.
 */
import { decideCheckin, foundAgain } from './checkin.ts';
import { decideCheckout, promisedDueDate, refusalsOfCheckout } from './checkout.ts';
import type { Refusal } from './refusal.ts';
import { decideRenew } from './renew.ts';
import type { ItemEvent, Loan } from './timeline.ts';
import { unclearItem } from './unclear.ts';
import type { Condition, World } from './world.ts';
import type { Destination } from './checkin.ts';
import type { Route } from './route.ts';

export interface TransactionFacts {
  readonly id: string;
  readonly act: 'checkout' | 'checkin' | 'renew';
  readonly mode: 'attempt' | 'promise';
  readonly terminalId: string;
  readonly libraryId: string;
  readonly claimedAt: number;
  /** Its place in time. */
  readonly at: number;
  /** Epoch milliseconds, the server's. */
  readonly now: number;
  /** A return that says nothing of where the book is now. */
  readonly isLate: boolean;
  /** The date that the terminal has told the patron, of a promise. */
  readonly dueAt?: number | undefined;
  /** Set on the checkin that takes back a loan just made. */
  readonly undo?:
    | {
        readonly of: string;
        /** Undefined: that checkout has not arrived. */ readonly loan?: Loan | undefined;
      }
    | undefined;
}

export type Decision =
  | { readonly outcome: 'refused'; readonly refusal: Refusal }
  | {
      readonly outcome: 'accepted';
      /** Absent when a promise speaks of an item that nobody knows. */
      readonly event?: ItemEvent;
      readonly dueAt?: number;
      readonly destination?: Destination;
      /** checkin: where it goes; absent when it is told late. */
      readonly route?: Route;
      readonly wasNotOnLoan?: boolean;
      readonly condition?: Condition;
      /** All that the rules have against what was promised; of one's own earlier loan, that is nothing. */
      readonly overruled?: readonly Refusal[];
    };

export type Accepted = Extract<Decision, { outcome: 'accepted' }>;

export function decide(facts: TransactionFacts, world: World): Decision {
  const decision = decideByAct(facts, world);
  if (decision.outcome === 'accepted' || facts.mode === 'attempt') return decision;
  return promised(facts, world, decision.refusal);
}

function decideByAct(facts: TransactionFacts, world: World): Decision {
  switch (facts.act) {
    case 'checkout': {
      const decision = decideCheckout(world, facts.at);
      if (decision.kind === 'refused') return { outcome: 'refused', refusal: decision.refusal };
      return lent(facts, world, decision.dueAt);
    }
    case 'renew': {
      const decision = decideRenew(world, facts.at);
      if (decision.kind === 'refused') return { outcome: 'refused', refusal: decision.refusal };
      return lent(facts, world, decision.dueAt);
    }
    case 'checkin': {
      const decision = decideCheckin(world, facts.now, facts.isLate);
      if (decision.kind === 'refused') return { outcome: 'refused', refusal: decision.refusal };
      const { destination, route, wasNotOnLoan, condition } = decision;
      return {
        outcome: 'accepted',
        destination,
        ...(!facts.isLate && { route }),
        wasNotOnLoan,
        condition,
        event: eventOf(facts, world),
      };
    }
  }
}

/** What a promise has told the patron is kept to. */
function lent(facts: TransactionFacts, world: World, reckoned: number): Accepted {
  const dueAt = (facts.mode === 'promise' ? facts.dueAt : undefined) ?? reckoned;
  return { outcome: 'accepted', dueAt, event: eventOf(facts, world, dueAt) };
}

/** The loan, return or renewal that has happened already, whatever the rules say now. */
function promised(facts: TransactionFacts, world: World, overruled: Refusal): Decision {
  // Whatever else is wrong with it: without an item there is no loan to make.
  if (world.item.kind !== 'one')
    return { outcome: 'accepted', overruled: [unclearItem(world.item.kind)] };
  const { loan } = world.item.value;
  const reckoned = promisedDueDate(world, facts.at);
  const dueAt = facts.act === 'renew' ? Math.max(reckoned, loan?.dueAt ?? 0) : reckoned;
  const all = facts.act === 'checkout' ? refusalsOfCheckout(world, facts.at) : [overruled];
  return {
    ...lent(facts, world, dueAt),
    // The same person's earlier loan of the same book simply goes on under this one.
    overruled: all.filter(({ code }) => code !== 'own-loan'),
    // What somebody has in hand is not missing.
    ...(facts.act === 'checkout' && { condition: foundAgain(world.item.value.condition) }),
  };
}

/** What a return puts among the events of its item, before it is known where it leads. */
export const returnEvent = (facts: Omit<TransactionFacts, 'isLate'>): ItemEvent => ({
  ...{ id: facts.id, occurredAt: facts.at, claimedAt: facts.claimedAt },
  ...{ terminalId: facts.terminalId, libraryId: facts.libraryId, undoOf: undoneBy(facts) },
  kind: undoneBy(facts) === undefined ? 'checkin' : 'undo',
});

function eventOf(facts: TransactionFacts, world: World, dueAt?: number): ItemEvent {
  const { id, at, claimedAt, terminalId, libraryId } = facts;
  const undoOf = undoneBy(facts);
  return {
    id,
    kind: undoOf === undefined ? facts.act : 'undo',
    occurredAt: at,
    claimedAt,
    terminalId,
    libraryId,
    patronId: patronOf(facts, world),
    dueAt,
    undoOf,
  };
}

/** The terminal that made a loan, and staff at the desk (`staff:…`). */
export const mayTakeBack = (terminalId: string, loan: Pick<Loan, 'terminalId'>): boolean =>
  loan.terminalId === terminalId || terminalId.startsWith('staff:');

/** Nobody else takes a loan back; from any other terminal it is an ordinary return. */
function undoneBy({
  act,
  undo,
  terminalId,
}: Pick<TransactionFacts, 'act' | 'undo' | 'terminalId'>): string | undefined {
  if (act !== 'checkin' || !undo) return undefined;
  return undo.loan === undefined || mayTakeBack(terminalId, undo.loan) ? undo.of : undefined;
}

/** Who it is about: the card given, else whoever has the item. */
function patronOf({ act }: TransactionFacts, { patron, item }: World): string | undefined {
  if (patron?.kind === 'one' && act !== 'checkin') return patron.value.id;
  return act !== 'checkout' && item.kind === 'one' ? item.value.loan?.patronId : undefined;
}
