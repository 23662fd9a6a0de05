/**
 * What a checkout or a return does to the holds and the transits of its title (docs/rules/circulation.md, H and V): who has the book waits
 * no longer, a copy that is left over goes to the next in the line, what comes in is sent on.
 */
import type { Hold } from './hold.ts';
import type { Copy, Line } from './line.ts';
import { couldServe, keptFor, lineWith } from './line.ts';
import type { Route } from './route.ts';
import { routeOf } from './route.ts';
import type { Rulebook } from './rulebook.ts';
import type { ItemStanding, Transit } from './world.ts';

export interface Moves {
  /** As they stand now. */
  readonly holds: readonly Hold[];
  readonly sent: readonly Sending[];
  readonly ended: readonly { readonly id: string; readonly how: 'arrived' | 'overtaken' }[];
  /** Transits that go on to where they were going, for nobody any more. */
  readonly forNobody: readonly string[];
}

export interface Sending {
  readonly itemId: string;
  readonly fromLibraryId: string;
  readonly toLibraryId: string;
  readonly holdId?: string | undefined;
}

export const NO_MOVES: Moves = { holds: [], sent: [], ended: [], forNobody: [] };

/** What was laid down here goes on by its route. */
export function movesOfReturn(
  item: Pick<ItemStanding, 'id' | 'transit' | 'currentLibraryId' | 'line'>,
  here: string,
  { to, hold }: Route,
): Moves {
  const { transit, line } = item;
  const holds = hold && hold !== keptFor(line, item.id) ? [hold] : [];
  // Scanned once more where it waits for the van: nothing has moved.
  const stays = to !== here && item.currentLibraryId === here && isSame(transit, to, hold);
  if (stays) return { ...NO_MOVES, holds };
  const how = transit?.toLibraryId === here ? 'arrived' : 'overtaken';
  return {
    holds,
    ended: transit ? [{ id: transit.id, how }] : [],
    sent: to === here ? [] : [sending(item.id, here, to, hold)],
    forNobody: [],
  };
}

const isSame = (transit: Transit | undefined, to: string, hold: Hold | undefined): boolean =>
  transit !== undefined && transit.toLibraryId === to && transit.holdId === hold?.id;

export interface Taking {
  readonly patronId: string | undefined;
  /** When it was taken; holds placed after that are waited for still. Epoch milliseconds. */
  readonly at: number;
  /** `kind:id`, see Actor. */
  readonly by: string;
  /** Told late: the book has come back since. */
  readonly isBack: boolean;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Somebody has taken a copy. */
export function movesOfCheckout(book: Rulebook, item: ItemStanding, taking: Taking): Moves {
  const { line, transit } = item;
  const ended = transit && !taking.isBack ? [{ id: transit.id, how: 'overtaken' as const }] : [];
  if (!line) return { ...NO_MOVES, ended };
  const own = ownHolds(line, item.id, taking);
  const aside = own.filter(({ captured }) => captured && isLeft(captured.itemId, item, taking));
  const taken = own.map((hold) => pickedUp(hold, aside.includes(hold), taking));
  const kept = taking.isBack ? undefined : keptFor(line, item.id);
  const back = kept && !own.includes(kept) ? [{ ...kept, captured: undefined }] : [];
  const changed = [...taken, ...back];
  const left = line.copies.filter(({ id }) =>
    aside.some(({ captured }) => captured?.itemId === id),
  );
  return left.reduce<Moves>(
    (moves, copy) =>
      joined(moves, movesOfLeft(book, copy, item, lineWith(line, moves.holds), taking.now)),
    { ...NO_MOVES, holds: changed, ended },
  );
}

/** What this book was sent for when it came back last is decided again; another copy goes on where it was going. */
function movesOfLeft(
  book: Rulebook,
  copy: Copy,
  item: ItemStanding,
  line: Line,
  now: number,
): Moves {
  if (copy.id !== item.id || !copy.transit) return movesOfLeftCopy(book, copy, line, now);
  const again = movesOfLeftCopy(book, { ...copy, transit: undefined }, line, now);
  return { ...again, ended: [{ id: copy.transit.id, how: 'overtaken' }] };
}

const ownHolds = (line: Line, itemId: string, { patronId, at }: Taking): Hold[] =>
  line.holds.filter(
    (hold) =>
      patronId !== undefined &&
      hold.patronId === patronId &&
      hold.placedAt <= at &&
      couldServe(hold, itemId),
  );

/** Another copy lies aside for who has taken this one; or this one has come back since, and was taken aside once more. */
const isLeft = (capturedId: string, item: ItemStanding, { isBack }: Taking): boolean =>
  capturedId !== item.id || isBack;

const pickedUp = (hold: Hold, leavesCopy: boolean, { at, by }: Taking): Hold => ({
  ...hold,
  ...(leavesCopy && { captured: undefined }),
  ended: { at, how: 'picked-up', by },
});

/**
 * A copy that was aside for somebody who needs it no more: on its way it goes on and is seen to where it arrives; on the shelf it is for the
 * next in the line, or goes home.
 * @param line without that hold
 */
export function movesOfLeftCopy(book: Rulebook, copy: Copy, line: Line, now: number): Moves {
  if (copy.onLoan) return NO_MOVES;
  if (copy.transit) return { ...NO_MOVES, forNobody: [copy.transit.id] };
  const here = copy.currentLibraryId;
  const { to, hold } = routeOf(book, copy, here, line, now);
  return {
    ...NO_MOVES,
    holds: hold ? [hold] : [],
    sent: to === here ? [] : [sending(copy.id, here, to, hold)],
  };
}

/**
 * What arrives late may show that a return ended the loan that seemed to be open since: the book has come back after all, and goes on from
 * where it was taken in.
 */
export function movesOfReturnAfterAll(
  book: Rulebook,
  item: ItemStanding,
  lies: string,
  first: Moves,
  now: number,
): Moves {
  const line = item.line && lineWith(item.line, first.holds);
  const back = { ...item, line, transit: undefined };
  return joined(first, movesOfReturn(back, lies, routeOf(book, back, lies, line, now)));
}

/** Later changes of a hold stand. */
const joined = (a: Moves, b: Moves): Moves => ({
  holds: [...new Map([...a.holds, ...b.holds].map((hold) => [hold.id, hold])).values()],
  sent: [...a.sent, ...b.sent],
  ended: [...a.ended, ...b.ended],
  forNobody: [...a.forNobody, ...b.forNobody],
});

const sending = (
  itemId: string,
  fromLibraryId: string,
  toLibraryId: string,
  hold: Hold | undefined,
): Sending => ({ itemId, fromLibraryId, toLibraryId, holdId: hold?.id });
