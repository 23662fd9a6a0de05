/** Which copy is fetched for whom (docs/rules/circulation.md, H5): first come first served, each by the copy that has the shortest way. */
import type { Library, LibraryTree } from '#server/libraries/rules/library-tree.ts';
import { lineage } from '#server/libraries/rules/library-tree.ts';
import type { Hold } from '#server/circulation/rules/hold.ts';
import type { Copy, Line } from '#server/circulation/rules/line.ts';
import { couldServe, isFree, waiting } from '#server/circulation/rules/line.ts';
import type { Rulebook } from '#server/circulation/rules/rulebook.ts';

/** Steps up and down the tree between two libraries; 0 = the same. */
export function distance(tree: LibraryTree, from: string, to: string): number {
  const up = lineage(tree, from).map(({ id }: Library) => id);
  const down = lineage(tree, to).map(({ id }: Library) => id);
  const common = up.findIndex((id) => down.includes(id));
  // Two trees: farther than anything within one.
  if (common < 0) return up.length + down.length + 1;
  return common + down.indexOf(up[common] ?? '');
}

export interface Fetch {
  readonly hold: Hold;
  readonly copy: Copy;
}

/** @param at epoch milliseconds */
export function fetchesOf(book: Rulebook, line: Line, at: number): Fetch[] {
  // A copy that is under way stands on no shelf; it is looked at when it arrives.
  const free = new Set(line.copies.filter((copy) => !copy.transit && isFree(book, line, copy)));
  const asked = new Set(waiting(book, line, at).flatMap(({ itemId }) => itemId ?? []));
  return waiting(book, line, at).flatMap((hold) => {
    const copy = nearestFor(book, hold, free, asked);
    if (!copy) return [];
    free.delete(copy);
    return [{ hold, copy }];
  });
}

/** A copy that somebody waits for and no other is left to them where another one will do. */
function nearestFor(
  { tree }: Rulebook,
  hold: Hold,
  free: ReadonlySet<Copy>,
  asked: ReadonlySet<string>,
): Copy | undefined {
  const cost = (copy: Copy): number =>
    distance(tree, copy.currentLibraryId, hold.pickupLibraryId) +
    (hold.itemId === undefined && asked.has(copy.id) ? tree.size * 2 : 0);
  return [...free]
    .filter(({ id }) => couldServe(hold, id))
    .reduce<Copy | undefined>((best, copy) => {
      return best === undefined || cost(copy) < cost(best) ? copy : best;
    }, undefined);
}
