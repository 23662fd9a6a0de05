/** What needs a hand: open alerts, live; closed ones; acknowledged. */
import { createRoute, z } from '@hono/zod-openapi';
import type { GuardedDeps } from '../../deps.ts';
import { json, jsonBody, newApi, problems } from '../../http/api.ts';
import { reachOf, staffActor, told } from '../../staff/desk.ts';
import { ById } from '../../staff/desk-schema.ts';
import type { Reach } from '../../staff/reach.ts';
import type { StaffEnv } from '../../staff/staff-gate.ts';
import { live } from '../live.ts';
import type { Language } from '../rules/wishes.ts';
import {
  AcknowledgeAnswer,
  AcknowledgeRequest,
  AlertList,
  AlertsQuery,
  ClosedAlerts,
  ClosedAlertsQuery,
} from './schema.ts';
import { alertView } from './view.ts';

const shared = { tags: ['staff', 'monitoring'], security: [{ staff: [] }] };

const list = createRoute({
  ...shared,
  method: 'get',
  path: '/staff/alerts',
  summary: 'What is open at the terminals of the caller’s libraries',
  request: { query: AlertsQuery },
  responses: { 200: json(AlertList), ...problems(400, 401) },
});

const events = createRoute({
  ...shared,
  method: 'get',
  path: '/staff/alerts/events',
  summary: 'The same list now and after each change, as server-sent events',
  description: 'The data of each event is an AlertList. The stream ends with the session.',
  request: { query: AlertsQuery },
  responses: {
    200: {
      description: 'Server-sent events (HTML §9.2)',
      content: { 'text/event-stream': { schema: z.string() } },
    },
    ...problems(400, 401),
  },
});

const closed = createRoute({
  ...shared,
  method: 'get',
  path: '/staff/alerts/closed',
  summary: 'What is over; the latest first',
  request: { query: ClosedAlertsQuery },
  responses: { 200: json(ClosedAlerts), ...problems(400, 401) },
});

const acknowledge = createRoute({
  ...shared,
  method: 'post',
  path: '/staff/alerts/{id}/acknowledge',
  summary: 'Say that somebody sees to it',
  request: { params: ById, body: jsonBody(AcknowledgeRequest) },
  responses: { 200: json(AcknowledgeAnswer, 'Noted, or why not'), ...problems(400, 401) },
});

export function routes(deps: GuardedDeps) {
  const { db, now, staff, alertNews } = deps;
  const openFor = async (reach: Reach, language: Language): Promise<AlertList> => {
    const { alerts, noticesFailing } = await db.read('staff-alerts', { reach });
    const serverTime = reach.now;
    return { serverTime, alerts: alerts.map(alertView(language, serverTime)), noticesFailing };
  };

  const api = newApi<StaffEnv>();
  api.use('/staff/alerts', staff.requireStaff);
  api.use('/staff/alerts/*', staff.requireStaff);
  return api
    .openapi(list, async (c) =>
      c.json(await openFor(reachOf(c, now()), c.req.valid('query').language), 200),
    )
    .openapi(events, (c) => {
      const { language } = c.req.valid('query');
      let said = '';
      return live(c, { ...deps, news: alertNews }, async ({ accountId }) => {
        const reach: Reach = { actor: { kind: 'staff', id: accountId }, now: now() };
        const { serverTime, ...current } = await openFor(reach, language);
        const text = JSON.stringify(current);
        if (text === said) return {};
        said = text;
        return { data: { serverTime, ...current } };
      });
    })
    .openapi(closed, async (c) => {
      const { language, ...asked } = c.req.valid('query');
      const reach = reachOf(c, now());
      const { alerts, ...page } = await db.read('staff-closed-alerts', { ...asked, reach });
      return c.json({ ...page, alerts: alerts.map(alertView(language, reach.now)) }, 200);
    })
    .openapi(acknowledge, async (c) => {
      const { id, library, note } = c.req.valid('json');
      const actor = staffActor(c, library);
      const act = { id, actor, now: now(), note, alertId: c.req.valid('param').id };
      const answer = await db.write('alert-acknowledge', act);
      if (answer.outcome === 'accepted') alertNews.announce();
      return c.json(told(answer), 200);
    });
}
