/** What a screen may show of a person (design decision 15). */
import type { Day } from '#server/libraries/rules/day.ts';
import { yearsBetween } from '#server/libraries/rules/day.ts';

/** A child by law (Personal Data Law 91/2025/QH15, art. 24, with the Law on Children: under 16). */
const ADULT_AGE = 16;

/** First letter of the given name, upper case, with its marks. */
export function initialOf(givenName: string): string {
  const [first] = new Intl.Segmenter('vi').segment(givenName.normalize('NFC'));
  return first?.segment.toLocaleUpperCase('vi') ?? '';
}

/** A patron without a birth date counts as grown up. */
export function isChild(birthDate: Day | undefined, today: Day): boolean {
  return birthDate !== undefined && yearsBetween(birthDate, today) < ADULT_AGE;
}
