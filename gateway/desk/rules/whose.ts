/** Accession numbers of school libraries collide (design decision 12): which of several items a label means. */

interface Owned {
  readonly library: { readonly name: string; readonly isil?: string };
}

/**
 * Those of the library whose ISIL is written on the tags; else those of the terminal's own; else all of them.
 * @param isil empty = none
 * @param here name of the terminal's library
 */
export function whose<Item extends Owned>(
  items: readonly Item[],
  isil: string,
  here: string,
): readonly Item[] {
  const byIsil = items.filter(({ library }) => isil !== '' && library.isil === isil);
  if (byIsil.length > 0) return byIsil;
  const own = items.filter(({ library }) => library.name === here);
  return own.length > 0 ? own : items;
}
