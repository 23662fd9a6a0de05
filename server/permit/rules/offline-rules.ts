/** What a library lends while nobody answers (docs/rules/permit.md, PM20). */
import type { LibraryTree } from '#server/libraries/rules/library-tree.ts';
import { lineage } from '#server/libraries/rules/library-tree.ts';
import type { Cap } from '../format/manifest.ts';

export interface OfflineRules {
  /** False: returns only. */
  readonly lend: boolean;
  /** How long a permit lasts; undefined: as the server's settings say. */
  readonly hours?: number | undefined;
  /** For cards that the permit does not know; undefined: nothing. */
  readonly unknownCard?: Cap | undefined;
  /** For cards that need the PIN, which nobody can check. */
  readonly pinNeeded: 'returns-only' | Cap;
}

/** Where no library up to the root has said anything. */
export const DEFAULT_RULES: OfflineRules = {
  lend: true,
  unknownCard: { loans: 2, days: 7 },
  pinNeeded: 'returns-only',
};

export interface RulesInForce {
  readonly rules: OfflineRules;
  /** The library they come from; undefined: nobody's, the defaults. */
  readonly from: string | undefined;
}

/** The nearest library that has rules of its own decides, as with rules of lending (P1). */
export function rulesAt(
  all: ReadonlyMap<string, OfflineRules>,
  tree: LibraryTree,
  libraryId: string,
): RulesInForce {
  const from = lineage(tree, libraryId).find(({ id }) => all.has(id))?.id;
  const rules = from === undefined ? undefined : all.get(from);
  return { rules: rules ?? DEFAULT_RULES, from };
}

/** How long permits last where a library does not say. */
export interface Lasting {
  readonly hours: number;
  /** A library of the kind `van` is out of reach for days on end. */
  readonly vanHours: number;
}

export const hoursAt = (rules: OfflineRules, kind: string | undefined, lasting: Lasting): number =>
  rules.hours ?? (kind === 'van' ? lasting.vanHours : lasting.hours);
