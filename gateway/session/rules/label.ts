/** What a tag says, in the session's words, whatever data model it is written in. */
import type { Uid } from '../../devices/device.ts';
import type { ItemRef } from '../../ils/ils.ts';

export type Label =
  /** `parts`: how many tags the item has; more than one is a set. */
  | { readonly kind: 'item'; readonly item: ItemRef; readonly parts: number }
  /** A patron's card with a tag in it (ISO 28560-1 type of usage 8x). */
  | { readonly kind: 'card'; readonly card: string }
  /** A library's format, but torn or worn: its check sum is wrong. */
  | { readonly kind: 'damaged' }
  /** Blank, or of a format that is not a library's. */
  | { readonly kind: 'foreign' };

/** A tag that lies on the pad. */
export interface SeenTag {
  readonly uid: Uid;
  readonly label: Label;
}
