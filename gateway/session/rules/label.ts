/** What a tag says, in the session's words, whatever data model it is written in. */
import type { TagMemory, Uid } from '../../devices/device.ts';
import type { ItemRef } from '../../ils/ils.ts';
import { decodeTag } from '../../tags/tag.ts';
import type { DecodedTag } from '../../tags/tag.ts';

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

/** High nibble of the type of usage (ISO 28560-1): 8x are patron cards. */
const PATRON_CARD = 8;

/** A tag that would not be read at all is damaged to the person who holds it; a blank one is nobody's. */
export function labelOf(memory: TagMemory): Label {
  if (memory.memory.length === 0) return { kind: 'damaged' };
  const tag = decodeTag(memory);
  switch (tag.kind) {
    case 'iso28560-3':
      return labelOfPart3(tag);
    case 'damaged':
      return { kind: 'damaged' };
    case 'blank':
    case 'unknown':
      return { kind: 'foreign' };
  }
}

function labelOfPart3(tag: Extract<DecodedTag, { kind: 'iso28560-3' }>): Label {
  const { typeOfUsage, primaryItemId, isil, partsInItem } = tag;
  if (typeOfUsage === PATRON_CARD) return { kind: 'card', card: primaryItemId };
  if (primaryItemId === '') return { kind: 'foreign' };
  const item = { identifier: primaryItemId, ...(isil !== undefined && { owner: isil }) };
  return { kind: 'item', item, parts: partsInItem };
}
