/** The texts that both ends must write alike, byte for byte (docs/rules/permit.md). */

/** PostgreSQL and scanners alike may bring a number in another form of Unicode, or with blanks around it. */
const asScanned = (number: string): string => number.trim().normalize('NFC');

/** What is hashed of a card (PM2). */
export const cardText = (number: string): string => `card\n${asScanned(number)}`;

/** What is hashed of an item (PM2). @param owner ISIL, where the tag says one */
export const itemText = (number: string, owner?: string): string =>
  owner === undefined ? `item\n${asScanned(number)}` : `item\n${owner}\n${asScanned(number)}`;

/** 40 bits: of 140,000 cards one number in eight million is taken for another's. */
const HASH_BYTES = 5;

/** @param digest of HMAC-SHA-256 with the epoch's key over the text in UTF-8 @returns its first 40 bits */
export function hashIn(digest: Uint8Array): number {
  let hash = 0;
  // A bitwise shift would cut it to 32 bits.
  for (const byte of digest.subarray(0, HASH_BYTES)) hash = hash * 256 + byte;
  return hash;
}

export interface KeyPlace {
  readonly terminalId: string;
  readonly libraryId: string;
  readonly epoch: string;
}

/** `info` of the sealed key (PM7; RFC 9180 §5.1). */
export const sealInfo = ({ terminalId, libraryId, epoch }: KeyPlace): string =>
  `nhip-cau permit v1\n${terminalId}\n${libraryId}\n${epoch}`;

/** What a terminal signs with its identity, so that nobody in between puts in another key (PM7). @param sealingKey base64url, as it is sent */
export const sealingKeyText = (terminalId: string, sealingKey: string): string =>
  `nhip-cau sealing key v1\n${terminalId}\n${sealingKey}`;
