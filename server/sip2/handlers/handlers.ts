/** Which handler answers which request, once the terminal has logged in. */
import type { Handler } from '../request.ts';
import { blockPatronReply, enablePatronReply } from './block.ts';
import { checkinReply } from './checkin.ts';
import { feePaidReply } from './fee.ts';
import { holdReply } from './hold.ts';
import { itemInformationReply, itemStatusUpdateReply } from './item.ts';
import { checkoutReply, renewReply } from './loan.ts';
import { endSessionReply, patronInformationReply, patronStatusReply } from './patron.ts';
import { renewAllReply } from './renew-all.ts';

const HANDLERS: ReadonlyMap<string, Handler> = new Map([
  ['01', blockPatronReply],
  ['09', checkinReply],
  ['11', checkoutReply],
  ['15', holdReply],
  ['17', itemInformationReply],
  ['19', itemStatusUpdateReply],
  ['23', patronStatusReply],
  ['25', enablePatronReply],
  ['29', renewReply],
  ['35', endSessionReply],
  ['37', feePaidReply],
  ['63', patronInformationReply],
  ['65', renewAllReply],
]);

export const handlerOf = (code: string): Handler | undefined => HANDLERS.get(code);

/** 93, 97 and 99 are the conversation's own. */
const OF_CONVERSATION = ['93', '97', '99'];

export const answers = (code: string): boolean =>
  HANDLERS.has(code) || OF_CONVERSATION.includes(code);
