/** `PUT /api/transactions/{id}` and `GET /api/transactions/{id}?act=`. */
import { createRoute, z } from '@hono/zod-openapi';
import type { GuardedDeps } from '../deps.ts';
import { ApiProblem, json, jsonBody, newApi, problems } from '../http/api.ts';
import type { TerminalEnv } from '../terminals/terminal-gate.ts';
import type { Answer } from './answer.ts';
import { fingerprintOf } from './fingerprint.ts';
import {
  Act,
  NeverArrived,
  TransactionAnswer,
  TransactionId,
  TransactionRequest,
} from './schema.ts';

const params = z.strictObject({ id: TransactionId });

const transact = createRoute({
  method: 'put',
  path: '/transactions/{id}',
  tags: ['circulation'],
  security: [{ terminal: [] }],
  summary: 'Carry out a checkout, checkin or renewal; the same id again gives the same answer',
  request: { params, body: jsonBody(TransactionRequest) },
  responses: { 200: json(TransactionAnswer, 'Done or refused'), ...problems(400, 401, 409) },
});

const lookUp = createRoute({
  method: 'get',
  path: '/transactions/{id}',
  tags: ['circulation'],
  security: [{ terminal: [] }],
  summary: 'What has become of a transaction whose answer was not heard',
  request: { params, query: z.strictObject({ act: Act }) },
  responses: {
    200: json(TransactionAnswer, 'The answer it was given'),
    404: json(NeverArrived, 'It has not arrived'),
    ...problems(400, 401),
  },
});

export function routes(deps: GuardedDeps) {
  const app = newApi<TerminalEnv>();
  app.use('/transactions/*', deps.terminals.requireTerminal);
  return app
    .openapi(transact, async (c) => {
      const { terminal } = c.var;
      const request = c.req.valid('json');
      const result = await deps.transactions.transact({
        ...request,
        id: c.req.valid('param').id,
        terminalId: terminal.id,
        libraryId: terminal.library.id,
        fingerprint: fingerprintOf(request),
        now: deps.now(),
        clockUncertaintyMs: deps.clockUncertaintyMs,
      });
      if (result.kind === 'another-request')
        throw new ApiProblem(409, 'another-request', 'this id has been used for another request');
      return c.json(result.answer, 200);
    })
    .openapi(lookUp, async (c) => {
      const answer: Answer | undefined = await deps.transactions.lookUp({
        id: c.req.valid('param').id,
        act: c.req.valid('query').act,
        terminalId: c.var.terminal.id,
      });
      return answer ? c.json(answer, 200) : c.json({ outcome: 'never-arrived' } as const, 404);
    });
}
