/** What a tag says, in the session's words, whatever data model it is written in. */
import type { TagMemory, Uid } from '../../devices/device.ts';
import type { ItemRef } from '../../ils/ils.ts';
import type { TagContent } from '../../tags/data-model.ts';
import { contentOf, decodeTag } from '../../tags/tag.ts';
import type { DecodeOptions } from '../../tags/tag.ts';

export type Label =
  | {
      readonly kind: 'item';
      readonly item: ItemRef;
      /** Of how many tags the item has; more than one is a set. Number 0: this tag stands for all parts. */
      readonly part: { readonly number: number; readonly of: number };
    }
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
export function labelOf(tag: TagMemory, options?: DecodeOptions): Label {
  if (tag.memory.length === 0 && tag.epc === undefined) return { kind: 'damaged' };
  const decoded = decodeTag(tag, options);
  if (decoded.kind === 'damaged') return { kind: 'damaged' };
  const content = contentOf(decoded);
  return content ? labelFor(content) : { kind: 'foreign' };
}

function labelFor({ itemId, isil, part, partsInItem, usage }: TagContent): Label {
  if (usage === PATRON_CARD) return { kind: 'card', card: itemId };
  const item = { identifier: itemId, ...(isil !== undefined && { owner: isil }) };
  return { kind: 'item', item, part: { number: part, of: partsInItem } };
}
