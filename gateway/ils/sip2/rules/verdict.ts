import type { Message } from '#server/sip2/protocol/message.ts';
import { fixedOf, valueOf } from '#server/sip2/protocol/message.ts';

/** Whether the library said yes: for scripts. Who is merely described is a yes if the library knows them. */
export function saidYes(reply: Message): boolean {
  switch (reply.code) {
    case '10':
    case '12':
    case '16':
    case '30':
    case '66':
    case '94':
      return fixedOf(reply, reply.code, 'ok') === '1';
    case '18':
      return (valueOf(reply, 'AJ') ?? '').trim() !== '';
    case '24':
    case '64':
      return valueOf(reply, 'BL') !== 'N' && valueOf(reply, 'CQ') !== 'N';
    case '36':
      return fixedOf(reply, '36', 'end_session') !== 'N';
    case '38':
      return fixedOf(reply, '38', 'payment_accepted') === 'Y';
    case '98':
      return fixedOf(reply, '98', 'on_line') === 'Y';
    default:
      return true;
  }
}
