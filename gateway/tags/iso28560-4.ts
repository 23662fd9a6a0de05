import type { TagContent } from './data-model.ts';
import { encodeOwner, encodeText, OID } from './iso28560-2-elements.ts';
import { encodeDataSet } from './iso15962-data-sets.ts';
import { concat, decodeElements, detailSets, detailsOf, DSFID_PART2 } from './iso28560-2.ts';
import type { Iso28560Part2 } from './iso28560-2.ts';
import { rewriteElements } from './iso28560-2-rewrite.ts';
import { encodeEpcBank } from './iso28560-4-epc.ts';
import type { EpcBank } from './iso28560-4-epc.ts';
import { decodeUii, DEFAULT_UII_PROFILE, encodeUii } from './iso28560-4-uii.ts';
import type { UiiProfile } from './iso28560-4-uii.ts';
import { encodeUrnCode40 } from './iso28560-4-urn-code40.ts';

export { decodeUii, DEFAULT_UII_PROFILE, encodeUii } from './iso28560-4-uii.ts';
export type { UiiField, UiiProfile } from './iso28560-4-uii.ts';

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
