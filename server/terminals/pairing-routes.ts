/** The one door for strangers: a terminal asks, staff type its code, compare six digits and let it in. */
import { randomBytes, randomUUID } from 'node:crypto';
import { createRoute } from '@hono/zod-openapi';
import { v7 as newId } from 'uuid';
import { refuse } from '../circulation/rules/refusal.ts';
import type { GuardedDeps } from '../deps.ts';
import { ApiProblem, askedTooOften, json, jsonBody, newApi, problems } from '../http/api.ts';
import { clientAddress } from '../http/client-address.ts';
import { reachOf, staffActor, told } from '../staff/desk.ts';
import type { StaffEnv } from '../staff/staff-gate.ts';
import { plainCode } from '../text/plain-letters.ts';
import { AskLimit } from './ask-limit.ts';
import { CODE_LIFE_MS, MOST_ASKED } from './rules/pairing-limits.ts';
import {
  ByPairing,
  PairingCode,
  PairingConfirm,
  PairingConfirmed,
  PairingFound,
  PairingLook,
  PairingRequest,
} from './pairing-schema.ts';
import type { PairingFound as PairingFoundAnswer } from './pairing-found.ts';
import { networkOf } from './rules/network-of.ts';
import { codeIn } from './rules/pairing-code.ts';

const ask = createRoute({
  method: 'post',
  path: '/terminals/pairing',
  tags: ['terminals'],
  summary: 'A code to be shown, for a terminal that the server does not know',
  description:
    'Until it ends, the same key gets the same code. Whether staff have let it in the terminal learns by signing in.',
  request: { body: jsonBody(PairingRequest) },
  responses: {
    200: json(PairingCode, 'Show it for ten minutes'),
    ...problems(400, 401, 409, 429),
  },
});

const shared = { tags: ['staff', 'terminals'], security: [{ staff: [] }] };

const look = createRoute({
  ...shared,
  method: 'post',
  path: '/staff/pairings/look',
  summary: 'Which terminal shows this code; for administrators',
  description: 'Five wrong ones by an account, or from an address, close it for ten minutes.',
  request: { body: jsonBody(PairingLook) },
  responses: {
    200: json(PairingFound, 'Compare the six digits, or why not'),
    ...problems(400, 401),
  },
});

const confirm = createRoute({
  ...shared,
  method: 'post',
  path: '/staff/pairings/{id}',
  summary: 'Let it in, as a new terminal or in the place of one; for administrators of its library',
  request: { params: ByPairing, body: jsonBody(PairingConfirm) },
  responses: { 200: json(PairingConfirmed, 'Done, or why not'), ...problems(400, 401) },
});

/** A code that somebody has is drawn again; three times in a row it will not happen. */
const DRAWS = 3;

export function routes({ db, links, now, staff, terminals, cookies, log }: GuardedDeps) {
  const limit = new AskLimit({ most: MOST_ASKED, withinMs: CODE_LIFE_MS });
  const api = newApi<StaffEnv>();
  api.use('/staff/pairings/*', staff.requireStaff);
  return api
    .openapi(ask, async (c) => {
      const { publicKey, challenge, signature, ...claims } = c.req.valid('json');
      const address = clientAddress(c, cookies.behindProxy);
      const until = limit.take(networkOf(address), now());
      if (until !== undefined) throw tooMany(until - now());
      if (!terminals.isHolder({ publicKey, challenge, signature }))
        throw new ApiProblem(
          401,
          'signature-wrong',
          'the signature does not fit key and challenge',
        );
      const given = await db.write('pairing-ask', {
        ...{ id: randomUUID(), publicKey, claims, address, now: now() },
        codes: Array.from({ length: DRAWS }, () => plainCode(randomBytes(16))),
      });
      if (given.outcome === 'accepted') {
        const { code, expiresAt } = given;
        return c.json({ code, expiresAt, serverTime: now() }, 200);
      }
      if (given.code === 'too-many') throw tooMany(given.until - now());
      throw new ApiProblem(409, 'key-in-use', 'this key is registered: sign in with it');
    })
    .openapi(look, async (c) => {
      const code = codeIn(c.req.valid('json').code);
      if (code === undefined) return c.json(told(malformed()), 200);
      const address = networkOf(clientAddress(c, cookies.behindProxy));
      const asked = { id: newId(), reach: reachOf(c, now()), address, code, now: now() };
      const found = await db.write('pairing-look', asked);
      if (found.outcome === 'refused')
        log.info(
          { account: c.var.staff.accountId, code: found.refusal.code },
          'no terminal shows it',
        );
      return c.json(told(found), 200);
    })
    .openapi(confirm, async (c) => {
      const { act, library, ...wanted } = c.req.valid('json');
      const actor = staffActor(c, library);
      const pairingId = c.req.valid('param').id;
      const done = await db.write('pairing-confirm', {
        ...{ id: act, actor, now: now(), pairingId, ...wanted },
      });
      if (done.outcome === 'accepted') {
        terminals.forget(done.terminal.id);
        // Of the machine whose place it has taken.
        links.terminalChanged(done.terminal.id);
      }
      return c.json(told(done), 200);
    });
}

/** Nobody has guessed anything by it: it is not counted. */
const malformed = (): PairingFoundAnswer => ({
  outcome: 'refused',
  refusal: refuse('pairing-code-malformed'),
});

const tooMany = (waitMs: number): ApiProblem =>
  askedTooOften('too-many-pairings', 'too many terminals ask to be paired just now', waitMs);
