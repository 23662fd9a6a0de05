/** The code that a terminal shows and staff type (docs/rules/pairing.md, PA5). */
import { PLAIN_LETTERS } from '../../text/plain-letters.ts';

const CODE = new RegExp(`^[${PLAIN_LETTERS}]{8}$`);

/**
 * As it is typed: in small letters, with blanks or hyphens wherever.
 * @returns undefined when it can be no code: whoever typed it has guessed nothing
 */
export function codeIn(typed: string): string | undefined {
  const code = typed.replaceAll(/[\s-]/g, '').toUpperCase();
  return CODE.test(code) ? code : undefined;
}
