/** Holds at the desk: placed, changed, cancelled, and the lists that are worked down. */
import { createRoute, z } from '@hono/zod-openapi';
import { v7 as newId } from 'uuid';
import type { GuardedDeps } from '../../deps.ts';
import { json, jsonBody, newApi, problems } from '../../http/api.ts';
import { mustBe, staffActor, told } from '../../staff/desk.ts';
import { AtQuery, ById } from '../../staff/desk-schema.ts';
import type { StaffEnv } from '../../staff/staff-gate.ts';
import type { WhereTo } from './pass-on.ts';
import {
  HoldAnswer,
  HoldCancelAnswer,
  HoldChangeAnswer,
  HoldList,
  HoldListName,
  HoldPatch,
  HoldRequest,
  HoldTold,
  LibraryQuery,
  PullList,
  TransitLists,
} from './schema.ts';

const shared = { tags: ['staff', 'holds'], security: [{ staff: [] }] };

const place = createRoute({
  ...shared,
  method: 'post',
  path: '/staff/holds',
  summary: 'Let a patron wait for a title or a copy',
  request: { body: jsonBody(HoldRequest) },
  responses: { 200: json(HoldAnswer), ...problems(400, 401) },
});

const change = createRoute({
  ...shared,
  method: 'patch',
  path: '/staff/holds/{id}',
  summary: 'Another pick-up library, another last day',
  request: { params: ById, body: jsonBody(HoldPatch) },
  responses: { 200: json(HoldChangeAnswer), ...problems(400, 401) },
});

const cancel = createRoute({
  ...shared,
  method: 'delete',
  path: '/staff/holds/{id}',
  summary: 'End a hold; says where a copy that lies here goes now',
  request: { params: ById, query: AtQuery },
  responses: { 200: json(HoldCancelAnswer), ...problems(400, 401) },
});

const tell = createRoute({
  ...shared,
  method: 'post',
  path: '/staff/holds/{id}/told',
  summary: 'The patron was told that it lies there',
  request: { params: ById, body: jsonBody(HoldTold) },
  responses: { 200: json(HoldChangeAnswer), ...problems(400, 401) },
});

const pull = createRoute({
  ...shared,
  method: 'get',
  path: '/staff/holds/pull',
  summary: 'Copies to fetch from the shelves of a library',
  request: { query: LibraryQuery },
  responses: { 200: json(PullList), ...problems(400, 401, 404) },
});

const list = createRoute({
  ...shared,
  method: 'get',
  path: '/staff/holds/{list}',
  summary: 'Holds at a pick-up library: on the shelf, to be told, to be taken off, waiting',
  request: { params: z.strictObject({ list: HoldListName }), query: LibraryQuery },
  responses: { 200: json(HoldList), ...problems(400, 401, 404) },
});

const transits = createRoute({
  ...shared,
  method: 'get',
  path: '/staff/transits',
  summary: 'What is under way to and from a library',
  request: { query: LibraryQuery },
  responses: { 200: json(TransitLists), ...problems(400, 401, 404) },
});

export function routes({ db, now, staff }: GuardedDeps) {
  const api = newApi<StaffEnv>();
  api.use('/staff/holds', staff.requireStaff);
  api.use('/staff/holds/*', staff.requireStaff);
  api.use('/staff/transits', staff.requireStaff);
  /** @throws ApiProblem 404 where the library is none of theirs: an empty list would look like no work */
  const asked = async (accountId: string, libraryId: string) => {
    const libraries = await db.read('libraries-of-staff', { accountId });
    mustBe(
      libraries.find(({ id }) => id === libraryId),
      'library',
    );
    return { reach: { actor: { kind: 'staff' as const, id: accountId }, now: now() }, libraryId };
  };
  return api
    .openapi(place, async (c) => {
      const { library, patron, title, item, pickup, ...body } = c.req.valid('json');
      const names = { patronId: patron, titleId: title, itemId: item, pickupLibraryId: pickup };
      const act = { ...body, ...names, actor: staffActor(c, library), now: now() };
      return c.json(told(await db.write('hold-place', act)), 200);
    })
    .openapi(change, async (c) => {
      const { library, pickup, expiresOn } = c.req.valid('json');
      const { id: holdId } = c.req.valid('param');
      const act = { id: newId(), actor: staffActor(c, library), now: now(), holdId };
      const answer = await db.write('hold-change', { ...act, pickupLibraryId: pickup, expiresOn });
      return c.json(told(answer), 200);
    })
    .openapi(cancel, async (c) => {
      const actor = staffActor(c, c.req.valid('query').library);
      const { id: holdId } = c.req.valid('param');
      const answer = told(
        await db.write('hold-cancel', { id: newId(), actor, now: now(), holdId }),
      );
      if (answer.outcome === 'refused') return c.json(answer, 200);
      const destination = answer.destination && (await destinationView(answer.destination));
      return c.json({ outcome: 'accepted' as const, destination }, 200);
    })
    .openapi(tell, async (c) => {
      const { library, told: isTold } = c.req.valid('json');
      const { id: holdId } = c.req.valid('param');
      const act = { id: newId(), actor: staffActor(c, library), now: now(), holdId };
      return c.json(told(await db.write('hold-tell', { ...act, told: isTold })), 200);
    })
    .openapi(pull, async (c) => {
      const here = await asked(c.var.staff.accountId, c.req.valid('query').library);
      return c.json({ copies: await db.read('pull-list', here) }, 200);
    })
    .openapi(list, async (c) => {
      const here = await asked(c.var.staff.accountId, c.req.valid('query').library);
      const holds = await db.read('hold-list', { ...here, list: c.req.valid('param').list });
      return c.json({ holds }, 200);
    })
    .openapi(transits, async (c) => {
      const here = await asked(c.var.staff.accountId, c.req.valid('query').library);
      return c.json(await db.read('transits', here), 200);
    });

  async function destinationView({ kind, libraryId, until }: WhereTo) {
    const libraries = await db.read('libraries', {});
    const name = libraries.find(({ id }) => id === libraryId)?.name ?? libraryId;
    return { kind, library: { id: libraryId, name }, ...(until !== undefined && { until }) };
  }
}
