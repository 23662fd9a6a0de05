/** 37-38 fee paid. */
import { once } from '../acts.ts';
import { checkPin } from '../pins.ts';
import type { Outgoing } from '../protocol/message.ts';
import { message } from '../protocol/message.ts';
import type { Handler, Request } from '../request.ts';
import { actorOf, echoOf, languageOf, numberIn, stamp } from '../request.ts';
import { dayIn } from '../../libraries/rules/day.ts';
import { institutionOf } from '../rules/account.ts';
import { CURRENCY, readAmount } from '../rules/money.ts';
import { noticeWords, refusalWords } from '../rules/words.ts';

interface Paid {
  readonly receiptNumber?: string;
  readonly said?: string;
}

export const feePaidReply: Handler = async (request) => {
  const language = languageOf(request);
  // Anybody may pay for anybody; but a PIN that is given must be right.
  const check = await checkPin(request);
  if (check.pin === 'wrong') return reply(request, { said: refusalWords(check.refusal, language) });
  const amount = readAmount(echoOf(request, 'BV'));
  // Nothing would be paid by nothing, and a receipt be numbered for it.
  if (amount === undefined || amount === 0)
    return reply(request, { said: noticeWords('amount-unclear', language) });
  if (!isOurCurrency(request))
    return reply(request, { said: noticeWords('currency-unclear', language) });
  const [card, fee] = [numberIn(request, 'AA'), numberIn(request, 'CG')];
  const more = [String(amount), fee, echoOf(request, 'BK'), methodOf(request)];
  return once(request, { kind: 'fee', card, item: '', more }, async (idOf) =>
    reply(request, await settle(request, { id: idOf(), card, fee, amount })),
  );
};

/** Blank where a client knows of no other currency than the library's own. */
const isOurCurrency = ({ message: { fixed } }: Request): boolean =>
  ['', CURRENCY].includes((fixed['currency'] ?? '').trim().toUpperCase());

const methodOf = ({ message: { fixed } }: Request): string => fixed['payment_type'] ?? '00';

interface Payment {
  readonly id: string;
  readonly card: string;
  /** CG; empty: whatever is owed, the oldest first. */
  readonly fee: string;
  readonly amount: number;
}

async function settle(request: Request, { id, card, fee, amount }: Payment): Promise<Paid> {
  const { deps, library, now, account } = request;
  const say = (code: string): Paid => ({
    said: refusalWords({ code, params: {} }, languageOf(request)),
  });
  const patron = await deps.db.read('sip2-patron', { libraryId: library.id, card, now });
  if (patron.kind !== 'one')
    return say(patron.kind === 'several' ? 'several-matches' : 'card-unknown');
  // A fee is named by its own id, or by the item that it is about, as the list of 64 names it.
  const meant = patron.fees.filter((one) => one.id === fee || one.label === fee);
  if (fee !== '' && meant.length !== 1)
    return say(meant.length > 1 ? 'several-matches' : 'fee-unknown');
  const answer = await deps.db.write('fee-settle', {
    ...{ id, actor: actorOf(request), now, patronId: patron.id, amount },
    feeId: fee === '' ? undefined : meant[0]?.id,
    how: account.waivers.includes(methodOf(request)) ? 'waived' : 'paid',
    method: methodOf(request),
    reference: numberIn(request, 'BK') || undefined,
    year: Number(dayIn(library.timeZone, now).slice(0, 4)),
  });
  if (answer.outcome === 'refused') return say(answer.refusal.code);
  return { receiptNumber: answer.receiptNumber };
}

/** BK: our receipt number, for what the terminal prints. */
const reply = (request: Request, { receiptNumber, said }: Paid): Outgoing =>
  message(
    '38',
    {
      payment_accepted: receiptNumber === undefined ? 'N' : 'Y',
      transaction_date: stamp(request),
    },
    [
      ['AO', institutionOf(request.account)],
      ['AA', echoOf(request, 'AA')],
      ['BK', receiptNumber],
      ['AF', said],
    ],
  );
