/** Where something may be set of terminals: in the whole network, at a library and all below it, or at one terminal (ST1). */

export type Place =
  | { readonly kind: 'network'; readonly profile?: string | undefined }
  | { readonly kind: 'library'; readonly id: string; readonly profile?: string | undefined }
  | { readonly kind: 'terminal'; readonly id: string };

/** As the tables write it: `network`, `network/kiosk`, `library:ID`, `library/kiosk:ID`, `terminal:ID`. */
export function placeText(place: Place): string {
  if (place.kind === 'terminal') return `terminal:${place.id}`;
  const { kind, profile } = place;
  const scope = profile === undefined ? kind : `${kind}/${profile}`;
  return place.kind === 'library' ? `${scope}:${place.id}` : scope;
}

/** Where a terminal stands, and what it is for. */
export interface Standing {
  readonly terminal?: string | undefined;
  /** From the root of the tree down to where it stands. */
  readonly libraries: readonly string[];
  readonly profile?: string | undefined;
}

/**
 * All that has a say in it, the weakest first: the network, each library from the root down, the terminal; at each what
 * holds for all profiles before what holds for this one (ST2).
 */
export function placesFor({ libraries, profile, terminal }: Standing): readonly Place[] {
  const both = (place: Exclude<Place, { kind: 'terminal' }>): Place[] =>
    profile === undefined ? [place] : [place, { ...place, profile }];
  return [
    ...both({ kind: 'network' }),
    ...libraries.flatMap((id) => both({ kind: 'library', id })),
    ...(terminal === undefined ? [] : [{ kind: 'terminal', id: terminal } as const]),
  ];
}
