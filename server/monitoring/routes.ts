import { createRoute, z } from '@hono/zod-openapi';
import type { GuardedDeps } from '../deps.ts';
import { json, newApi, problems } from '../http/api.ts';
import type { StaffEnv } from '../staff/staff-gate.ts';
import { TerminalState } from '../terminals/schema.ts';
import { live } from './live.ts';
import type { Telling } from './live.ts';
import { nextSilence } from './rules/presence.ts';
import { TerminalEventsQuery, TerminalList } from './schema.ts';
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
  description:
    'The data of each event is a TerminalList; with `changes` it is one at first and whenever terminals are added, ' +
    'renamed, moved or removed, and TerminalChanges in between. The stream ends with the session.',
  request: { query: TerminalEventsQuery },
  responses: {
    200: {
      description: 'Server-sent events (HTML §9.2)',
      content: { 'text/event-stream': { schema: z.string() } },
    },
    ...problems(400, 401),
  },
});

export function routes(deps: GuardedDeps) {
  const { db, now, staff, news } = deps;
  const api = newApi<StaffEnv>();
  api.use('/staff/terminals', staff.requireStaff);
  api.use('/staff/terminals/*', staff.requireStaff);
  return api
    .openapi(list, async (c) => {
      const serverTime = now();
      const asked = { accountId: c.var.staff.accountId, now: serverTime };
      const { terminals } = await db.read('terminals-of-staff', asked);
      return c.json({ serverTime, terminals: terminals.map(view) }, 200);
    })
    .openapi(events, (c) => {
      const watch = new WatchedList(deps);
      const { changes } = c.req.valid('query');
      return live(c, { ...deps, news }, ({ accountId }) =>
        changes ? watch.changes(accountId) : watch.whole(accountId),
      );
    });
}

/** A word may be written down a moment after the time that it bears. */
const OVERLAP_MS = 5_000;

/** What one watcher has been told of the terminals. */
class WatchedList {
  readonly #deps: Pick<GuardedDeps, 'db' | 'now'>;
  #told = '';
  #outline = '';
  #toldAt = 0;
  /** When each was heard, and whether it is online, as last told: a newer word has a newer time. */
  readonly #presences = new Map<string, string>();

  constructor(deps: Pick<GuardedDeps, 'db' | 'now'>) {
    this.#deps = deps;
  }

  async whole(accountId: string): Promise<Telling> {
    const serverTime = this.#deps.now();
    const { terminals } = await this.#read(accountId, serverTime);
    const next = nextSilence(terminals.map(({ presence }) => presence));
    const said = JSON.stringify(terminals);
    if (said === this.#told) return { next };
    this.#told = said;
    return { data: { serverTime, terminals: terminals.map(view) }, next };
  }

  /** A thousand terminals speak fifty times a second: only who has spoken is told of. */
  async changes(accountId: string): Promise<Telling> {
    const serverTime = this.#deps.now();
    // The clock may have been put back meanwhile.
    const since = Math.min(this.#toldAt, serverTime) - OVERLAP_MS;
    const { terminals, outline } = await this.#read(accountId, serverTime, since);
    this.#toldAt = serverTime;
    if (outline !== this.#outline) return this.#anew(accountId, serverTime, outline);
    const changed = terminals.filter((one) => this.#isNew(one));
    return changed.length > 0 ? { data: { serverTime, changed: changed.map(view) } } : {};
  }

  async #anew(accountId: string, serverTime: number, outline: string): Promise<Telling> {
    const { terminals } = await this.#read(accountId, serverTime);
    this.#outline = outline;
    this.#presences.clear();
    terminals.forEach((one) => this.#isNew(one));
    return { data: { serverTime, terminals: terminals.map(view) } };
  }

  #isNew(terminal: WatchedTerminal): boolean {
    const said = JSON.stringify(terminal.presence);
    const isNew = this.#presences.get(terminal.id) !== said;
    this.#presences.set(terminal.id, said);
    return isNew;
  }

  #read(accountId: string, now: number, since?: number) {
    return this.#deps.db.read('terminals-of-staff', { accountId, now, since });
  }
}

function view({ id, name, library, presence, state }: WatchedTerminal) {
  const said = state === undefined ? undefined : TerminalState.safeParse(JSON.parse(state));
  // What an older terminal said in other words before an upgrade is not shown; it speaks again within 20 s.
  return { id, name, library, ...presence, ...(said?.success === true && { state: said.data }) };
}
