/** Whether the PIN of a message is right. Wrong ones count as everywhere (docs/rules/circulation.md, K3 and K4). */
import type { Refusal } from '../circulation/rules/refusal.ts';
import { refuse } from '../circulation/rules/refusal.ts';
import { recognise } from '../patrons/card-desk.ts';
import type { Request } from './request.ts';
import { echoOf, numberIn } from './request.ts';
import type { Said } from './rules/words.ts';

export type PinCheck =
  { readonly pin: 'right' | 'not-given' } | { readonly pin: 'wrong'; readonly refusal: Refusal };

/** An empty AD is none: it is never a right PIN, not even of a patron without one. */
export async function checkPin(request: Request): Promise<PinCheck> {
  const card = numberIn(request, 'AA');
  const pin = echoOf(request, 'AD').trim();
  if (pin === '') return { pin: 'not-given' };
  if (request.pins.isRight(card, pin, request.now)) return { pin: 'right' };
  const before = request.pins.refusalOf(card, pin, request.now);
  if (before) return { pin: 'wrong', refusal: before };
  const { account, deps, library } = request;
  const at = { terminal: account.login, tries: deps.pinTries };
  const known = await recognise(deps, { libraryId: library.id, card, entry: 'scanned', pin, at });
  if (known.outcome === 'refused') {
    const { refusal } = known;
    if (refusal.code === 'pin-wrong') request.pins.keepWrong(card, pin, refusal, request.now);
    return { pin: 'wrong', refusal };
  }
  if (known.pin !== 'right') return { pin: 'not-given' };
  request.pins.keep(card, pin, request.now);
  return { pin: 'right' };
}

/**
 * What keeps an act from being done for this patron as far as the PIN goes: a wrong one always; none, where a rule of lending that may meet
 * the patron here asks for it (K6), unless it was shown here a moment ago.
 */
export async function refuseByPin(request: Request): Promise<Refusal | undefined> {
  const check = await checkPin(request);
  if (check.pin === 'wrong') return check.refusal;
  if (check.pin === 'right' || !request.library.mayAskPin) return undefined;
  const { deps, library, now, pins } = request;
  const card = numberIn(request, 'AA');
  if (pins.hasShown(card, now)) return undefined;
  const patron = await deps.db.read('sip2-patron', { libraryId: library.id, card, now });
  const asksPin = patron.kind === 'one' && patron.policies.some(({ requiresPin }) => requiresPin);
  return asksPin ? refuse('pin-required') : undefined;
}

/** What may be said of a refusal: that somebody owes money is nobody's business but the patron's (K7), and looks like a block without the PIN. */
export function tellable(request: Request, refusal: Said): Said {
  const { account, pins, now } = request;
  const isPrivate = refusal.code === 'fee-owed' && account.withoutPin !== 'all';
  if (!isPrivate || pins.hasShown(numberIn(request, 'AA'), now)) return refusal;
  return refuse('patron-blocked');
}
