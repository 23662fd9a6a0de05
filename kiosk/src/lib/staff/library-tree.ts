/** Libraries in the order of their tree, each with its depth below the topmost that is known. */
interface Node {
  readonly id: string;
  readonly name: string;
  readonly parentId?: string | undefined;
}

const compareText = new Intl.Collator('vi', { numeric: true }).compare;

export function inTree<Library extends Node>(
  libraries: readonly Library[],
): { library: Library; depth: number }[] {
  const known = new Set(libraries.map(({ id }) => id));
  // Rights may begin in the middle of the tree: whose parent is not told of is a root here.
  const parentOf = ({ parentId }: Library) =>
    parentId !== undefined && known.has(parentId) ? parentId : undefined;
  const children = Map.groupBy(libraries, parentOf);
  const below = (
    parent: string | undefined,
    depth: number,
  ): { library: Library; depth: number }[] =>
    (children.get(parent) ?? [])
      .toSorted((a, b) => compareText(a.name, b.name))
      .flatMap((library) => [{ library, depth }, ...below(library.id, depth + 1)]);
  return below(undefined, 0);
}
