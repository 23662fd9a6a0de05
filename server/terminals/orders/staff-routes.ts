/** Staff give orders to terminals, see what became of them, and take away what a terminal has handed in. */
import { gunzipSync } from 'node:zlib';
import { createRoute, z } from '@hono/zod-openapi';
import type { GuardedDeps } from '../../deps.ts';
import { ApiProblem, json, jsonBody, newApi, problems } from '../../http/api.ts';
import { actAnswer, ById } from '../../staff/desk-schema.ts';
import { reachOf, staffActor, told } from '../../staff/desk.ts';
import type { StaffEnv } from '../../staff/staff-gate.ts';
import { MOST_PLAIN_BYTES } from './routes.ts';
import { ByOrder, OrderList, OrderRequest } from './schema.ts';

const shared = { tags: ['staff', 'terminals'], security: [{ staff: [] }] };

const give = createRoute({
  ...shared,
  method: 'post',
  path: '/staff/terminals/{id}/orders',
  summary: 'Have a terminal do something; done once, however often it is told',
  request: { params: ById, body: jsonBody(OrderRequest) },
  responses: {
    200: json(actAnswer({ until: z.number().int() }), 'On its way, or why not'),
    ...problems(400, 401),
  },
});

const list = createRoute({
  ...shared,
  method: 'get',
  path: '/staff/terminals/{id}/orders',
  summary: 'The latest orders of a terminal, and what became of each',
  request: { params: ById },
  responses: { 200: json(OrderList), ...problems(401, 404) },
});

const bundle = createRoute({
  ...shared,
  method: 'get',
  path: '/staff/terminals/{id}/bundles/{order}',
  summary:
    'What a terminal has handed in of itself, as JSON lines; nothing of it is about a person',
  request: { params: ByOrder },
  responses: {
    200: {
      description: 'JSON lines, to be saved',
      content: { 'text/plain': { schema: z.string() } },
    },
    ...problems(401, 404),
  },
});

export function staffRoutes({ db, links, now, staff }: GuardedDeps) {
  const api = newApi<StaffEnv>();
  api.use('/staff/terminals/*', staff.requireStaff);
  return api
    .openapi(give, async (c) => {
      const { id: terminalId } = c.req.valid('param');
      const { id, what } = c.req.valid('json');
      const act = { id, what, terminalId, actor: staffActor(c, ''), now: now() };
      const answer = await db.write('order-give', act);
      links.orderGiven(terminalId);
      return c.json(told(answer), 200);
    })
    .openapi(list, async (c) => {
      const { id: terminalId } = c.req.valid('param');
      const asked = { reach: reachOf(c, now()), terminalId, now: now() };
      const orders = await db.read('orders-of-terminal', asked);
      if (!orders) throw unknown();
      return c.json({ serverTime: now(), orders }, 200);
    })
    .openapi(bundle, async (c) => {
      const { id, order } = c.req.valid('param');
      const asked = { reach: reachOf(c, now()), orderId: order, now: now() };
      const found = await db.read('terminal-bundle', asked);
      if (!found || found.terminalId !== id) throw unknown();
      const text = gunzipSync(found.bytes, { maxOutputLength: MOST_PLAIN_BYTES }).toString();
      const day = new Date(found.madeAt).toISOString().slice(0, 10);
      return c.text(text, 200, {
        'Content-Type': 'text/plain; charset=utf-8',
        'Content-Disposition': `attachment; filename="terminal-${day}-${order.slice(0, 8)}.jsonl"`,
      });
    });
}

const unknown = (): ApiProblem =>
  new ApiProblem(404, 'terminal-unknown', 'no terminal of a library of yours has this');
