/** The register of terminals: read by staff of their libraries, kept by administrators. */
import { createRoute } from '@hono/zod-openapi';
import type { GuardedDeps } from '../deps.ts';
import { json, jsonBody, newApi, problems } from '../http/api.ts';
import { reachOf, told } from '../staff/desk.ts';
import { actAnswer } from '../staff/desk-schema.ts';
import type { StaffEnv } from '../staff/staff-gate.ts';
import { ByTerminal, TerminalChange, TerminalRegister, TerminalRevoke } from './pairing-schema.ts';

const shared = { tags: ['staff', 'terminals'], security: [{ staff: [] }] };
const done = { 200: json(actAnswer({}), 'Done, or why not'), ...problems(400, 401) };

const list = createRoute({
  ...shared,
  method: 'get',
  path: '/staff/terminal-register',
  summary: 'All terminals of the libraries one has rights at, the revoked too, with their keys',
  responses: { 200: json(TerminalRegister), ...problems(401) },
});

const change = createRoute({
  ...shared,
  method: 'put',
  path: '/staff/terminal-register/{id}',
  summary: 'Another name, profile or library; for administrators of both libraries',
  description:
    'The terminal hears of it within half a minute. A move ends the permits of the library it leaves.',
  request: { params: ByTerminal, body: jsonBody(TerminalChange) },
  responses: done,
});

const revoke = createRoute({
  ...shared,
  method: 'post',
  path: '/staff/terminal-register/{id}/revoke',
  summary: 'Its key opens nothing any more, and its library’s permits get a new key',
  request: { params: ByTerminal, body: jsonBody(TerminalRevoke) },
  responses: done,
});

export function routes({ db, links, now, staff, terminals }: GuardedDeps) {
  const api = newApi<StaffEnv>();
  api.use('/staff/terminal-register', staff.requireStaff);
  api.use('/staff/terminal-register/*', staff.requireStaff);
  const changed = (terminalId: string): void => {
    terminals.forget(terminalId);
    links.terminalChanged(terminalId);
  };
  const by = (accountId: string) => ({ actor: { kind: 'staff', id: accountId } as const });
  return api
    .openapi(list, async (c) => {
      const found = await db.read('terminal-register', reachOf(c, now()));
      return c.json({ serverTime: now(), terminals: found }, 200);
    })
    .openapi(change, async (c) => {
      const { act, library, ...wanted } = c.req.valid('json');
      const terminalId = c.req.valid('param').id;
      const answer = await db.write('terminal-change', {
        ...{ id: act, now: now(), terminalId, libraryId: library, ...wanted },
        ...by(c.var.staff.accountId),
      });
      changed(terminalId);
      return c.json(told(answer), 200);
    })
    .openapi(revoke, async (c) => {
      const terminalId = c.req.valid('param').id;
      const answer = await db.write('terminal-revoke', {
        ...{ id: c.req.valid('json').act, now: now(), terminalId },
        ...by(c.var.staff.accountId),
      });
      changed(terminalId);
      return c.json(told(answer), 200);
    });
}
