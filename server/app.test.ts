import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { hc } from 'hono/client';
import { testConfig } from '#tests/test-server.ts';
import type { Api } from './app.ts';
import { startServer } from './main.ts';
import type { RunningServer } from './main.ts';

interface Operation {
  readonly security?: readonly object[];
  readonly requestBody?: { readonly required?: boolean };
}

const SHELL = '<!doctype html><title>Nhịp Cầu</title><script>start();</script>';

describe('the server', () => {
  let server: RunningServer;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'nhipcau-app-'));
    mkdirSync(join(folder, 'pages/_app/immutable'), { recursive: true });
    writeFileSync(join(folder, 'pages/app.html'), SHELL);
    writeFileSync(join(folder, 'pages/_app/immutable/start.abc.js'), 'start = () => {};');
    writeFileSync(join(folder, 'pages/_app/version.json'), '{}');
    writeFileSync(join(folder, 'secret.txt'), 'not for everybody');
    const place = { engine: 'sqlite', file: join(folder, 'server.db') } as const;
    server = await startServer(testConfig(folder, place));
  });
  afterAll(async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  });

  const get = (path: string, init?: RequestInit) =>
    fetch(server.url + path, { redirect: 'manual', ...init });
  const post = (path: string, body: string, headers = {}) =>
    get(path, {
      method: 'POST',
      body,
      headers: { 'Content-Type': 'application/json', ...headers },
    });

  test('says that it is ready', async () => {
    const answer = await get('/health');
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ status: 'ok', database: 'sqlite' });
  });

  describe('a request that cannot be taken', () => {
    const problem = async (response: Response) => ({
      status: response.status,
      ...((await response.json()) as { code: string; message: string; requestId?: string }),
    });
    const path = '/api/terminals/challenge';

    test.each([
      ['that is no JSON', '{"terminalId": "t1"', {}, 400, 'malformed'],
      ['of another type', 'terminalId=t1', { 'Content-Type': 'text/plain' }, 415, 'not-json'],
      ['with a field of the wrong type', '{"terminalId": 7}', {}, 400, 'does-not-fit'],
      ['with a field too many', '{"terminalId": "t1", "more": 1}', {}, 400, 'does-not-fit'],
      ['that is empty', '', {}, 400, 'malformed'],
      ['that is too large', `{"terminalId": "${'x'.repeat(70_000)}"}`, {}, 413, 'too-large'],
    ])('a body %s', async (_what, body, headers, status, code) => {
      const told = await problem(await post(path, body, headers));
      expect(told).toMatchObject({ status, code });
      expect(told.requestId).toMatch(/^[\w-]{36}$/);
    });

    test('an address that is not there', async () => {
      expect(await problem(await get('/api/nothing'))).toMatchObject({
        status: 404,
        code: 'not-found',
      });
      expect(await problem(await get('/nothing'))).toMatchObject({
        status: 404,
        code: 'not-found',
      });
    });
  });

  describe('the document of the API', () => {
    test('names the routes of every folder, and each answer that is refused', async () => {
      const document = await (await get('/api/openapi.json')).json();
      expect(document.openapi).toBe('3.1.0');
      expect(Object.keys(document.paths)).toEqual(
        expect.arrayContaining([
          '/terminals/token',
          '/staff/sign-in',
          '/staff/terminals/events',
          '/patrons/identify',
          '/items/identify',
          '/transactions/{id}',
        ]),
      );
      for (const [path, methods] of Object.entries<object>(document.paths)) {
        // Nobody is signed in: that is its answer.
        if (path === '/staff/session') continue;
        for (const { responses } of Object.values(methods))
          expect(Object.keys(responses), path).toEqual(
            expect.arrayContaining([expect.stringMatching(/^4/)]),
          );
      }
    });

    test('says who may ask; nobody else is answered, and a body is JSON or nothing', async () => {
      const PUBLIC = [
        'post /terminals/challenge',
        'post /terminals/token',
        'post /terminals/pairing',
        'post /staff/sign-in',
        'post /staff/sign-out',
        'get /staff/session',
      ];
      const document = await (await get('/api/openapi.json')).json();
      const asked: string[] = [];
      for (const [path, methods] of Object.entries<Record<string, Operation>>(document.paths)) {
        for (const [method, { security, requestBody }] of Object.entries(methods)) {
          const name = `${method} ${path}`;
          asked.push(name);
          const isPublic = PUBLIC.includes(name);
          expect(security?.length ?? 0, name).toBe(isPublic ? 0 : 1);
          const body =
            method === 'get' ? {} : { body: 'x', headers: { 'Content-Type': 'text/plain' } };
          const url = `/api${path.replace('{id}', randomUUID())}`;
          const headers = { Origin: server.url, ...body.headers };
          const { status } = await get(url, { method: method.toUpperCase(), ...body, headers });
          const needsBody = requestBody !== undefined;
          const answered = method === 'get' ? 200 : 204;
          expect(status, name).toBe(!isPublic ? 401 : needsBody ? 415 : answered);
          if (needsBody) expect(requestBody, name).toMatchObject({ required: true });
        }
      }
      expect(asked).toEqual(expect.arrayContaining([...PUBLIC, 'put /transactions/{id}']));
    });

    test('can be read on a page that needs nothing from the internet', async () => {
      const page = await get('/api');
      const html = await page.text();
      const addresses = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address);
      expect(addresses.length).toBeGreaterThan(3);
      for (const address of addresses) expect((await get(`${address}`)).status, address).toBe(200);
      expect(page.headers.get('Content-Security-Policy')).toContain("default-src 'self'");
    });

    test('fits a typed client', async () => {
      const client = hc<Api>(`${server.url}/api`);
      const answer = await client.terminals.challenge.$post({ json: { terminalId: 't1' } });
      const { challenge } = (await answer.json()) as { challenge: string };
      expect(challenge).toMatch(/^[\w-]{43}$/);
    });
  });

  describe('the pages', () => {
    test('begin with the staff’s, whatever its address below', async () => {
      expect((await get('/')).headers.get('Location')).toBe('/staff');
      for (const path of ['/staff', '/staff/terminals'])
        expect(await (await get(path)).text()).toBe(SHELL);
    });

    test('run only the script that stands in them', async () => {
      const policy = (await get('/staff')).headers.get('Content-Security-Policy');
      // echo -n 'start();' | openssl dgst -sha256 -binary | base64
      expect(policy).toContain(
        "script-src 'self' 'sha256-E6jQvrT2ZivWG9GJ4AAEZf4MhI7l3QkLroW4hgvUT4c='",
      );
      expect(policy).not.toMatch(/script-src[^;]*unsafe/);
    });

    test('are kept for ever where the name changes with the content, and asked for again elsewhere', async () => {
      const caching = async (path: string) => (await get(path)).headers.get('Cache-Control');
      expect(await caching('/_app/immutable/start.abc.js')).toContain('immutable');
      expect(await caching('/_app/version.json')).toBe('no-cache');
      expect(await caching('/staff')).toBe('no-cache');
    });

    test('lead to no other file', async () => {
      for (const path of [
        '/../secret.txt',
        '/%2e%2e/secret.txt',
        '/..%2fsecret.txt',
        '/_app/..%5c..%5csecret.txt',
      ])
        expect(await (await get(path)).text()).not.toContain('not for everybody');
    });
  });

  test('no answer may be framed, sniffed or kept where it is data', async () => {
    const { headers } = await get('/api/openapi.json');
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
    expect(headers.get('Content-Security-Policy')).toBe(
      "default-src 'none'; frame-ancestors 'none'",
    );
    expect(headers.get('Cache-Control')).toBe('no-store');
  });

  test('a second server on the same port is refused in words', async () => {
    const port = Number(new URL(server.url).port);
    const place = { engine: 'sqlite', file: join(folder, 'second.db') } as const;
    const config = { ...testConfig(folder, place), listen: { host: '127.0.0.1', port } };
    await expect(startServer(config)).rejects.toThrow(`port ${port} is taken by another program`);
  });

  test('over TLS it is the certificate’s server, and its cookie goes nowhere else', async () => {
    const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }]);
    const place = { engine: 'sqlite', file: join(folder, 'tls', 'server.db') } as const;
    const config = { ...testConfig(folder, place), tls: { certificate: cert, key } };
    const secure = await startServer(config);
    onTestFinished(() => secure.close());
    expect(secure.url).toMatch(/^https:/);
    const answer = request(`${secure.url}/api/staff/sign-out`, {
      method: 'POST',
      headers: { Origin: secure.url },
      ca: cert,
      checkServerIdentity: () => undefined,
    });
    const [response] = (await once(answer.end(), 'response')) as [IncomingMessage];
    response.resume();
    expect(response.statusCode).toBe(204);
    expect(response.headers['set-cookie']?.[0]).toMatch(/; Secure/);
  });
});
