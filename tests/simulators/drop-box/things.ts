/** What people put into a drop box, and where it can be. */
import type { BookTag } from '../book-tag.ts';

export interface Thing {
  /** To tell it from others: a barcode, or any name. */
  readonly id: string;
  /** None: no tag, or no book at all. Several: a set in one case. */
  readonly tags: readonly BookTag[];
  /** In the direction of its way in. 210 by default. */
  readonly lengthMm?: number;
  /** 20 by default. */
  readonly thicknessMm?: number;
}

export type Whereabouts =
  | { readonly place: 'person' }
  /** Somewhere between the outer edge of the mouth and the inner eye. */
  | { readonly place: 'mouth' }
  /** On the trap, out of reach of a hand. */
  | { readonly place: 'held' }
  | { readonly place: 'falling' }
  | { readonly place: 'bin'; readonly bin: number }
  /** The bin it fell for was away. */
  | { readonly place: 'floor' }
  /** Staff took it out: of a bin that they emptied, or from where it was stuck. */
  | { readonly place: 'staff' };

/** The radio field over the way in: any simulated reader of book tags. */
export interface Field {
  place(...tags: readonly BookTag[]): void;
  remove(...uids: readonly string[]): void;
}
