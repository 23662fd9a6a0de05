/** A receipt is looked up by its code. */
import { createRoute } from '@hono/zod-openapi';
import type { z } from '@hono/zod-openapi';
import type { GuardedDeps } from '../../deps.ts';
import { json, newApi, problems } from '../../http/api.ts';
import { reachOf } from '../../staff/desk.ts';
import type { StaffEnv } from '../../staff/staff-gate.ts';
import type { ReceiptFound } from '../receipt-look-up.ts';
import { ByCode, Receipts } from './receipt-schema.ts';
import type { ReceiptView } from './receipt-schema.ts';

const lookUp = createRoute({
  method: 'get',
  path: '/staff/receipts/{code}',
  tags: ['staff', 'conflicts'],
  security: [{ staff: [] }],
  summary: 'What the terminal saw, what it was answered, and what became of it since',
  request: { params: ByCode },
  responses: { 200: json(Receipts), ...problems(400, 401) },
});

export function routes({ db, now, staff }: GuardedDeps) {
  const api = newApi<StaffEnv>();
  api.use('/staff/receipts/*', staff.requireStaff);
  return api.openapi(lookUp, async (c) => {
    const { code } = c.req.valid('param');
    const found = await db.read('receipt-look-up', { reach: reachOf(c, now()), code });
    return c.json({ receipts: found.map(viewOf) }, 200);
  });
}

function viewOf(found: ReceiptFound): z.infer<typeof ReceiptView> {
  const { event, loan, record, conflicts, answers } = found;
  return {
    ...{ id: found.id, act: found.act, code: found.code, terminal: found.terminal },
    ...{ library: found.library, item: found.item, patron: found.patron },
    unnamed: found.unnamed,
    record: record && { ...record, tags: [...record.tags] },
    answers: answers.map((one) => ({ ...one })),
    happenedAt: event?.occurredAt,
    recordedAt: event?.recordedAt,
    loan: loan && { id: loan.id, dueAt: loan.dueAt, ended: loan.ended },
    conflicts: conflicts.map(({ kind, closedAt, decisionId }) => ({
      kind,
      state: decisionId !== undefined ? 'decided' : closedAt !== undefined ? 'closed' : 'open',
    })),
  };
}
