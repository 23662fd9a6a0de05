/** A terminal fetches what is set of it: when it signs in, when something has changed, and now and then. */
import { createRoute } from '@hono/zod-openapi';
import type { GuardedDeps } from '../deps.ts';
import { json, newApi, problems } from '../http/api.ts';
import type { TerminalEnv } from '../terminals/terminal-gate.ts';
import { InForceAnswer } from './schema.ts';

const fetchSettings = createRoute({
  method: 'get',
  path: '/terminals/settings',
  tags: ['terminals'],
  security: [{ terminal: [] }],
  summary: 'What is set of this terminal from afar, inherited and own in one',
  description: 'Ask with `If-None-Match`: 304 when it is what the terminal has.',
  responses: {
    200: json(InForceAnswer, 'Version 0: nobody has set anything'),
    304: { description: 'It is that version still' },
    ...problems(401),
  },
});

export function routes({ db, terminals }: GuardedDeps) {
  const api = newApi<TerminalEnv>();
  api.use('/terminals/settings', terminals.requireTerminal);
  return api.openapi(fetchSettings, async (c) => {
    const asked = { terminalId: c.var.terminal.id };
    const told =
      (await db.read('settings-of-terminal', asked)) ?? (await db.write('settings-note', asked));
    const tag = `"${told.version}"`;
    c.header('ETag', tag);
    return c.req.header('If-None-Match') === tag ? c.body(null, 304) : c.json(told, 200);
  });
}
