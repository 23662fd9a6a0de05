import type { TagContent } from './data-model.ts';
import { decodeParts, encodeParts } from './iso28560-2-elements.ts';

/**
 * What the fields of a UII are, divided by full stops. ISO/TS 28560-4 leaves it to profiles; its example
 * CH-000134-1.12345678.31 is read as owner, item, set. A set at the end may be missing.
 */
export interface UiiProfile {
  readonly fields: readonly UiiField[];
}
export type UiiField = 'owner' | 'item' | 'set';
export const DEFAULT_UII_PROFILE: UiiProfile = { fields: ['owner', 'item', 'set'] };

/** What each field must look like for the UII to be of the profile. */
const LOOKS: Readonly<Record<UiiField, RegExp>> = {
  // ISO 15511: a prefix of one to four letters, a hyphen, at most eleven characters.
  owner: /^[A-Z]{1,4}-[A-Za-z0-9/:-]{1,11}$/,
  item: /^\P{Cc}+$/u,
  set: /^(?:\d\d){1,3}$/,
};

interface UiiContent {
  readonly itemId: string;
  readonly isil?: string;
  readonly part?: number;
  readonly partsInItem?: number;
}

/** @returns undefined when the UII has not the shape of the profile: no identifier is guessed from it */
export function decodeUii(uii: string, profile = DEFAULT_UII_PROFILE): UiiContent | undefined {
  const texts = uii.split('.');
  const named = fieldsFor(texts.length, profile);
  if (!named?.every((field, at) => LOOKS[field].test(texts[at] ?? ''))) return undefined;
  const text = (field: UiiField) => texts[named.indexOf(field)];
  const { partsInItem, partNumber } = decodeParts(text('set') ?? '');
  const [itemId, isil] = [text('item'), text('owner')];
  return itemId === undefined
    ? undefined
    : {
        itemId,
        ...(isil !== undefined && { isil }),
        ...(partsInItem !== undefined && { partsInItem }),
        ...(partNumber !== undefined && { part: partNumber }),
      };
}

function fieldsFor(count: number, { fields }: UiiProfile): readonly UiiField[] | undefined {
  if (count === fields.length) return fields;
  return count === fields.length - 1 && fields.at(-1) === 'set' ? fields.slice(0, -1) : undefined;
}

/** @throws RangeError when a field is missing that the profile has, or holds what would not be read back */
export function encodeUii(content: TagContent, profile = DEFAULT_UII_PROFILE): string {
  const single = content.partsInItem === 1 && content.part === 1;
  const fields =
    single && profile.fields.at(-1) === 'set' ? profile.fields.slice(0, -1) : profile.fields;
  const texts: Record<UiiField, string> = {
    owner: content.isil ?? '',
    item: content.itemId.normalize('NFC'),
    set: encodeParts(content.partsInItem, content.part, 1),
  };
  const wrong = fields.find(
    (field) => !LOOKS[field].test(texts[field]) || texts[field].includes('.'),
  );
  if (wrong) throw new RangeError(`“${texts[wrong]}” cannot be the ${wrong} of a UII`);
  return fields.map((field) => texts[field]).join('.');
}
