import type { BookTag } from './book-tag.ts';

/** How many tags a reader can tell of at once, and what it does when there are more. */
export interface FeigModel {
  /** CPR: status 93 and no more until some are sent to sleep. MR: status 94 and the rest on request. */
  readonly whenMore: 'overflow' | 'more-data';
  readonly tagsPerAnswer: number;
  /** `advanced`: whatever the framing of the request. Any model does so when the answer is too long for the other. */
  readonly answers: 'as-asked' | 'advanced';
  /** SW-TYPE as [65] and [66] give it. */
  readonly softwareType: number;
}

export const FEIG_MODELS = {
  CPR40: { whenMore: 'overflow', tagsPerAnswer: 4, answers: 'as-asked', softwareType: 83 },
  MR102: { whenMore: 'more-data', tagsPerAnswer: 8, answers: 'advanced', softwareType: 78 },
} as const satisfies Record<string, FeigModel>;

interface Found {
  readonly tags: readonly BookTag[];
  readonly status: number;
}

/** Anticollision of one model: which tags are quiet, and what did not fit into an answer. */
export class FeigField {
  readonly #model: FeigModel;
  readonly #quiet = new Set<string>();
  #notSentYet: BookTag[] = [];

  constructor(model: FeigModel) {
    this.#model = model;
  }

  reset(): void {
    this.#quiet.clear();
    this.#notSentYet = [];
  }

  stayQuiet(uid: string): void {
    this.#quiet.add(uid);
  }

  /** A tag that leaves the field loses its power, and forgets that it was told to be quiet. */
  forget(uids: readonly string[]): void {
    for (const uid of uids) this.#quiet.delete(uid);
  }

  /** Anticollision among the tags that are not quiet; those reported are quiet from now on (CFG5.ONT). */
  inventory(inField: readonly BookTag[]): Found {
    const awake = inField.filter(({ uid }) => !this.#quiet.has(uid));
    const tags = this.#report(awake.slice(0, this.#model.tagsPerAnswer));
    const rest = awake.slice(tags.length);
    if (tags.length === 0) return { tags, status: 0x01 };
    if (rest.length === 0) return { tags, status: 0x00 };
    if (this.#model.whenMore === 'overflow') return { tags, status: 0x93 };
    this.#notSentYet = rest;
    return { tags, status: 0x94 };
  }

  /** What did not fit into the answer before (MODE bit 7). */
  more(): Found {
    const tags = this.#report(this.#notSentYet.splice(0, this.#model.tagsPerAnswer));
    if (tags.length === 0) return { tags, status: 0x01 };
    return { tags, status: this.#notSentYet.length > 0 ? 0x94 : 0x00 };
  }

  #report(tags: BookTag[]): readonly BookTag[] {
    for (const { uid } of tags) this.#quiet.add(uid);
    return tags;
  }
}
