interface Node {
  readonly id: string;
  readonly name: string;
  readonly parentId: string | null;
}

/** The names from the root of the tree down to a library, itself included. */
export function pathTo(id: string, libraries: ReadonlyMap<string, Node>): string[] {
  const names: string[] = [];
  let node = libraries.get(id);
  // A tree that was imported with a loop must not hang the page.
  for (let steps = 0; node && steps < libraries.size; steps += 1) {
    names.unshift(node.name);
    node = node.parentId === null ? undefined : libraries.get(node.parentId);
  }
  return names;
}
