/** What a library lends while nobody answers: read by its staff, changed by its administrators. */
import { createRoute, z } from '@hono/zod-openapi';
import { v7 as newId } from 'uuid';
import { LibraryQuery } from '../circulation/holds/schema.ts';
import type { GuardedDeps } from '../deps.ts';
import { json, jsonBody, newApi, problems } from '../http/api.ts';
import { mustBe, reachOf, staffActor, told } from '../staff/desk.ts';
import { actAnswer } from '../staff/desk-schema.ts';
import type { StaffEnv } from '../staff/staff-gate.ts';
import { OfflineRulesRequest, OfflineRulesView, PermitEndRequest } from './staff-schema.ts';

const shared = { tags: ['staff', 'rules'], security: [{ staff: [] }] };

const view = createRoute({
  ...shared,
  method: 'get',
  path: '/staff/offline-rules',
  summary: 'What is lent at a library while nobody answers, and which library says so',
  request: { query: LibraryQuery },
  responses: { 200: json(OfflineRulesView), ...problems(400, 401, 404) },
});

const put = createRoute({
  ...shared,
  method: 'put',
  path: '/staff/offline-rules',
  summary: 'Change it, there and below, or inherit it again; for administrators of the library',
  description: 'Terminals hear of it with their next permit, within the hour.',
  request: { body: jsonBody(OfflineRulesRequest) },
  responses: { 200: json(actAnswer({}), 'Done, or why not'), ...problems(400, 401) },
});

const ended = z
  .boolean()
  .openapi({ description: 'Whether there was a permit: only a terminal that asks makes one' });

const end = createRoute({
  ...shared,
  method: 'post',
  path: '/staff/permit/end',
  summary: 'Give the terminals of a library a permit with another key; for its administrators',
  description: 'Where a disk may have been copied. Terminals get it when they next ask.',
  request: { body: jsonBody(PermitEndRequest) },
  responses: { 200: json(actAnswer({ ended }), 'Done, or why not'), ...problems(400, 401) },
});

export function staffRoutes({ db, now, staff }: GuardedDeps) {
  const api = newApi<StaffEnv>();
  api.use('/staff/offline-rules', staff.requireStaff);
  api.use('/staff/permit/end', staff.requireStaff);
  return api
    .openapi(view, async (c) => {
      const asked = { reach: reachOf(c, now()), libraryId: c.req.valid('query').library };
      return c.json(mustBe(await db.read('offline-rules-view', asked), 'library'), 200);
    })
    .openapi(put, async (c) => {
      const { library, rules } = c.req.valid('json');
      const act = { id: newId(), actor: staffActor(c, library), now: now(), rules };
      return c.json(told(await db.write('offline-rules-put', act)), 200);
    })
    .openapi(end, async (c) => {
      const { id, library } = c.req.valid('json');
      const act = { id, actor: staffActor(c, library), now: now() };
      return c.json(told(await db.write('permit-end', act)), 200);
    });
}
