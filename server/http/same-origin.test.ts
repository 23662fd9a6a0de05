import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { ApiProblem } from './api.ts';
import { sameOrigin } from './same-origin.ts';

const statusOf = async (origin: string | undefined, host: string, overTls: boolean) => {
  const app = new Hono();
  app.use(sameOrigin({ alsoAllowed: ['https://staff.library.example'], overTls }));
  app.post('/', (c) => c.text('done'));
  app.onError((error, c) => c.text('', error instanceof ApiProblem ? error.status : 500));
  const headers = { Host: host, ...(origin !== undefined && { Origin: origin }) };
  return (await app.request('/', { method: 'POST', headers })).status;
};

test.each([
  ['its own page', 'https://library.example', 'library.example', true, 200],
  ['one that the settings name', 'https://staff.library.example', 'library.example', true, 200],
  ['its own name without TLS', 'http://library.example', 'library.example', true, 403],
  ['this very machine', 'http://127.0.0.1:4700', '127.0.0.1:4700', true, 200],
  ['its own page where there is no TLS', 'http://localhost:4700', 'localhost:4700', false, 200],
  ['another port', 'https://library.example:8443', 'library.example', true, 403],
  ['no page', undefined, 'library.example', true, 403],
  ['nowhere', 'null', 'library.example', true, 403],
  ['what is no origin', 'library.example', 'library.example', true, 403],
])('SE1 what comes from %s', async (_what, origin, host, overTls, status) => {
  expect(await statusOf(origin, host, overTls)).toBe(status);
});
