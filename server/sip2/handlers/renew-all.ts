/** 65-66 renew all. */
import { once } from '../acts.ts';
import { refuseByPin } from '../pins.ts';
import type { Outgoing } from '../protocol/message.ts';
import { message } from '../protocol/message.ts';
import type { Handler, Request } from '../request.ts';
import { languageOf, numberIn, stamp } from '../request.ts';
import { institutionOf } from '../rules/account.ts';
import type { LoanFacts } from '../rules/facts.ts';
import { noticeWords, refusalWords } from '../rules/words.ts';
import { transact } from '../transact.ts';

interface Renewed {
  readonly yes: readonly LoanFacts[];
  readonly no: readonly LoanFacts[];
  readonly said?: string | undefined;
  /** The whole was refused: nothing was tried. */
  readonly isRefused?: boolean;
}

export const renewAllReply: Handler = async (request) => {
  const language = languageOf(request);
  const pinRefusal = await refuseByPin(request);
  if (pinRefusal) return reply(request, refused(refusalWords(pinRefusal, language)));
  const { deps, library, now } = request;
  const card = numberIn(request, 'AA');
  return once(request, { kind: 'renew-all', card, item: '' }, async (idOf) => {
    const patron = await deps.db.read('sip2-patron', { libraryId: library.id, card, now });
    if (patron.kind !== 'one') return reply(request, refused(unclear(request, patron.kind)));
    return reply(request, await renewed(request, card, patron.loans, idOf));
  });
};

const refused = (said: string): Renewed => ({ yes: [], no: [], said, isRefused: true });

const unclear = (request: Request, kind: 'none' | 'several'): string => {
  const code = kind === 'several' ? 'several-matches' : 'card-unknown';
  return refusalWords({ code, params: {} }, languageOf(request));
};

/** One after the other: all are of one patron, and wait for one another anyway. */
async function renewed(
  request: Request,
  card: string,
  loans: readonly LoanFacts[],
  idOf: (part: string) => string,
): Promise<Renewed> {
  const [yes, no]: [LoanFacts[], LoanFacts[]] = [[], []];
  for (const loan of loans) {
    const asked = { id: idOf(loan.itemId), card, item: loan.label, isPromise: false };
    const answer = await transact(request, { ...asked, act: 'renew' });
    (answer.outcome === 'accepted' ? yes : no).push(loan);
  }
  const said =
    loans.length === 0 ? noticeWords('nothing-to-renew', languageOf(request)) : undefined;
  return { yes, no, said };
}

/** The loans are named as 64 names them. */
function reply(request: Request, { yes, no, said, isRefused = false }: Renewed): Outgoing {
  const named = ({ title, label }: LoanFacts) =>
    request.account.lists === 'titles' ? title : label;
  return message(
    '66',
    {
      ok: !isRefused && (yes.length > 0 || no.length === 0) ? '1' : '0',
      renewed_count: String(yes.length).padStart(4, '0'),
      unrenewed_count: String(no.length).padStart(4, '0'),
      transaction_date: stamp(request),
    },
    [
      ['AO', institutionOf(request.account)],
      ...yes.map((loan) => ['BM', named(loan)] as const),
      ...no.map((loan) => ['BN', named(loan)] as const),
      ['AF', said],
    ],
  );
}
