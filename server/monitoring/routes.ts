import { setTimeout as delay } from 'node:timers/promises';
import { createRoute, z } from '@hono/zod-openapi';
import { getCookie } from 'hono/cookie';
import { streamSSE } from 'hono/streaming';
import type { GuardedDeps } from '../deps.ts';
import { json, newApi, problems } from '../http/api.ts';
import { STAFF_COOKIE } from '../staff/staff-gate.ts';
import type { StaffEnv } from '../staff/staff-gate.ts';
import { TerminalState } from '../terminals/schema.ts';
import { nextSilence } from './rules/presence.ts';
import type { Presence } from './rules/presence.ts';
import { TerminalList } from './schema.ts';
import type { WatchedTerminal } from './store.ts';

const list = createRoute({
  method: 'get',
  path: '/staff/terminals',
  tags: ['staff'],
  security: [{ staff: [] }],
  summary: 'The terminals of the libraries one has rights at',
  responses: { 200: json(TerminalList), ...problems(401) },
});

const events = createRoute({
  method: 'get',
  path: '/staff/terminals/events',
  tags: ['staff'],
  security: [{ staff: [] }],
  summary: 'The same list now and after each change, as server-sent events',
  description: 'The data of each event is a TerminalList. The stream ends with the session.',
  responses: {
    200: {
      description: 'Server-sent events (HTML §9.2)',
      content: { 'text/event-stream': { schema: z.string() } },
    },
    ...problems(401),
  },
});

/** Changes that come together are told together. */
const GATHER_MS = 200;
/** Looked at again even without news: the terminal may have spoken to another server of this network. */
const MOST_MS = 15_000;

export function routes({ db, now, staff, news, stopping }: GuardedDeps) {
  const lookUp = async (accountId: string) => {
    const serverTime = now();
    const watched = await db.read('terminals-of-staff', { accountId, now: serverTime });
    return { watched, list: { serverTime, terminals: watched.map(view) } };
  };

  const api = newApi<StaffEnv>();
  api.use('/staff/terminals', staff.requireStaff);
  api.use('/staff/terminals/*', staff.requireStaff);
  return api
    .openapi(list, async (c) => c.json((await lookUp(c.var.staff.accountId)).list, 200))
    .openapi(events, (c) => {
      const token = getCookie(c, STAFF_COOKIE) ?? '';
      const left = new AbortController();
      const ended = AbortSignal.any([stopping, left.signal]);
      return streamSSE(c, async (stream) => {
        stream.onAbort(() => left.abort());
        let told = '';
        while (!ended.aborted) {
          const seen = news.version;
          // Asked again each time: the session may have ended, and rights may have been taken away.
          const member = await staff.memberOf(token);
          if (!member) return;
          const { watched, list: current } = await lookUp(member.accountId);
          const said = JSON.stringify(current.terminals);
          if (said !== told) await stream.writeSSE({ data: JSON.stringify(current) });
          else await stream.write(': nothing new\n\n');
          told = said;
          const presences = watched.map(({ presence }) => presence);
          await news.next(seen, waitMs(presences, now()), ended);
          await delay(GATHER_MS, undefined, { signal: ended }).catch(() => undefined);
        }
      });
    });
}

/** Until somebody falls silent. */
function waitMs(presences: readonly Presence[], now: number): number {
  const silence = nextSilence(presences);
  return silence === undefined ? MOST_MS : Math.min(MOST_MS, Math.max(0, silence - now));
}

function view({ id, name, library, presence, state }: WatchedTerminal) {
  const said = state === undefined ? undefined : TerminalState.safeParse(JSON.parse(state));
  // What an older terminal said in other words before an upgrade is not shown; it speaks again within 20 s.
  return { id, name, library, ...presence, ...(said?.success === true && { state: said.data }) };
}
