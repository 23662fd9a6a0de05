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
  const id = piece.slice(0, 2);
  return SECRET_FIELDS.has(id) && piece.length > 2 ? `${id}${HIDDEN}` : piece;
}
