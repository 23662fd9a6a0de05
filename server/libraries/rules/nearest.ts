/**
 * Whose number is this? Accession and card numbers are unique only within their library (design decision 12), so a bare number is
 * looked for in the terminal's library, then in its ancestors, then in the whole network.
 */
import type { LibraryTree } from './library-tree.ts';
import { lineage } from './library-tree.ts';

/** One row that carries the number; several rows may lead to the same `target` (the parts of a set). */
export interface Hit {
  readonly target: string;
  readonly libraryId: string;
  /** Chip number of the tag, where the row has one. */
  readonly uid?: string | undefined;
}

export type Match =
  | { readonly kind: 'one'; readonly target: string }
  | { readonly kind: 'none' }
  /** The nearest level at which the number is found has more than one: never a guess. */
  | { readonly kind: 'several' };

export interface Narrowing {
  /** ISIL that the tag names as owner. It counts only where it is one of ours: foreign and wrong ISILs are common on old tags. */
  readonly owner?: string | undefined;
  /** Chip number of the tag. */
  readonly uid?: string | undefined;
}

export function nearest(
  hits: readonly Hit[],
  from: string,
  tree: LibraryTree,
  narrowing: Narrowing = {},
): Match {
  const candidates = narrow(hits, tree, narrowing);
  for (const library of lineage(tree, from)) {
    const here = targets(candidates.filter((hit) => hit.libraryId === library.id));
    if (here.length > 0) return match(here);
  }
  return match(targets(candidates));
}

function narrow(
  hits: readonly Hit[],
  tree: LibraryTree,
  { owner, uid }: Narrowing,
): readonly Hit[] {
  const byUid = hits.filter((hit) => uid !== undefined && hit.uid === uid);
  const pool = byUid.length > 0 ? byUid : hits;
  const owned = pool.filter(
    (hit) => owner !== undefined && tree.get(hit.libraryId)?.isil === owner,
  );
  return owned.length > 0 ? owned : pool;
}

const targets = (hits: readonly Hit[]): string[] => [...new Set(hits.map((hit) => hit.target))];

function match([first, ...others]: readonly string[]): Match {
  if (first === undefined) return { kind: 'none' };
  return others.length === 0 ? { kind: 'one', target: first } : { kind: 'several' };
}
