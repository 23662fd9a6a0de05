import type { BookTag } from './book-tag.ts';

/** How many tags a reader can tell of at once, and what it does when there are more. */
export interface FeigModel {
  /** CPR: status 93 and no more until some are sent to sleep. MR: status 94 and the rest on request. */
  readonly whenMore: 'overflow' | 'more-data';
  readonly tagsPerAnswer: number;
  /** SW-TYPE as [65] and [66] give it. */
  readonly softwareType: number;
}

export const FEIG_MODELS = {
  CPR40: { whenMore: 'overflow', tagsPerAnswer: 4, softwareType: 83 },
  MR102: { whenMore: 'more-data', tagsPerAnswer: 8, softwareType: 78 },
} as const satisfies Record<string, FeigModel>;

/** The radio field of the reader with the tags in it, and which of them are quiet. */
export class FeigField {
  readonly #model: FeigModel;
  readonly #tags = new Map<string, BookTag>();
  readonly #quiet = new Set<string>();
  #notSentYet: BookTag[] = [];

  constructor(model: FeigModel) {
    this.#model = model;
  }

  get tags(): readonly BookTag[] {
    return [...this.#tags.values()];
  }

  tag(uid: string): BookTag | undefined {
    return this.#tags.get(uid);
  }

  place(tag: BookTag): void {
    this.#tags.set(tag.uid, tag);
    this.#quiet.delete(tag.uid);
  }

  /** A tag that leaves the field loses its power, and forgets that it was told to be quiet. */
  remove(uid: string): void {
    this.#tags.delete(uid);
    this.#quiet.delete(uid);
  }

  reset(): void {
    this.#quiet.clear();
    this.#notSentYet = [];
  }

  stayQuiet(uid: string): void {
    this.#quiet.add(uid);
  }

  /** Anticollision among the tags that are not quiet; those reported are quiet from now on (CFG5.ONT). */
  inventory(): { tags: readonly BookTag[]; status: number } {
    const awake = this.tags.filter(({ uid }) => !this.#quiet.has(uid));
    const tags = this.#report(awake.slice(0, this.#model.tagsPerAnswer));
    const rest = awake.slice(tags.length);
    if (tags.length === 0) return { tags, status: 0x01 };
    if (rest.length === 0) return { tags, status: 0x00 };
    if (this.#model.whenMore === 'overflow') return { tags, status: 0x93 };
    this.#notSentYet = rest;
    return { tags, status: 0x94 };
  }

  /** What did not fit into the answer before (MODE bit 7). */
  more(): { tags: readonly BookTag[]; status: number } {
    const tags = this.#report(this.#notSentYet.splice(0, this.#model.tagsPerAnswer));
    if (tags.length === 0) return { tags, status: 0x01 };
    return { tags, status: this.#notSentYet.length > 0 ? 0x94 : 0x00 };
  }

  #report(tags: BookTag[]): readonly BookTag[] {
    for (const { uid } of tags) this.#quiet.add(uid);
    return tags;
  }
}
