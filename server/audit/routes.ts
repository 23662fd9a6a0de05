import { createRoute } from '@hono/zod-openapi';
import type { GuardedDeps } from '../deps.ts';
import { json, newApi, problems } from '../http/api.ts';
import { reachOf } from '../staff/desk.ts';
import type { StaffEnv } from '../staff/staff-gate.ts';
import { AuditPage, AuditQuery } from './schema.ts';

const page = createRoute({
  method: 'get',
  path: '/staff/audit',
  tags: ['staff'],
  security: [{ staff: [] }],
  summary: 'Who changed what, when and where, in the libraries of the caller; the latest first',
  request: { query: AuditQuery },
  responses: { 200: json(AuditPage), ...problems(400, 401) },
});

export function routes({ db, now, staff }: GuardedDeps) {
  const api = newApi<StaffEnv>();
  api.use('/staff/audit', staff.requireStaff);
  return api.openapi(page, async (c) => {
    const { library, ...query } = c.req.valid('query');
    const asked = { ...query, libraryId: library, reach: reachOf(c, now()) };
    return c.json(await db.read('audit-page', asked), 200);
  });
}
