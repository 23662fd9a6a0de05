/** Every door of the gateway, walked from its own table: whose pages may use it, and under which names it answers. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp } from '#gateway/app.ts';
import type { AppOptions, RunningApp } from '#gateway/app.ts';
import type { DeskRoutesOptions } from '#gateway/desk/desk-routes.ts';
import { startServer } from '#server/main.ts';
import { onSqlite } from '#tests/databases.ts';
import { testConfig } from '#tests/test-server.ts';
import { Play } from '#gateway/session/testing/play.ts';

const SECRET = 'not for everybody';
const engine = onSqlite();
let folder: string;
let app: RunningApp;
/** What got past the doors. */
const heard: string[] = [];

/** A desk where nobody sits, which keeps what it is asked. */
const desk: DeskRoutesOptions['desk'] = {
  facts: { online: true, pinIsSet: false },
  snapshot: undefined,
  checkListFile: '',
  command: ({ kind }) => void heard.push(kind),
  setPage: () => void heard.push('page'),
  subscribe: () => () => undefined,
  door: {
    me: undefined,
    opens: () => true,
    signOut: () => void heard.push('sign-out'),
    signIn: () => Promise.reject(new Error('nobody signs in here')),
    enterPin: () => Promise.reject(new Error('nobody enters here')),
  },
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nhipcau-doors-'));
  const pages = join(folder, 'pages');
  mkdirSync(join(pages, '_app/immutable'), { recursive: true });
  writeFileSync(join(pages, 'app.html'), '<!doctype html><title>shell</title>');
  writeFileSync(join(pages, '_app/immutable/start.js'), 'export {}');
  writeFileSync(join(folder, 'secret.txt'), SECRET);
  symlinkSync(join(folder, 'secret.txt'), join(pages, 'link.txt'));
  symlinkSync(folder, join(pages, 'out'));
  symlinkSync(pages, join(folder, 'current'));
  const { snapshot } = new Play();
  const screen: AppOptions['screen'] = {
    snapshot,
    subscribe: () => () => undefined,
    command: ({ kind }) => void heard.push(kind),
  };
  app = await startApp({
    ...{ listen: { host: '127.0.0.1', port: 0 }, version: '0.1.0', screen, desk },
    health: () => ({
      ...{ online: true, queued: 0, toCheck: 0, outbox: { open: true }, devices: [] },
      clock: { known: true, offset: 0 },
    }),
    // As an update leaves it: the folder of the release that is in use is a link.
    pagesFolder: join(folder, 'current'),
  });
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true });
});

interface Asked {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

async function ask({ method = 'GET', path = '/', headers = {} }: Asked): Promise<number> {
  const { port } = new URL(app.url);
  const asked = request({ host: '127.0.0.1', port, method, path, headers });
  const [answer] = (await once(asked.end(), 'response')) as [IncomingMessage];
  answer.resume();
  return answer.statusCode ?? 0;
}

const doors = () =>
  app.doors
    .filter(({ method }) => method !== 'ALL')
    .map(({ method, path }) => ({ method, path: path.replace('*', 'x') }));

describe('SE12 the gateway answers under its own names only, whatever is asked', () => {
  test('SE12 another name that leads to this machine is refused at every door', async () => {
    const { port } = new URL(app.url);
    const rebound = [
      ...['evil.example', `evil.example:${port}`, `localhost.evil.example:${port}`],
      ...[`127.0.0.1.nip.io:${port}`, `0.0.0.0:${port}`, 'localhost', 'localhost:1'],
      ...[`localhost:${port}.evil.example`, `[::]:${port}`, `localhost:${port}@evil.example`],
    ];
    expect(doors().length).toBeGreaterThan(8);
    for (const { method, path } of doors()) {
      for (const host of rebound) {
        const status = await ask({ method, path, headers: { host, origin: app.url } });
        // A name that is none at all does not get as far as being refused.
        expect([400, 403], `${method} ${path} at ${host}: ${status}`).toContain(status);
      }
    }
    expect(heard).toEqual([]);
  });

  test('SE12 what changes something, or opens a socket, is for pages that it has served itself', async () => {
    const { host, port } = new URL(app.url);
    const upgrade = {
      ...{ connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' },
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    };
    const foreign = [
      ...[undefined, 'null', '', 'https://evil.example', `https://${host}`],
      ...[`http://evil.example:${port}`, `http://${host}.evil.example`, 'http://localhost:1'],
    ];
    const changing = doors().filter(({ method }) => method !== 'GET');
    const sockets = doors().filter(({ path }) => path.endsWith('/ws'));
    expect([changing.length, sockets.length].every((count) => count >= 2)).toBe(true);
    for (const { method, path } of [...changing, ...sockets]) {
      for (const origin of foreign) {
        const headers = {
          ...{ host, cookie: 'nhipcau-desk=x', 'content-type': 'application/json' },
          ...(origin !== undefined && { origin }),
          ...(path.endsWith('/ws') && upgrade),
        };
        expect(await ask({ method, path, headers }), `${method} ${path} from ${origin}`).toBe(403);
      }
    }
    expect(heard).toEqual([]);
  });

  test('SE11 every answer says what a browser may do with it', async () => {
    for (const { method, path } of doors().filter((door) => door.method === 'GET')) {
      if (path.endsWith('/ws')) continue;
      const { headers } = await fetch(app.url + path, { method });
      expect(headers.get('Content-Security-Policy'), path).toMatch(/default-src '(none|self)'/);
      expect(headers.get('Content-Security-Policy'), path).not.toMatch(/unsafe-(inline|eval)/);
      expect(headers.get('X-Content-Type-Options'), path).toBe('nosniff');
      expect(headers.get('Referrer-Policy'), path).toBe('no-referrer');
      expect(headers.get('Cross-Origin-Resource-Policy'), path).toBe('same-origin');
    }
  });
});

/** Ways out of a folder that have worked somewhere. */
const WAYS_OUT = [
  ...['/../secret.txt', '/_app/../../secret.txt', '/%2e%2e/secret.txt', '/%2e%2e%2fsecret.txt'],
  ...['/..%2fsecret.txt', '/%252e%252e%252fsecret.txt', '/..%5csecret.txt', '/..\\secret.txt'],
  ...['/.%00./secret.txt', '/secret.txt%00.js', '/..%c0%afsecret.txt', '/..%ef%bc%8fsecret.txt'],
  ...['/_app/immutable/..%2f..%2f..%2fsecret.txt', '//secret.txt', '/./../secret.txt', '/%'],
  ...['/link.txt', '/out/secret.txt', '/out', '/_app/%2e%2e/link.txt', '/....//secret.txt'],
  ...['/api/page/../../../package.json', '/api/page/%2e%2e/%2e%2e/%2e%2e/package.json'],
];

/** As it stands: a client of HTTP would put the path right. */
async function saidTo(url: string, path: string): Promise<string> {
  const { host, port } = new URL(url);
  const socket = connect(Number(port), '127.0.0.1');
  socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  return text(socket);
}

describe('SE13 no path leads out of the pages', () => {
  let serverUrl: string;
  beforeAll(async () => {
    const config = testConfig(folder, await engine.place());
    const server = await startServer({ ...config, pagesFolder: join(folder, 'current') });
    engine.after(() => server.close());
    serverUrl = server.url;
  });

  test.each(WAYS_OUT)('SE13 %s, at the gateway and at the server', async (path) => {
    for (const url of [app.url, serverUrl]) {
      const said = await saidTo(url, path);
      expect(said).toMatch(/^HTTP\/1\.1 (200|301|302|307|308|400|404|403)/);
      expect(said).not.toContain(SECRET);
      expect(said).not.toContain('"dependencies"');
    }
  });

  test('SE13 and what is in them is served', async () => {
    for (const url of [app.url, serverUrl])
      expect(await saidTo(url, '/_app/immutable/start.js')).toContain('export {}');
  });
});
