/** Releases as staff see them, take them in, and let them out ring by ring. */
import { createRoute, z } from '@hono/zod-openapi';
import type { GuardedDeps } from '../deps.ts';
import { ApiProblem, json, jsonBody, newApi, problems } from '../http/api.ts';
import { actAnswer } from '../staff/desk-schema.ts';
import { reachOf, staffActor, told } from '../staff/desk.ts';
import type { StaffEnv } from '../staff/staff-gate.ts';
import { WHOLE_NETWORK } from '../staff/tables.ts';
import { BundleUpload, ByVersion, PlanRequest, UpdatesView } from './schema.ts';
import { ReleaseFault } from './signature.ts';
import type { TakenBundle } from './update-desk.ts';

export const UPLOAD_PATH = '/api/staff/updates';

const shared = { tags: ['staff', 'terminals'], security: [{ staff: [] }] };
const Planned = actAnswer({ version: z.string() });

const view = createRoute({
  ...shared,
  method: 'get',
  path: '/staff/updates',
  summary: 'Releases, how far each has been let out, and which version runs where',
  responses: { 200: json(UpdatesView), ...problems(401) },
});

const upload = createRoute({
  ...shared,
  method: 'post',
  path: '/staff/updates',
  summary: 'Take in a release that is signed; for administrators of the whole network',
  description: 'The body is the bundle itself. It is let out to nobody yet.',
  request: { query: BundleUpload },
  responses: {
    200: json(Planned, 'Taken in, or why not'),
    ...problems(400, 401, 403, 409, 422),
  },
});

const plan = createRoute({
  ...shared,
  method: 'put',
  path: '/staff/updates/{version}',
  summary: 'Let a release out to a ring, pause it, let it go on by itself; for the whole network',
  request: { params: ByVersion, body: jsonBody(PlanRequest) },
  responses: { 200: json(Planned, 'Done, or why not'), ...problems(400, 401) },
});

export function staffRoutes({ db, log, now, staff, updates }: GuardedDeps) {
  const api = newApi<StaffEnv>();
  api.use('/staff/updates', staff.requireStaff);
  api.use('/staff/updates/*', staff.requireStaff);
  return api
    .openapi(view, async (c) => {
      const at = now();
      const found = await db.read('updates-view', { reach: reachOf(c, at), now: at });
      return c.json({ serverTime: at, isSetUp: updates.isSetUp, ...found }, 200);
    })
    .openapi(upload, async (c) => {
      const { id, library } = c.req.valid('query');
      const { grants } = c.var.staff;
      // Asked again in the store; here so that nobody else fills the disk.
      if (!grants.some((one) => one.role === 'administrator' && one.libraryId === WHOLE_NETWORK))
        throw new ApiProblem(403, 'administrators-only', 'this is for the whole network’s');
      if (!updates.isSetUp)
        throw new ApiProblem(409, 'updates-not-set-up', 'the settings name no release keys');
      const { body } = c.req.raw;
      if (!body) throw new ApiProblem(400, 'empty', 'the body is the bundle itself');
      const add = async ({ manifest, signed }: TakenBundle) => {
        const act = { id, actor: staffActor(c, library), now: now() };
        const row = { manifest, signed: JSON.stringify(signed) };
        const answer = await db.write('release-add', { ...act, ...row });
        if (answer.outcome === 'accepted')
          log.info({ version: manifest.version }, 'a release was taken in');
        return answer;
      };
      return c.json(told(await updates.take(body, add).catch(refused)), 200);
    })
    .openapi(plan, async (c) => {
      const { version } = c.req.valid('param');
      const { library, ...wish } = c.req.valid('json');
      const act = { ...wish, version, actor: staffActor(c, library), now: now() };
      return c.json(told(await db.write('release-plan', act)), 200);
    });
}

function refused(error: unknown): never {
  if (error instanceof ReleaseFault)
    throw new ApiProblem(422, `release-${error.code}`, error.message);
  throw error;
}
