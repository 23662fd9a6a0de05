/** `POST /api/patrons/identify` and `/account`: POSTs, so that card numbers and PINs stay out of access logs. */
import { createRoute } from '@hono/zod-openapi';
import type { z } from '@hono/zod-openapi';
import type { GuardedDeps } from '../deps.ts';
import { json, jsonBody, newApi, problems } from '../http/api.ts';
import type { TerminalEnv } from '../terminals/terminal-gate.ts';
import type { KnownTerminal } from '../terminals/store.ts';
import type { CardQuery, Recognised } from './card-desk.ts';
import { recognise } from './card-desk.ts';
import { loansLeft, refuseIdentityCard, refusePatron } from './rules/identify.ts';
import { initialOf, isChild } from './rules/patron-view.ts';
import { MOST_AT_TERMINAL } from './rules/terminal-tries.ts';
import { TerminalTries } from './terminal-tries.ts';
import { AccountAnswer, AccountQuery, PatronAnswer, PatronQuery } from './schema.ts';

const identify = createRoute({
  method: 'post',
  path: '/patrons/identify',
  tags: ['patrons'],
  security: [{ terminal: [] }],
  summary: 'Whose card this is, and whether they may borrow',
  request: { body: jsonBody(PatronQuery) },
  responses: { 200: json(PatronAnswer, 'Who, or why not'), ...problems(400, 401) },
});

const account = createRoute({
  method: 'post',
  path: '/patrons/account',
  tags: ['patrons'],
  security: [{ terminal: [] }],
  summary: 'Loans and fees; only with the right PIN',
  request: { body: jsonBody(AccountQuery) },
  responses: { 200: json(AccountAnswer, 'The account, or why not'), ...problems(400, 401) },
});

export function routes(deps: GuardedDeps) {
  const tries = new TerminalTries(MOST_AT_TERMINAL);
  const cardOf = (
    { id: terminal, library }: KnownTerminal,
    asked: Pick<CardQuery, 'card' | 'entry' | 'pin'>,
  ) => recognise(deps, { ...asked, libraryId: library.id, at: { terminal, tries } });
  const app = newApi<TerminalEnv>();
  app.use('/patrons/*', deps.terminals.requireTerminal);
  return app
    .openapi(identify, async (c) => {
      const known = await cardOf(c.var.terminal, c.req.valid('json'));
      return c.json(patronAnswer(known, deps.mailer !== undefined), 200);
    })
    .openapi(account, async (c) => {
      const known = await cardOf(c.var.terminal, c.req.valid('json'));
      return c.json(await accountAnswer(deps, known), 200);
    });
}

type RefusalBody = Extract<z.infer<typeof PatronAnswer>, { outcome: 'refused' }>;
const refused = ({ refusal }: Extract<Recognised, { outcome: 'refused' }>): RefusalBody => ({
  outcome: 'refused',
  refusal: { code: refusal.code, params: { ...refusal.params } },
});

/** @param mails whether this server sends any */
function patronAnswer(known: Recognised, mails: boolean): z.infer<typeof PatronAnswer> {
  if (known.outcome === 'refused') return refused(known);
  const { patron, pin } = known;
  const refusal =
    refusePatron(patron.standing, patron.policies, pin, patron.today) ??
    refuseIdentityCard(patron.identityCard);
  if (refusal) return refused({ outcome: 'refused', refusal });
  const { ownCard } = patron.identityCard ?? {};
  const left = loansLeft(patron.standing.loans, patron.policies);
  return {
    outcome: 'accepted',
    patron: {
      initial: initialOf(patron.givenName),
      child: isChild(patron.birthDate, patron.today),
      hasPin: (patron.pinHash ?? patron.pinSealed) !== undefined,
      pinVerified: pin === 'right',
      ...(left !== undefined && { loansLeft: left }),
      ...(mails && patron.hasEmail && { hasEmail: true }),
      ...(patron.leadsClass && { mayLeadClass: true }),
      ...(ownCard !== undefined && { card: ownCard }),
    },
  };
}

/** Shown to a blocked patron too: they must see what to bring back. */
async function accountAnswer(
  { db, now }: GuardedDeps,
  known: Recognised,
): Promise<z.infer<typeof AccountAnswer>> {
  if (known.outcome === 'refused') return refused(known);
  const { standing, birthDate, today } = known.patron;
  const loans = await db.read('patron-loans', { patron: standing, now: now() });
  const fees = isChild(birthDate, today) ? {} : { feesOwed: standing.feesOwed };
  return { outcome: 'accepted', account: { loans, ...fees } };
}
