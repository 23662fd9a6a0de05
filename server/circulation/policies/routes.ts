/** The rules of lending at the desk: read, changed, tried. */
import { createRoute } from '@hono/zod-openapi';
import { v7 as newId } from 'uuid';
import type { GuardedDeps } from '../../deps.ts';
import { json, jsonBody, newApi, problems } from '../../http/api.ts';
import { mustBe, reachOf, staffActor, told } from '../../staff/desk.ts';
import { actAnswer, AtQuery, ById } from '../../staff/desk-schema.ts';
import type { StaffEnv } from '../../staff/staff-gate.ts';
import { LibraryQuery } from '../holds/schema.ts';
import {
  ItemClassRequest,
  PatronClassRequest,
  RuleRequest,
  RuleTable,
  TryAnswer,
  TryRequest,
} from './schema.ts';
import { policyOf } from './view.ts';

const shared = { tags: ['staff', 'rules'], security: [{ staff: [] }] };
const done = { 200: json(actAnswer({}), 'Done, or why not'), ...problems(400, 401) };

const table = createRoute({
  ...shared,
  method: 'get',
  path: '/staff/rules',
  summary: 'The rule in force for each pair of classes at a library, and its own rules',
  request: { query: LibraryQuery },
  responses: { 200: json(RuleTable), ...problems(400, 401, 404) },
});

const put = createRoute({
  ...shared,
  method: 'put',
  path: '/staff/rules/{id}',
  summary: 'Add a rule, or change it; for administrators of its library',
  request: { params: ById, body: jsonBody(RuleRequest) },
  responses: done,
});

const remove = createRoute({
  ...shared,
  method: 'delete',
  path: '/staff/rules/{id}',
  summary: 'Take a rule away; what is inherited holds again',
  request: { params: ById, query: AtQuery },
  responses: done,
});

const putPatronClass = createRoute({
  ...shared,
  method: 'put',
  path: '/staff/patron-classes/{id}',
  summary: 'Add or rename a class of patrons; for administrators of the whole network',
  request: { params: ById, query: AtQuery, body: jsonBody(PatronClassRequest) },
  responses: done,
});

const putItemClass = createRoute({
  ...shared,
  method: 'put',
  path: '/staff/item-classes/{id}',
  summary: 'Add or change a class of items; for administrators of the whole network',
  request: { params: ById, query: AtQuery, body: jsonBody(ItemClassRequest) },
  responses: done,
});

const tryOut = createRoute({
  ...shared,
  method: 'post',
  path: '/staff/rules/try',
  summary: 'What would happen if: this patron, this item, this day',
  request: { body: jsonBody(TryRequest) },
  responses: { 200: json(TryAnswer), ...problems(400, 401, 404) },
});

export function routes({ db, now, staff }: GuardedDeps) {
  const api = newApi<StaffEnv>();
  for (const path of ['rules', 'rules/*', 'patron-classes/*', 'item-classes/*'])
    api.use(`/staff/${path}`, staff.requireStaff);
  return api
    .openapi(table, async (c) => {
      const asked = { reach: reachOf(c, now()), libraryId: c.req.valid('query').library };
      return c.json(mustBe(await db.read('rule-table', asked), 'library'), 200);
    })
    .openapi(put, async (c) => {
      const body = c.req.valid('json');
      const policy = policyOf(c.req.valid('param').id, body);
      const act = { id: newId(), actor: staffActor(c, body.library), now: now(), policy };
      return c.json(told(await db.write('rule-put', act)), 200);
    })
    .openapi(remove, async (c) => {
      const actor = staffActor(c, c.req.valid('query').library);
      const act = { id: newId(), actor, now: now(), ruleId: c.req.valid('param').id };
      return c.json(told(await db.write('rule-delete', act)), 200);
    })
    .openapi(putPatronClass, async (c) => {
      const actor = staffActor(c, c.req.valid('query').library);
      const act = { id: newId(), actor, now: now(), classId: c.req.valid('param').id };
      const answer = await db.write('patron-class-put', { ...act, ...c.req.valid('json') });
      return c.json(told(answer), 200);
    })
    .openapi(putItemClass, async (c) => {
      const actor = staffActor(c, c.req.valid('query').library);
      const act = { id: newId(), actor, now: now(), classId: c.req.valid('param').id };
      const answer = await db.write('item-class-put', { ...act, ...c.req.valid('json') });
      return c.json(told(answer), 200);
    })
    .openapi(tryOut, async (c) => {
      const asked = { ...c.req.valid('json'), reach: reachOf(c, now()) };
      return c.json(mustBe(await db.read('rule-try', asked), 'library'), 200);
    });
}
