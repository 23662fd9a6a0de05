import type { TagContent } from './data-model.ts';
import { decodeParts, encodeParts, encodeText, encodeOwner, OID } from './iso28560-2-elements.ts';
import { encodeDataSet } from './iso15962-data-sets.ts';
import { concat, decodeElements, detailSets, detailsOf, DSFID_PART2 } from './iso28560-2.ts';
import type { Iso28560Part2 } from './iso28560-2.ts';
import { rewriteElements } from './iso28560-2-rewrite.ts';
import { encodeEpcBank } from './iso28560-4-epc.ts';
import type { EpcBank } from './iso28560-4-epc.ts';
import { encodeUrnCode40 } from './iso28560-4-urn-code40.ts';

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

export interface EpcOptions {
  readonly profile?: UiiProfile;
  /** Says in the PC word that the user bank is written. Default false. */
  readonly userMemory?: boolean;
}

/** PC and UII, as they stand in the EPC bank from word 1 on. @throws RangeError when it does not fit */
export function encodeEpc(content: TagContent, afi: number, options: EpcOptions = {}): Uint8Array {
  const uii = encodeUrnCode40(encodeUii(content, options.profile));
  return encodeEpcBank(uii, afi, options.userMemory ?? false);
}

/** The user bank: a DSFID of 06, then data sets as on an ISO 28560-2 tag. */
export interface UserBank extends Iso28560Part2 {
  readonly dsfid: number;
}

/** @returns undefined for another DSFID, or none: the bank is blank or of another format */
export function decodeUserBank(bytes: Uint8Array): UserBank | undefined {
  return bytes[0] === DSFID_PART2 ? { dsfid: DSFID_PART2, ...decodeElements(bytes, 1) } : undefined;
}

/**
 * What the EPC bank does not say; whole words.
 * @param options.everything identifier and owner, too, for readers that look at this bank alone
 */
export function encodeUserBank(
  content: TagContent,
  options: { readonly everything?: boolean } = {},
): Uint8Array {
  const { isil, ...rest } = content;
  const identity = [
    encodeText(OID.primaryItemId, content.itemId),
    ...(isil === undefined ? [] : [encodeOwner(isil)]),
  ];
  const sets = [...(options.everything ? identity : []), ...detailSets(rest)];
  const bytes = concat([Uint8Array.of(DSFID_PART2), ...sets.map((set) => encodeDataSet(set))]);
  return bytes.length % 2 === 0 ? bytes : concat([bytes, Uint8Array.of(0)]);
}

/**
 * A new content in a user bank that has one. Identifier and owner are written where they stand already.
 * @throws RangeError when the bank is of another format, is damaged, or has no room
 */
export function rewriteUserBank(bytes: Uint8Array, content: TagContent): Uint8Array {
  const bank = decodeUserBank(bytes);
  if (!bank) throw new RangeError('the user bank is of another format');
  const has = (oid: number) => bank.elements.some((element) => element.oid === oid);
  const { isil, ...rest } = content;
  const fresh = [
    ...(has(OID.primaryItemId) ? [encodeText(OID.primaryItemId, content.itemId)] : []),
    ...(has(OID.ownerInstitution) && isil !== undefined ? [encodeOwner(isil)] : []),
    ...detailSets(rest),
  ];
  return rewriteElements(bytes, 1, content, fresh, WORD);
}

const WORD = 2;

/**
 * An identifier in the user bank is one whatever the UII is; one in the UII only where it has the shape of the profile.
 * @returns undefined when neither says what the item is, when they disagree, or when what was read is damaged
 */
export function contentOfPart4(
  epc: EpcBank,
  bank?: UserBank,
  profile = DEFAULT_UII_PROFILE,
): TagContent | undefined {
  if (epc.error || bank?.error) return undefined;
  const uii = epc.uii === undefined ? undefined : decodeUii(epc.uii, profile);
  const itemId = agreedId(uii?.itemId, bank?.primaryItemId);
  if (itemId === undefined) return undefined;
  const inBank = detailsOf(bank?.elements ?? []);
  const hasSet = bank?.elements.some(({ partNumber }) => partNumber !== undefined) ?? false;
  const isil = inBank.isil ?? uii?.isil;
  return {
    itemId,
    ...(isil !== undefined && { isil }),
    part: (hasSet ? undefined : uii?.part) ?? inBank.part,
    partsInItem: (hasSet ? undefined : uii?.partsInItem) ?? inBank.partsInItem,
    usage: inBank.usage,
  };
}

const agreedId = (inUii: string | undefined, inBank: string | undefined): string | undefined =>
  inUii === undefined || inBank === undefined || inUii === inBank ? (inUii ?? inBank) : undefined;
