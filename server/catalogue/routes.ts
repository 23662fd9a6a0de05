/** `POST /api/items/identify` for terminals, and the simple search of the staff pages. */
import { createRoute, z } from '@hono/zod-openapi';
import type { GuardedDeps } from '../deps.ts';
import { json, jsonBody, newApi, problems } from '../http/api.ts';
import type { StaffEnv } from '../staff/staff-gate.ts';
import type { TerminalEnv } from '../terminals/terminal-gate.ts';
import { ItemAnswer } from './item-answer.ts';
import { ItemQuery, TitleList } from './schema.ts';
import { tagRoutes } from './tag-routes.ts';

const identify = createRoute({
  method: 'post',
  path: '/items/identify',
  tags: ['catalogue'],
  security: [{ terminal: [] }],
  summary: 'What a scanned or decoded number is',
  request: { body: jsonBody(ItemQuery) },
  responses: { 200: json(ItemAnswer, 'The item, or why not'), ...problems(400, 401) },
});

const search = createRoute({
  method: 'get',
  path: '/staff/catalogue/search',
  tags: ['staff', 'catalogue'],
  security: [{ staff: [] }],
  summary: 'Titles with all the words, with or without marks',
  request: {
    query: z.strictObject({
      q: z.string().min(1).max(200),
      limit: z.coerce.number().int().min(1).max(100).default(20),
    }),
  },
  responses: { 200: json(TitleList), ...problems(400, 401) },
});

function terminalRoutes(deps: GuardedDeps) {
  const app = newApi<TerminalEnv>();
  app.use('/items/*', deps.terminals.requireTerminal);
  return app.openapi(identify, async (c) => {
    const asked = { ...c.req.valid('json'), libraryId: c.var.terminal.library.id, now: deps.now() };
    const found = await deps.db.read('item-identify', asked);
    if (found.outcome === 'accepted') return c.json(found, 200);
    const { code, params } = found.refusal;
    return c.json({ outcome: 'refused' as const, refusal: { code, params: { ...params } } }, 200);
  });
}

function staffRoutes(deps: GuardedDeps) {
  const app = newApi<StaffEnv>();
  app.use('/staff/catalogue/*', deps.staff.requireStaff);
  return app.openapi(search, async (c) => {
    const { q, limit } = c.req.valid('query');
    const titles = await deps.db.read('catalogue-search', { text: q, limit });
    return c.json({ titles }, 200);
  });
}

export function routes(deps: GuardedDeps) {
  return newApi()
    .route('/', terminalRoutes(deps))
    .route('/', staffRoutes(deps))
    .route('/', tagRoutes(deps));
}
