/** Staff look what lay in the bins of a drop box. */
import { createRoute } from '@hono/zod-openapi';
import type { GuardedDeps } from '../../deps.ts';
import { ApiProblem, json, newApi, problems } from '../../http/api.ts';
import { ById } from '../../staff/desk-schema.ts';
import { reachOf } from '../../staff/desk.ts';
import type { StaffEnv } from '../../staff/staff-gate.ts';
import { ByManifest, ManifestList, ManifestView } from './schema.ts';

const shared = { tags: ['staff', 'terminals'], security: [{ staff: [] }] };

const list = createRoute({
  ...shared,
  method: 'get',
  path: '/staff/terminals/{id}/manifests',
  summary: 'The bins of a drop box as they were emptied, newest first',
  request: { params: ById },
  responses: { 200: json(ManifestList), ...problems(401, 404) },
});

const one = createRoute({
  ...shared,
  method: 'get',
  path: '/staff/terminals/{id}/manifests/{manifest}',
  summary: 'Every book that lay in a bin; books only, whose they were is not in it',
  request: { params: ByManifest },
  responses: { 200: json(ManifestView), ...problems(401, 404) },
});

export function staffRoutes({ db, now, staff }: GuardedDeps) {
  const api = newApi<StaffEnv>();
  api.use('/staff/terminals/*', staff.requireStaff);
  return api
    .openapi(list, async (c) => {
      const asked = { reach: reachOf(c, now()), terminalId: c.req.valid('param').id };
      const manifests = await db.read('bin-manifests', asked);
      if (!manifests) throw unknown();
      return c.json({ manifests }, 200);
    })
    .openapi(one, async (c) => {
      const { id: terminalId, manifest: id } = c.req.valid('param');
      const found = await db.read('bin-manifest', { id, reach: reachOf(c, now()), terminalId });
      if (!found) throw unknown();
      return c.json(found, 200);
    });
}

const unknown = (): ApiProblem =>
  new ApiProblem(404, 'terminal-unknown', 'no terminal of a library of yours has this');
