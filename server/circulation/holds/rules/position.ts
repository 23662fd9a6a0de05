import type { Line } from '#server/circulation/rules/line.ts';
import { couldServe, waiting } from '#server/circulation/rules/line.ts';
import type { Rulebook } from '#server/circulation/rules/rulebook.ts';

/** 1 = the next to get one; undefined: it waits no more, or its last day has passed. */
export function positionOf(
  book: Rulebook,
  line: Line,
  holdId: string,
  at: number,
): number | undefined {
  const all = waiting(book, line, at);
  const mine = all.find(({ id }) => id === holdId);
  if (!mine) return undefined;
  const before = all.slice(0, all.indexOf(mine));
  const { itemId } = mine;
  return (itemId ? before.filter((hold) => couldServe(hold, itemId)) : before).length + 1;
}
