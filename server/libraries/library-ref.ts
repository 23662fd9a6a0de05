import type { LibraryTree } from './rules/library-tree.ts';

/** A library as lists name it. */
export const libraryRef = (tree: LibraryTree, id: string): { id: string; name: string } => ({
  id,
  name: tree.get(id)?.name ?? id,
});
