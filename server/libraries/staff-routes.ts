import { createRoute } from '@hono/zod-openapi';
import type { GuardedDeps } from '../deps.ts';
import { json, newApi, problems } from '../http/api.ts';
import type { StaffEnv } from '../staff/staff-gate.ts';
import { StaffLibraries } from './staff-schema.ts';

const list = createRoute({
  method: 'get',
  path: '/staff/libraries',
  tags: ['staff', 'libraries'],
  security: [{ staff: [] }],
  summary: 'The libraries where the caller may work',
  responses: { 200: json(StaffLibraries), ...problems(401) },
});

export function staffRoutes({ db, staff }: GuardedDeps) {
  const api = newApi<StaffEnv>();
  api.use('/staff/libraries', staff.requireStaff);
  return api.openapi(list, async (c) => {
    const { accountId } = c.var.staff;
    return c.json({ libraries: await db.read('libraries-of-staff', { accountId }) }, 200);
  });
}
