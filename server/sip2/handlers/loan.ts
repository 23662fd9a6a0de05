/** 11-12 checkout, 29-30 renew. */
import type { Answer } from '../../circulation/answer.ts';
import { dayIn } from '../../libraries/rules/day.ts';
import type { Work } from '../acts.ts';
import { once } from '../acts.ts';
import { refuseByPin, tellable } from '../pins.ts';
import type { Outgoing } from '../protocol/message.ts';
import { message } from '../protocol/message.ts';
import type { Handler, Request } from '../request.ts';
import {
  dateOf,
  dueDateTold,
  echoOf,
  fixedSays,
  languageOf,
  numberIn,
  says,
  stamp,
} from '../request.ts';
import { institutionOf } from '../rules/account.ts';
import type { Said } from '../rules/words.ts';
import { refusalWords } from '../rules/words.ts';
import { transact } from '../transact.ts';
import { titleAsked } from './hold.ts';

type Refused = Extract<Answer, { outcome: 'refused' }>;

export const checkoutReply: Handler = async (request) => {
  const isPromise = fixedSays(request, 'no_block') || (await takesBackReturn(request));
  const pinRefusal = await pinRefusalOf(request, isPromise);
  if (pinRefusal) return loanReply(request, '12', { outcome: 'refused', refusal: pinRefusal });
  const [card, item] = [numberIn(request, 'AA'), numberIn(request, 'AB')];
  const more = [flag(request, 'BO'), flag(request, 'BI')];
  return once(request, { kind: 'checkout', card, item, more, isPromise }, async (idOf) => {
    const dueAt = isPromise ? dueDateTold(request) : undefined;
    const asked = { card, item, isPromise, dueAt };
    const answer = await transact(request, { ...asked, id: idOf(), act: 'checkout' });
    // A terminal that leaves renewals to us asks for a checkout of what the patron has (SC renewal policy).
    const renews = isOwnLoan(answer) && fixedSays(request, 'sc_renewal_policy');
    if (!renews) return loanReply(request, '12', answer);
    const renewed = await transact(request, { ...asked, id: idOf('renew'), act: 'renew' });
    return loanReply(request, '12', renewed, true);
  });
};

export const renewReply: Handler = async (request) => {
  const isPromise = fixedSays(request, 'no_block');
  const pinRefusal = await pinRefusalOf(request, isPromise);
  if (pinRefusal) return loanReply(request, '30', { outcome: 'refused', refusal: pinRefusal });
  const card = numberIn(request, 'AA');
  const item = numberIn(request, 'AB') || (await itemOfTitle(request));
  const renew: Work = async (idOf) => {
    const dueAt = isPromise ? dueDateTold(request) : undefined;
    // Third parties may renew what somebody else has (R9).
    const who = fixedSays(request, 'third_party_allowed') ? undefined : card;
    const asked = { card: who, item, isPromise, dueAt, id: idOf(), act: 'renew' } as const;
    return loanReply(request, '30', await transact(request, asked));
  };
  return once(
    request,
    { kind: 'renew', card, item, isPromise, more: [flag(request, 'BO')] },
    renew,
  );
};

const flag = (request: Request, id: 'BO' | 'BI'): string => (says(request, id) ? 'Y' : 'N');

/** What has happened is taken without a PIN, and with a wrong one (X7): a terminal off line had nobody to ask. */
const pinRefusalOf = async (request: Request, isPromise: boolean) =>
  isPromise ? undefined : refuseByPin(request);

const isOwnLoan = (answer: Answer): answer is Refused =>
  answer.outcome === 'refused' && answer.refusal.code === 'own-loan';

/** How long after a return it may be taken back by 11 with BI; milliseconds. */
const UNDO_WITHIN_MS = 24 * 3_600_000;

/** BI on 11: the return that this terminal took a moment ago came to nothing, so the patron has the book still, whatever the rules say. */
async function takesBackReturn(request: Request): Promise<boolean> {
  if (!says(request, 'BI')) return false;
  const { deps, library, now, account } = request;
  const [card, identifier] = [numberIn(request, 'AA'), numberIn(request, 'AB')];
  const patron = await deps.db.read('sip2-patron', { libraryId: library.id, card, now });
  const item = await deps.db.read('sip2-item', { libraryId: library.id, identifier });
  if (patron.kind !== 'one' || item.kind !== 'one' || item.loan) return false;
  const last = await deps.db.read('sip2-last-return', { itemId: item.id });
  return (
    last?.patronId === patron.id &&
    last.terminalId === `sip2:${account.login}` &&
    now - last.occurredAt < UNDO_WITHIN_MS
  );
}

/** The loan that AJ means: by the id or the words of its title. An empty AJ counts as none. */
async function itemOfTitle(request: Request): Promise<string> {
  const asked = titleAsked(request);
  if (asked === '') return '';
  const { deps, library, now } = request;
  const card = numberIn(request, 'AA');
  const patron = await deps.db.read('sip2-patron', { libraryId: library.id, card, now });
  if (patron.kind !== 'one') return '';
  const loans = patron.loans.filter(({ titleId, title }) => titleId === asked || title === asked);
  return loans.length === 1 ? (loans[0]?.label ?? '') : '';
}

/** @param isRenewal of a checkout that was one; else as the answer tells */
function loanReply(
  request: Request,
  code: '12' | '30',
  answer: Answer,
  isRenewal = code === '30' && answer.outcome === 'accepted',
): Outgoing {
  const isDone = answer.outcome === 'accepted';
  const due = isDone ? answer.dueAt : dueIn(answer);
  return message(
    code,
    {
      ok: isDone ? '1' : '0',
      // The same patron already had it (SIP 2.00, renewal ok).
      renewal_ok: isRenewal || isOwnLoan(answer) ? 'Y' : 'N',
      magnetic_media: 'N',
      desensitize: isDone ? 'Y' : 'N',
      transaction_date: stamp(request),
    },
    [
      ['AO', institutionOf(request.account)],
      ['AA', echoOf(request, 'AA')],
      ['AB', echoOf(request, 'AB')],
      ['AJ', answer.item?.title ?? ''],
      ['AH', due === undefined ? '' : dueDateText(request, due)],
      ['BK', isDone ? answer.receiptCode : undefined],
      ['AF', isDone ? undefined : refusalWords(inWords(request, answer), languageOf(request))],
    ],
  );
}

/** The due date that stands, where the refusal tells it. */
function dueIn({ refusal }: Refused): number | undefined {
  const { dueAt } = refusal.params;
  return typeof dueAt === 'number' ? dueAt : undefined;
}

const inWords = (request: Request, { refusal }: Refused): Said => {
  const due = dueIn({ outcome: 'refused', refusal });
  if (due === undefined) return tellable(request, refusal);
  return { ...refusal, params: { ...refusal.params, dueAt: dayIn(request.library.timeZone, due) } };
};

/** AH: any form is allowed, so the one that is agreed with the terminal. */
export function dueDateText(request: Pick<Request, 'library' | 'account'>, due: number): string {
  const day = dayIn(request.library.timeZone, due);
  switch (request.account.dueDate) {
    case 'YYYY-MM-DD':
      return day;
    case 'DD/MM/YYYY':
      return day.split('-').reverse().join('/');
    case 'YYYYMMDD    HHMMSS':
      return dateOf(request, due);
  }
}
