/** A drop box hands over what lay in a bin that was emptied. */
import { createRoute } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import type { GuardedDeps } from '../../deps.ts';
import { ApiProblem, jsonBody, newApi, problems } from '../../http/api.ts';
import type { TerminalEnv } from '../terminal-gate.ts';
import { ManifestPut } from './schema.ts';

/** A cart of a thousand books, each with its set's labels. */
const MOST_MANIFEST_BYTES = 1024 * 1024;

export const MANIFEST_PATH = '/api/terminals/manifests';

const put = createRoute({
  method: 'post',
  path: '/terminals/manifests',
  tags: ['terminals'],
  security: [{ terminal: [] }],
  summary: 'What lay in a bin of a drop box when it was emptied; once, however often it is told',
  request: { body: jsonBody(ManifestPut) },
  responses: { 204: { description: 'Kept for three months' }, ...problems(400, 401, 409) },
});

export function routes({ db, now, terminals }: GuardedDeps) {
  const api = newApi<TerminalEnv>();
  const limit = bodyLimit({ maxSize: MOST_MANIFEST_BYTES, onError: tooLarge });
  api.use('/terminals/manifests', terminals.requireTerminal, limit);
  return api.openapi(put, async (c) => {
    const manifest = c.req.valid('json');
    const taken = { ...manifest, terminalId: c.var.terminal.id, now: now() };
    if (!(await db.write('manifest-put', taken)))
      throw new ApiProblem(409, 'id-taken', 'another terminal has handed over a list of this id');
    return c.body(null, 204);
  });
}

function tooLarge(): never {
  const message = `a list of a bin may have ${MOST_MANIFEST_BYTES} bytes at most`;
  throw new ApiProblem(413, 'too-large', message);
}
