/** Patrons at the desk: looked for, looked at, blocked, charged, and paid for. */
import { createRoute } from '@hono/zod-openapi';
import { v7 as newId } from 'uuid';
import {
  FeeAnswer,
  FeeRequest,
  PaymentAnswer,
  PaymentRequest,
} from '../circulation/fees/schema.ts';
import type { GuardedDeps } from '../deps.ts';
import { json, jsonBody, newApi, problems } from '../http/api.ts';
import { yearAt } from '../libraries/year-at.ts';
import { mustBe, reachOf, staffActor, told } from '../staff/desk.ts';
import { AtQuery, ById, Id } from '../staff/desk-schema.ts';
import type { StaffEnv } from '../staff/staff-gate.ts';
import {
  BlockAnswer,
  BlockEndAnswer,
  BlockRequest,
  PatronHits,
  PatronQueryLibrary,
  PatronRecordView,
  PatronSearch,
} from './staff-schema.ts';

const shared = { tags: ['staff', 'patrons'], security: [{ staff: [] }] };

const search = createRoute({
  ...shared,
  method: 'post',
  path: '/staff/patrons/search',
  summary: 'Patrons of the caller’s libraries, by card or by words of the name',
  request: { body: jsonBody(PatronSearch) },
  responses: { 200: json(PatronHits), ...problems(400, 401) },
});

const look = createRoute({
  ...shared,
  method: 'get',
  path: '/staff/patrons/{id}',
  summary: 'All that staff see of a patron',
  request: { params: ById, query: PatronQueryLibrary },
  responses: { 200: json(PatronRecordView), ...problems(400, 401, 404) },
});

const block = createRoute({
  ...shared,
  method: 'post',
  path: '/staff/patrons/{id}/blocks',
  summary: 'Put on a block; the same reason twice is one block',
  request: { params: ById, body: jsonBody(BlockRequest) },
  responses: { 200: json(BlockAnswer), ...problems(400, 401) },
});

const unblock = createRoute({
  ...shared,
  method: 'delete',
  path: '/staff/patrons/{id}/blocks/{blockId}',
  summary: 'End a block',
  request: { params: ById.extend({ blockId: Id }), query: AtQuery },
  responses: { 200: json(BlockEndAnswer), ...problems(400, 401) },
});

const charge = createRoute({
  ...shared,
  method: 'post',
  path: '/staff/patrons/{id}/fees',
  summary: 'Charge a fee',
  request: { params: ById, body: jsonBody(FeeRequest) },
  responses: { 200: json(FeeAnswer), ...problems(400, 401) },
});

const settle = createRoute({
  ...shared,
  method: 'post',
  path: '/staff/patrons/{id}/payments',
  summary: 'Take money for fees, or waive them; answers with the receipt number',
  request: { params: ById, body: jsonBody(PaymentRequest) },
  responses: { 200: json(PaymentAnswer), ...problems(400, 401) },
});

export function staffRoutes(deps: GuardedDeps) {
  const { db, now } = deps;
  const api = newApi<StaffEnv>();
  api.use('/staff/patrons/*', deps.staff.requireStaff);
  return api
    .openapi(search, async (c) => {
      const { text } = c.req.valid('json');
      const hits = await db.read('staff-patron-search', { reach: reachOf(c, now()), text });
      return c.json(hits, 200);
    })
    .openapi(look, async (c) => {
      const { library } = c.req.valid('query');
      const asked = { reach: reachOf(c, now()), patronId: c.req.valid('param').id };
      const found = await db.read('staff-patron', { ...asked, libraryId: library });
      return c.json(mustBe(found, 'patron'), 200);
    })
    .openapi(block, async (c) => {
      const { library, ...body } = c.req.valid('json');
      const act = { ...body, patronId: c.req.valid('param').id, now: now() };
      const answer = await db.write('block-put', { ...act, actor: staffActor(c, library) });
      return c.json(told(answer), 200);
    })
    .openapi(unblock, async (c) => {
      const { id: patronId, blockId } = c.req.valid('param');
      const actor = staffActor(c, c.req.valid('query').library);
      const act = { id: newId(), actor, patronId, blockId, now: now() };
      return c.json(told(await db.write('block-end', act)), 200);
    })
    .openapi(charge, async (c) => {
      const { library, item, ...body } = c.req.valid('json');
      const act = { ...body, itemId: item, patronId: c.req.valid('param').id, now: now() };
      const answer = await db.write('fee-charge', { ...act, actor: staffActor(c, library) });
      return c.json(told(answer), 200);
    })
    .openapi(settle, async (c) => {
      const { library, ...body } = c.req.valid('json');
      const year = await yearAt(db, library, now());
      const act = { ...body, patronId: c.req.valid('param').id, year, now: now() };
      const answer = told(await db.write('fee-settle', { ...act, actor: staffActor(c, library) }));
      if (answer.outcome === 'refused') return c.json(answer, 200);
      return c.json({ ...answer, settled: [...answer.settled] }, 200);
    });
}
