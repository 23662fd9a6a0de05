/** The network as a tree of libraries: each library is a node with a parent. */

export interface Library {
  readonly id: string;
  readonly parentId?: string | undefined;
  readonly isil?: string | undefined;
  readonly kind: string;
  readonly name: string;
  /** IANA name. */
  readonly timeZone: string;
}

export type LibraryTree = ReadonlyMap<string, Library>;

export function plantTree(libraries: readonly Library[]): LibraryTree {
  return new Map(libraries.map((library) => [library.id, library]));
}

/** The library and its ancestors, nearest first. A ring in the data ends the walk instead of hanging it. */
export function lineage(tree: LibraryTree, id: string): Library[] {
  const line: Library[] = [];
  let library = tree.get(id);
  while (library && !line.includes(library)) {
    line.push(library);
    library = library.parentId === undefined ? undefined : tree.get(library.parentId);
  }
  return line;
}
