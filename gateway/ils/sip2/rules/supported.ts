import type { Message } from '#server/sip2/protocol/message.ts';
import { valueOf } from '#server/sip2/protocol/message.ts';
import { SUPPORTED_ORDER } from '#server/sip2/protocol/messages.ts';

/** Whether BX of the last 98 rules a message out. What it does not say is tried: sample settings announce too little. */
export function isRuledOut(
  status: Message | undefined,
  code: (typeof SUPPORTED_ORDER)[number],
): boolean {
  const flags = status && valueOf(status, 'BX');
  return flags?.[SUPPORTED_ORDER.indexOf(code)]?.toUpperCase() === 'N';
}
