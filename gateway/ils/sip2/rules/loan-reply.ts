import type { Message } from '#server/sip2/protocol/message.ts';
import { valueOf } from '#server/sip2/protocol/message.ts';
import type { Outcome } from '../../ils.ts';
import type { DueDate } from './due-date.ts';
import { dueDateOf, viewOf } from './item-facts.ts';
import type { Site } from './site.ts';
import { tidy } from './said.ts';

type Accepted = Extract<Outcome, { outcome: 'accepted' }>;

/** `unreadable`: a reply without a yes or no proves nothing. */
export type Verdict = 'yes' | 'no' | 'unreadable';

/** OK of 12, 30 and 10; some write Y and N for 1 and 0. */
export function verdictOf({ fixed }: Message): Verdict {
  const ok = fixed['ok']?.toUpperCase();
  if (ok === '1' || ok === 'Y') return 'yes';
  return ok === '0' || ok === 'N' ? 'no' : 'unreadable';
}

/**
 * 12 or 30 that says yes. The title may be missing; who asks for it fills it in.
 * @param act what was asked: 12 answers a renewal, too, and then says N of a book that is at home
 */
export function acceptedLoan(
  reply: Message,
  act: 'checkout' | 'renew',
  site: Site,
): Omit<Accepted, 'item'> & Partial<Accepted> {
  const view = viewOf(reply);
  return {
    outcome: 'accepted',
    ...(view && { item: view }),
    ...dueFields(dueDateOf(reply, site)),
    ...(act === 'checkout' && mustStayArmed(reply) && { keepArmed: true as const }),
    ...receiptFields(reply),
  };
}

/** Only an explicit N: U is obsolete and is sent by systems that know nothing of security, blanks by others. */
const mustStayArmed = ({ fixed }: Message): boolean => fixed['desensitize']?.toUpperCase() === 'N';

export function dueFields(due: DueDate): Pick<Accepted, 'dueAt' | 'dueText'> {
  if (due.kind === 'known') return { dueAt: due.dueAt };
  return due.kind === 'text' ? { dueText: due.text } : {};
}

/** Longer transaction ids (BK) are for machines, not for a receipt. */
const LONGEST_CODE = 16;

function receiptFields(reply: Message): Pick<Accepted, 'receiptCode'> {
  const code = tidy(valueOf(reply, 'BK') ?? '');
  return code === '' || code.length > LONGEST_CODE ? {} : { receiptCode: code };
}
