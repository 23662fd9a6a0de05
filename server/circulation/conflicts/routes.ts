/** Conflicts at the desk: listed, settled, taken back. */
import { randomBytes } from 'node:crypto';
import { createRoute } from '@hono/zod-openapi';
import type { GuardedDeps } from '../../deps.ts';
import { json, jsonBody, newApi, problems } from '../../http/api.ts';
import { mustBe, reachOf, staffActor, told } from '../../staff/desk.ts';
import type { StaffEnv } from '../../staff/staff-gate.ts';
import { receiptCode } from '../receipt-code.ts';
import {
  ByConflict,
  ConflictCount,
  ConflictPage,
  ConflictsQuery,
  ConflictStory,
  DecisionAnswer,
  DecisionRequest,
  KeepAllAnswer,
  KeepAllRequest,
  UndoAnswer,
  UndoRequest,
} from './schema.ts';

const shared = { tags: ['staff', 'conflicts'], security: [{ staff: [] }] };

const list = createRoute({
  ...shared,
  method: 'get',
  path: '/staff/conflicts',
  summary: 'What is to be settled in the libraries of the caller, or was; the latest first',
  request: { query: ConflictsQuery },
  responses: { 200: json(ConflictPage), ...problems(400, 401) },
});

const count = createRoute({
  ...shared,
  method: 'get',
  path: '/staff/conflicts/count',
  summary: 'How many are open',
  responses: { 200: json(ConflictCount), ...problems(401) },
});

const story = createRoute({
  ...shared,
  method: 'get',
  path: '/staff/conflicts/{transaction}/{kind}/story',
  summary: 'What happened to the book around it, in order, and when the server learned of it',
  request: { params: ByConflict },
  responses: { 200: json(ConflictStory), ...problems(400, 401, 404) },
});

const keepAll = createRoute({
  ...shared,
  method: 'post',
  path: '/staff/conflicts/keep-all',
  summary: 'Let all loans of one terminal stand that are in question',
  request: { body: jsonBody(KeepAllRequest) },
  responses: { 200: json(KeepAllAnswer), ...problems(400, 401) },
});

const decide = createRoute({
  ...shared,
  method: 'post',
  path: '/staff/conflicts/{transaction}/{kind}/decision',
  summary: 'Settle a conflict, or note that its patron was asked',
  request: { params: ByConflict, body: jsonBody(DecisionRequest) },
  responses: { 200: json(DecisionAnswer), ...problems(400, 401) },
});

const undo = createRoute({
  ...shared,
  method: 'post',
  path: '/staff/conflicts/{transaction}/{kind}/undo',
  summary: 'Take the decision back',
  request: { params: ByConflict, body: jsonBody(UndoRequest) },
  responses: { 200: json(UndoAnswer), ...problems(400, 401) },
});

export function routes({ db, now, staff, clockUncertaintyMs }: GuardedDeps) {
  const api = newApi<StaffEnv>();
  api.use('/staff/conflicts', staff.requireStaff);
  api.use('/staff/conflicts/*', staff.requireStaff);
  return api
    .openapi(list, async (c) => {
      const { library: libraryId, terminal: terminalId, ...query } = c.req.valid('query');
      const asked = { ...query, libraryId, terminalId, reach: reachOf(c, now()) };
      const { conflicts, ...page } = await db.read('staff-conflicts', asked);
      return c.json({ ...page, conflicts: [...conflicts] }, 200);
    })
    .openapi(count, async (c) => {
      const open = await db.read('staff-conflict-count', { reach: reachOf(c, now()) });
      return c.json({ open }, 200);
    })
    .openapi(story, async (c) => {
      const { transaction: transactionId, kind } = c.req.valid('param');
      const asked = { transactionId, kind, reach: reachOf(c, now()) };
      const found = mustBe(await db.read('staff-conflict-story', asked), 'conflict');
      return c.json({ story: found }, 200);
    })
    .openapi(keepAll, async (c) => {
      const { library, terminal: terminalId, ...body } = c.req.valid('json');
      const act = { ...body, terminalId, actor: staffActor(c, library), now: now() };
      return c.json(told(await db.write('conflicts-keep-all', act)), 200);
    })
    .openapi(decide, async (c) => {
      const { library, ...body } = c.req.valid('json');
      const { transaction: transactionId, kind } = c.req.valid('param');
      const act = { ...body, transactionId, kind, actor: staffActor(c, library), now: now() };
      const asked = { ...act, clockUncertaintyMs, receiptCode: receiptCode(randomBytes(16)) };
      return c.json(told(await db.write('conflict-decide', asked)), 200);
    })
    .openapi(undo, async (c) => {
      const { library, ...body } = c.req.valid('json');
      const { transaction: transactionId, kind } = c.req.valid('param');
      const act = { ...body, transactionId, kind, actor: staffActor(c, library), now: now() };
      return c.json(told(await db.write('conflict-undo', { ...act, clockUncertaintyMs })), 200);
    });
}
