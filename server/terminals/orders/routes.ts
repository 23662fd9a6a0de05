/** A terminal hands in what it was told to gather of itself. */
import { gunzipSync } from 'node:zlib';
import { createRoute, z } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import type { GuardedDeps } from '../../deps.ts';
import { ApiProblem, newApi, problems } from '../../http/api.ts';
import type { TerminalEnv } from '../terminal-gate.ts';

/** Largest bundle taken, in bytes: packed, and unpacked. */
export const MOST_BUNDLE_BYTES = 512 * 1024;
export const MOST_PLAIN_BYTES = 4 * 1024 * 1024;

export const BUNDLE_PATH = /^\/api\/terminals\/bundles\/[\w-]{1,64}$/;

const handIn = createRoute({
  method: 'post',
  path: '/terminals/bundles/{order}',
  tags: ['terminals'],
  security: [{ terminal: [] }],
  summary: 'What the order `diagnose` has asked for: JSON lines, gzip',
  request: {
    params: z.strictObject({ order: z.uuid() }),
    body: {
      required: true,
      content: { 'application/gzip': { schema: z.string().openapi({ format: 'binary' }) } },
    },
  },
  responses: { 204: { description: 'Kept for two weeks' }, ...problems(400, 401, 404) },
});

export function routes({ db, now, terminals }: GuardedDeps) {
  const api = newApi<TerminalEnv>();
  const limit = bodyLimit({ maxSize: MOST_BUNDLE_BYTES, onError: tooLarge });
  api.use('/terminals/bundles/*', terminals.requireTerminal, limit);
  return api.openapi(handIn, async (c) => {
    const { order: orderId } = c.req.valid('param');
    const bytes = new Uint8Array(await c.req.arrayBuffer());
    if (!isPacked(bytes))
      throw new ApiProblem(400, 'does-not-fit', 'the bundle is no gzip, or is too large');
    const bundle = { orderId, bytes, terminalId: c.var.terminal.id, now: now() };
    if (!(await db.write('bundle-put', bundle)))
      throw new ApiProblem(404, 'order-unknown', 'nobody has asked this terminal for a bundle');
    return c.body(null, 204);
  });
}

function tooLarge(): never {
  const message = `a bundle may have ${MOST_BUNDLE_BYTES} bytes at most`;
  throw new ApiProblem(413, 'too-large', message);
}

/** Found out now, so that whoever takes it away is never handed a broken one. */
function isPacked(bytes: Uint8Array): boolean {
  try {
    gunzipSync(bytes, { maxOutputLength: MOST_PLAIN_BYTES });
    return true;
  } catch {
    return false;
  }
}
