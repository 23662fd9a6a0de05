import type { Message } from '#server/sip2/protocol/message.ts';
import { valuesOf } from '#server/sip2/protocol/message.ts';

const LONGEST = 200;

/**
 * What the library says in its own words (AF), for people to read. It is never understood: sites rewrite these texts,
 * and some put more lines and names of branches in.
 * @returns undefined where it says nothing
 */
export function said(message: Message): string | undefined {
  const lines = valuesOf(message, 'AF').map(tidy).filter(Boolean);
  const text = [...new Set(lines)].join(' · ');
  if (text === '') return undefined;
  const characters = [...text];
  return characters.length <= LONGEST ? text : `${characters.slice(0, LONGEST - 1).join('')}…`;
}

/**
 * One line without runs of blanks. The codec has taken control characters out. A bar cannot be sent; SIPServer writes
 * `&#124;` for it.
 */
export const tidy = (text: string): string =>
  text.replaceAll('&#124;', '|').replace(/\s+/gu, ' ').trim();
