/** Items at the desk: what one is, where it is, and what staff say of it. */
import { createRoute } from '@hono/zod-openapi';
import type { GuardedDeps } from '../../deps.ts';
import { json, jsonBody, newApi, problems } from '../../http/api.ts';
import { mustBe, reachOf, staffActor, told } from '../../staff/desk.ts';
import { ById } from '../../staff/desk-schema.ts';
import type { StaffEnv } from '../../staff/staff-gate.ts';
import { ItemRecord, MarkAnswer, MarkRequest } from './schema.ts';

const shared = { tags: ['staff', 'items'], security: [{ staff: [] }] };

const look = createRoute({
  ...shared,
  method: 'get',
  path: '/staff/items/{id}',
  summary: 'All that staff see of an item',
  request: { params: ById },
  responses: { 200: json(ItemRecord), ...problems(400, 401, 404) },
});

const mark = createRoute({
  ...shared,
  method: 'post',
  path: '/staff/items/{id}/marks',
  summary: 'Lost, missing, found, damaged, mended, withdrawn, claimed returned, read here',
  request: { params: ById, body: jsonBody(MarkRequest) },
  responses: { 200: json(MarkAnswer), ...problems(400, 401) },
});

export function routes({ db, now, staff, clockUncertaintyMs }: GuardedDeps) {
  const api = newApi<StaffEnv>();
  api.use('/staff/items/*', staff.requireStaff);
  return api
    .openapi(look, async (c) => {
      const asked = { reach: reachOf(c, now()), itemId: c.req.valid('param').id };
      return c.json(mustBe(await db.read('staff-item', asked), 'item'), 200);
    })
    .openapi(mark, async (c) => {
      const { library, ...body } = c.req.valid('json');
      const { id: itemId } = c.req.valid('param');
      const act = { ...body, itemId, now: now(), clockUncertaintyMs };
      const answer = told(await db.write('item-mark', { ...act, actor: staffActor(c, library) }));
      if (answer.outcome === 'refused') return c.json(answer, 200);
      return c.json({ ...answer, charged: [...answer.charged] }, 200);
    });
}
