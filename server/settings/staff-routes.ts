/** Settings of terminals, as staff see and change them. */
import { createRoute, z } from '@hono/zod-openapi';
import type { GuardedDeps } from '../deps.ts';
import { json, jsonBody, newApi, problems } from '../http/api.ts';
import { actAnswer } from '../staff/desk-schema.ts';
import { mustBe, reachOf, staffActor, told } from '../staff/desk.ts';
import type { StaffEnv } from '../staff/staff-gate.ts';
import type { Place } from './rules/place.ts';
import { PlaceQuery, RestoreRequest, SettingsRequest, SettingsView } from './schema.ts';

const shared = { tags: ['staff', 'terminals'], security: [{ staff: [] }] };
const Kept = actAnswer({ version: z.number().int() });

const look = createRoute({
  ...shared,
  method: 'get',
  path: '/staff/settings',
  summary: 'What is set at a place, what it inherits and from where, and its versions',
  request: { query: PlaceQuery },
  responses: { 200: json(SettingsView), ...problems(400, 401, 404) },
});

const put = createRoute({
  ...shared,
  method: 'put',
  path: '/staff/settings',
  summary: 'Change what is set at a place; for its administrators',
  description:
    'Terminals it concerns hear of it at once, and take it between two visits. One that does not hear the server afterwards goes back by itself.',
  request: { body: jsonBody(SettingsRequest) },
  responses: { 200: json(Kept, 'Done, or why not'), ...problems(400, 401) },
});

const restore = createRoute({
  ...shared,
  method: 'post',
  path: '/staff/settings/restore',
  summary: 'Bring back an earlier version, as a new one; for its administrators',
  request: { body: jsonBody(RestoreRequest) },
  responses: { 200: json(Kept, 'Done, or why not'), ...problems(400, 401) },
});

export function staffRoutes({ db, links, now, staff }: GuardedDeps) {
  const api = newApi<StaffEnv>();
  api.use('/staff/settings', staff.requireStaff);
  api.use('/staff/settings/*', staff.requireStaff);
  return api
    .openapi(look, async (c) => {
      const place = placeOf(c.req.valid('query'));
      const view = mustBe(
        await db.read('settings-view', { reach: reachOf(c, now()), place }),
        'library',
      );
      if (place.kind !== 'terminal') return c.json(view, 200);
      const wanted = await db.read('settings-wanted', { terminalId: place.id });
      return c.json({ ...view, wanted }, 200);
    })
    .openapi(put, async (c) => {
      const { library, ...wish } = c.req.valid('json');
      const act = { ...wish, actor: staffActor(c, library), now: now() };
      const answer = await db.write('settings-put', act);
      links.settingsChanged();
      return c.json(told(answer), 200);
    })
    .openapi(restore, async (c) => {
      const { library, ...wish } = c.req.valid('json');
      const act = { ...wish, actor: staffActor(c, library), now: now() };
      const answer = await db.write('settings-restore', act);
      links.settingsChanged();
      return c.json(told(answer), 200);
    });
}

function placeOf({ library, profile, terminal }: z.output<typeof PlaceQuery>): Place {
  if (terminal !== undefined) return { kind: 'terminal', id: terminal };
  const scope = profile === undefined ? {} : { profile };
  return library === undefined
    ? { kind: 'network', ...scope }
    : { kind: 'library', id: library, ...scope };
}
