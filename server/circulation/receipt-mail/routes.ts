import { createRoute } from '@hono/zod-openapi';
import type { GuardedDeps } from '../../deps.ts';
import { json, jsonBody, newApi, problems } from '../../http/api.ts';
import type { TerminalEnv } from '../../terminals/terminal-gate.ts';
import { ReceiptPost } from './receipt-post.ts';
import { ReceiptMailAnswer, ReceiptMailAsked } from './schema.ts';

const send = createRoute({
  method: 'post',
  path: '/terminals/receipts/mail',
  tags: ['terminals'],
  security: [{ terminal: [] }],
  summary: 'Sends a visit’s receipt to the address that the library has of who borrowed',
  request: { body: jsonBody(ReceiptMailAsked) },
  responses: { 200: json(ReceiptMailAnswer, 'Sent, or why not'), ...problems(400, 401) },
});

export function routes(deps: GuardedDeps) {
  const api = newApi<TerminalEnv>();
  const post = new ReceiptPost(deps);
  api.use('/terminals/receipts/*', deps.terminals.requireTerminal);
  return api.openapi(send, async (c) => {
    const { id: terminalId, library, name } = c.var.terminal;
    const place = { library: library.name, timeZone: library.timeZone, terminal: name };
    return c.json(await post.send({ ...c.req.valid('json'), terminalId, place }), 200);
  });
}
