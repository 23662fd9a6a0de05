/** A terminal asks what it may be brought up to, and fetches it bit by bit. */
import { createRoute, z } from '@hono/zod-openapi';
import type { GuardedDeps } from '../deps.ts';
import { ApiProblem, json, newApi, problems } from '../http/api.ts';
import type { TerminalEnv } from '../terminals/terminal-gate.ts';
import { rangeIn } from './rules/range.ts';
import { ByDigest, UpdateOffer, UpdateQuery } from './schema.ts';

const shared = { tags: ['terminals'], security: [{ terminal: [] }] };

const offer = createRoute({
  ...shared,
  method: 'get',
  path: '/terminals/update',
  summary: 'What this terminal may be brought up to',
  request: { query: UpdateQuery },
  responses: {
    200: json(UpdateOffer),
    204: { description: 'Nothing that is newer, or not for its ring yet' },
    ...problems(400, 401),
  },
});

const bytes = { 'application/octet-stream': { schema: z.string() } };

const archive = createRoute({
  ...shared,
  method: 'get',
  path: '/terminals/update/{sha256}',
  summary: 'An archive, or with `Range` a part of it; the same bytes for ever',
  request: { params: ByDigest },
  responses: {
    200: { description: 'tar, gzip', content: bytes },
    206: { description: 'The range', content: bytes },
    ...problems(400, 401, 404, 416),
  },
});

export function routes({ terminals, updates }: GuardedDeps) {
  const api = newApi<TerminalEnv>();
  for (const path of ['/terminals/update', '/terminals/update/*'])
    api.use(path, terminals.requireTerminal);
  return api
    .openapi(offer, async (c) => {
      const asked = { ...c.req.valid('query'), terminalId: c.var.terminal.id };
      const signed = await updates.offer(asked);
      return signed ? c.json(signed, 200) : c.body(null, 204);
    })
    .openapi(archive, (c) => {
      const { sha256 } = c.req.valid('param');
      const size = updates.sizeOf(sha256);
      if (size === undefined)
        throw new ApiProblem(404, 'no-archive', 'this server has no such archive');
      const range = rangeIn(c.req.header('Range'), size);
      if (range === 'not-satisfiable')
        throw new ApiProblem(416, 'no-range', 'the archive has no such bytes', {
          'Content-Range': `bytes */${size}`,
        });
      const { first, last } = range ?? { first: 0, last: size - 1 };
      c.header('Content-Type', 'application/octet-stream');
      c.header('Accept-Ranges', 'bytes');
      c.header('Content-Length', `${last - first + 1}`);
      c.header('Cache-Control', 'private, max-age=31536000, immutable');
      if (range) c.header('Content-Range', `bytes ${first}-${last}/${size}`);
      return c.body(updates.read(sha256, first, last), range ? 206 : 200);
    });
}
