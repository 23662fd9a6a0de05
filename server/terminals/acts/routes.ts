/** A terminal tells what staff have done before it, and asks whose card it was shown. */
import { createRoute } from '@hono/zod-openapi';
import type { GuardedDeps } from '../../deps.ts';
import { ApiProblem, askedTooOften, json, jsonBody, newApi, problems } from '../../http/api.ts';
import { AskLimit } from '../ask-limit.ts';
import type { TerminalEnv } from '../terminal-gate.ts';
import { ActsTold, StaffCardAsked, StaffCardOwner } from './schema.ts';

const told = createRoute({
  method: 'post',
  path: '/terminals/acts',
  tags: ['terminals'],
  security: [{ terminal: [] }],
  summary: 'What staff have done at the terminal itself, for the journal; once, however often told',
  request: { body: jsonBody(ActsTold) },
  responses: { 204: { description: 'In the journal' }, ...problems(400, 401, 409) },
});

const staffCard = createRoute({
  method: 'post',
  path: '/terminals/staff-card',
  tags: ['terminals'],
  security: [{ terminal: [] }],
  summary: 'Whose card of staff this is, of those who have a role where the terminal stands',
  request: { body: jsonBody(StaffCardAsked) },
  responses: { 200: json(StaffCardOwner), ...problems(400, 401, 404, 429) },
});

/** Staff show their cards now and then; more is guessed at (SE35). */
const CARDS = { most: 30, withinMs: 900_000 };

export function routes({ db, now, terminals }: GuardedDeps) {
  const limit = new AskLimit(CARDS);
  const api = newApi<TerminalEnv>();
  api.use('/terminals/acts', terminals.requireTerminal);
  api.use('/terminals/staff-card', terminals.requireTerminal);
  return api
    .openapi(told, async (c) => {
      const { id: terminalId, library } = c.var.terminal;
      const { acts } = c.req.valid('json');
      const at = { terminalId, libraryId: library.id, now: now() };
      if (!(await db.write('terminal-acts-put', { ...at, acts })))
        throw new ApiProblem(409, 'id-taken', 'the id of an act is another act’s');
      return c.body(null, 204);
    })
    .openapi(staffCard, async (c) => {
      const { card } = c.req.valid('json');
      const { id, library } = c.var.terminal;
      const until = limit.take(id, now());
      if (until !== undefined)
        throw askedTooOften(
          'too-many-cards',
          'too many cards of staff were asked for here',
          until - now(),
        );
      const found = await db.read('staff-by-card', { card, libraryId: library.id });
      if (!found) throw new ApiProblem(404, 'card-unknown', 'it is no card of staff here');
      return c.json(found, 200);
    });
}
