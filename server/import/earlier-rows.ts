/** What earlier rows of a file would have brought, where it is only checked: nothing of them is in the database. */
import { claimKey, subjectKey } from './rules/entry.ts';
import type { Entry } from './rules/entry.ts';
import type { Chunk } from './import-store.ts';

/** Keys alone are kept: about 200 bytes a row of the file. */
export class EarlierRows {
  readonly #subjects = new Set<string>();
  readonly #owners = new Map<string, string>();

  /** As far as these entries ask for it. */
  askedBy(entries: readonly Entry[]): NonNullable<Chunk['assumed']> {
    const asked = entries.flatMap(({ references, libraries }) => [
      ...references.map(({ section, id }) => subjectKey(section, id)),
      ...libraries.map((id) => subjectKey('libraries', id)),
    ]);
    const own = entries.map(({ section, id }) => subjectKey(section, id));
    const claims = entries.flatMap((entry) => entry.claims.map(claimKey));
    return {
      subjects: [...new Set(asked)].filter((key) => this.#subjects.has(key)),
      earlier: own.filter((key) => this.#subjects.has(key)),
      owners: claims.flatMap((key) => {
        const owner = this.#owners.get(key);
        return owner === undefined ? [] : [[key, owner] as const];
      }),
    };
  }

  add({ section, id, claims }: Entry): void {
    this.#subjects.add(subjectKey(section, id));
    for (const claim of claims) this.#owners.set(claimKey(claim), id);
  }
}
