/** Who stands at the machine: known by their card, or as somebody who has its PIN. */

/** `account`: what our server calls the card's owner, where it has said so. `end`: the card's last four signs. */
export interface StaffCard {
  readonly end: string;
  readonly account?: string;
}

export interface Who {
  readonly card?: StaffCard;
}

/** More of a number is nobody's business here. */
const END = 4;

export const endOf = (card: string): string => card.slice(-END);

/** Patterns are the site's own; no text may be long enough to make a clumsy one slow. */
const LONGEST = 64;

/** @param patterns of the whole number, as the site says */
export const isStaffCard = (patterns: readonly RegExp[], card: string): boolean =>
  card.length <= LONGEST && patterns.some((pattern) => pattern.test(card));
