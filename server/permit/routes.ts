/** What terminals ask of their permit: the permit itself, the key to it, its chunks. */
import { createRoute, z } from '@hono/zod-openapi';
import type { GuardedDeps } from '../deps.ts';
import { ApiProblem, json, jsonBody, newApi, problems } from '../http/api.ts';
import type { TerminalEnv } from '../terminals/terminal-gate.ts';
import { PermitAnswer, PermitKeyAnswer, PermitKeyRequest } from './format/answers.ts';

const shared = { tags: ['terminals'], security: [{ terminal: [] }] };

const permit = createRoute({
  ...shared,
  method: 'get',
  path: '/permit',
  summary: 'What the terminal may lend while nobody answers',
  description:
    'Signed, with an end; made anew when it has grown old. `no-permit`: returns only. Bytes are base64url.',
  responses: { 200: json(PermitAnswer), ...problems(401, 404) },
});

const key = createRoute({
  ...shared,
  method: 'post',
  path: '/permit/key',
  summary: 'The key of an epoch, sealed to the terminal’s own',
  request: { body: jsonBody(PermitKeyRequest) },
  responses: { 200: json(PermitKeyAnswer), ...problems(400, 401, 404) },
});

const chunk = createRoute({
  ...shared,
  method: 'get',
  path: '/permit/chunks/{sha256}',
  summary: 'Some of its rows; the same bytes for ever',
  request: { params: z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }) },
  responses: {
    200: { description: 'Brotli', content: { 'application/octet-stream': { schema: z.string() } } },
    ...problems(400, 401, 404),
  },
});

export function routes({ permits, terminals }: GuardedDeps) {
  const api = newApi<TerminalEnv>();
  for (const path of ['/permit', '/permit/*']) api.use(path, terminals.requireTerminal);
  return api
    .openapi(permit, async (c) => {
      const found = await permits.permitOf(c.var.terminal.library.id);
      if (!found)
        throw new ApiProblem(404, 'no-permit', 'this library lends nothing while nobody answers');
      return c.json(found, 200);
    })
    .openapi(key, async (c) => {
      const sealed = await permits.keyFor(c.var.terminal.id, c.req.valid('json'));
      if (!sealed)
        throw new ApiProblem(
          404,
          'no-key',
          'the epoch is over or another library’s, or the key is not signed by this terminal: ask for the permit anew',
        );
      return c.json(sealed, 200);
    })
    .openapi(chunk, async (c) => {
      const bytes = await permits.chunkOf(c.var.terminal.library.id, c.req.valid('param').sha256);
      if (!bytes)
        throw new ApiProblem(404, 'no-chunk', 'no permit of this library has such a chunk now');
      return c.body(new Uint8Array(bytes), 200, {
        'Content-Type': 'application/octet-stream',
        'Cache-Control': 'private, max-age=31536000, immutable',
      });
    });
}
