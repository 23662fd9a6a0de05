/** History of a terminal, today, and the week. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { GuardedDeps } from '../../deps.ts';
import { ApiProblem, json, newApi, problems } from '../../http/api.ts';
import { mustBe, reachOf } from '../../staff/desk.ts';
import { ById } from '../../staff/desk-schema.ts';
import type { StaffEnv } from '../../staff/staff-gate.ts';
import { alertView } from '../alerts/view.ts';
import { firstDayOf } from '../rules/week.ts';
import { reportCsv } from './csv.ts';
import { HistoryQuery, Report, ReportQuery, TerminalHistory, Today } from './schema.ts';

const shared = { tags: ['staff', 'monitoring'], security: [{ staff: [] }] };
const CSV = { 'text/csv': { schema: z.string() } };

const history = createRoute({
  ...shared,
  method: 'get',
  path: '/staff/terminals/{id}/history',
  summary: 'What a terminal has done, and what was wrong with it',
  request: { params: ById, query: HistoryQuery },
  responses: { 200: json(TerminalHistory), ...problems(400, 401, 404) },
});

const today = createRoute({
  ...shared,
  method: 'get',
  path: '/staff/monitoring/today',
  summary: 'Loans and returns of each terminal, hour by hour, since midnight',
  responses: { 200: json(Today), ...problems(401) },
});

const report = createRoute({
  ...shared,
  method: 'get',
  path: '/staff/monitoring/report',
  summary: 'One week, by library and terminal; CSV by `Accept: text/csv`',
  request: { query: ReportQuery },
  responses: {
    200: { description: '', content: { 'application/json': { schema: Report }, ...CSV } },
    ...problems(400, 401),
  },
});

const csv = createRoute({
  ...shared,
  method: 'get',
  path: '/staff/monitoring/report.csv',
  summary: 'The same as a file: one line a terminal',
  request: { query: ReportQuery },
  responses: { 200: { description: '', content: CSV }, ...problems(400, 401) },
});

export function routes({ db, now, staff }: GuardedDeps) {
  const read = async (c: Context<StaffEnv>, asked: z.output<typeof ReportQuery>) => {
    const { week, library } = asked;
    const firstDay = firstDayOf(week);
    if (firstDay === undefined)
      throw new ApiProblem(400, 'does-not-fit', 'that year has no such week');
    const reach = reachOf(c, now());
    return { week, ...(await db.read('weekly-report', { reach, firstDay, library })) };
  };

  const api = newApi<StaffEnv>();
  api.use('/staff/terminals/:id/history', staff.requireStaff);
  api.use('/staff/monitoring/*', staff.requireStaff);
  return api
    .openapi(history, async (c) => {
      const { days, language } = c.req.valid('query');
      const reach = reachOf(c, now());
      const asked = { reach, terminalId: c.req.valid('param').id, days };
      const found = mustBe(await db.read('terminal-history', asked), 'terminal');
      return c.json({ ...found, alerts: found.alerts.map(alertView(language, reach.now)) }, 200);
    })
    .openapi(today, async (c) => {
      const reach = reachOf(c, now());
      const found = await db.read('monitoring-today', { reach });
      return c.json({ serverTime: reach.now, ...found }, 200);
    })
    .openapi(report, async (c) => {
      const asked = c.req.valid('query');
      const found = await read(c, asked);
      const wantsCsv = (c.req.header('Accept') ?? '').split(',', 1)[0]?.trim() === 'text/csv';
      return wantsCsv ? asCsv(c, found, asked) : c.json(found, 200);
    })
    .openapi(csv, async (c) => {
      const asked = c.req.valid('query');
      return asCsv(c, await read(c, asked), asked);
    });
}

const asCsv = (
  c: Context<StaffEnv>,
  found: Report,
  { week, language }: z.output<typeof ReportQuery>,
) =>
  c.body(reportCsv(found, language), 200, {
    'Content-Type': 'text/csv; charset=utf-8',
    'Content-Disposition': `attachment; filename="${week}.csv"`,
  });
