/** Libraries in which terminals stand, remembered for a moment: each message needs the zone of its own. */
import type { AppDatabase } from '../db/registry.ts';
import type { LibraryFacts } from './store.ts';

/** A rule of lending that asks for the PIN holds for SIP2 so much later at most; milliseconds. */
const KEPT_MS = 15_000;

export class Libraries {
  readonly #db: AppDatabase;
  readonly #now: () => number;
  readonly #kept = new Map<string, { readonly library: LibraryFacts; readonly until: number }>();

  constructor({ db, now }: { readonly db: AppDatabase; readonly now: () => number }) {
    this.#db = db;
    this.#now = now;
  }

  /** @returns undefined when there is no such library */
  async of(libraryId: string): Promise<LibraryFacts | undefined> {
    const known = this.#kept.get(libraryId);
    if (known && known.until > this.#now()) return known.library;
    const library = await this.#db.read('sip2-library', { libraryId });
    if (library) this.#kept.set(libraryId, { library, until: this.#now() + KEPT_MS });
    return library;
  }
}
