import { SECRET_FIELDS } from '#server/sip2/protocol/fields.ts';
import { readFixedPart } from '#server/sip2/protocol/fixed-part.ts';
import { shapeOf } from '#server/sip2/protocol/messages.ts';
import { DELIMITER } from '#server/sip2/protocol/text.ts';

export const HIDDEN = '[hidden]';

/** A raw message with its passwords and PINs hidden. AZ stays as it was sent, so it no longer fits. */
export function hideSecrets(text: string): string {
  const start = /^\s*/.exec(text)?.[0].length ?? 0;
  const shape = shapeOf(text.slice(start, start + 2))?.fixed ?? [];
  const { end } = readFixedPart(text, start + 2, shape);
  return text.slice(0, end) + text.slice(end).split(DELIMITER).map(hidden).join(DELIMITER);
}

function hidden(piece: string): string {
  const { head, value } = secretIn(piece) ?? {};
  return head !== undefined && value !== '' ? `${head}${HIDDEN}` : piece;
}

const SECRET = new RegExp(`^([^A-Za-z]*(?:${[...SECRET_FIELDS].join('|')}))(.*)$`, 'is');

/**
 * A field with a secret, with whatever stands before its id: messages are typed by hand, with blanks and small letters.
 * @param piece from one delimiter to the next
 */
export function secretIn(piece: string): { head: string; value: string } | undefined {
  const [, head, value] = SECRET.exec(piece) ?? [];
  return head === undefined || value === undefined ? undefined : { head, value };
}
