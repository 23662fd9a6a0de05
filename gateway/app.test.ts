import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Hono } from 'hono';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type AppOptions, type RunningApp, startApp } from './app.ts';
import { type KioskCommand, MAX_KIOSK_MESSAGE_BYTES } from './kiosk-command.ts';
import { type GatewayMessage, PROTOCOL_VERSION, type Snapshot } from './messages.ts';

const SCRIPT = 'console.log("starts")';

const snapshotOf = (sessionId: string): Snapshot => ({
  screen: 'start',
  stage: 'idle',
  sessionId,
  language: 'vi',
  largeText: false,
  highContrast: false,
  terminal: {
    name: 'Kiosk 1',
    library: 'Thư viện tỉnh',
    timeZone: 'Asia/Ho_Chi_Minh',
    padReady: true,
    scannerReady: true,
    wedge: false,
  },
  online: true,
  people: [],
  may: { addCard: false, leadClass: false, seeAccount: false },
  lines: [],
  booksOnPad: 0,
  waiting: 0,
  nobodys: 0,
  now: 0,
  staffCalled: false,
});

/** A session that draws what a test tells it to, and keeps what it was told. */
class Session {
  snapshot = snapshotOf('first');
  readonly commands: KioskCommand[] = [];
  readonly #listeners = new Set<(snapshot: Snapshot) => void>();

  subscribe = (listener: (snapshot: Snapshot) => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  command = (command: KioskCommand) => void this.commands.push(command);
  draw(snapshot: Snapshot): void {
    this.snapshot = snapshot;
    for (const listener of this.#listeners) listener(snapshot);
  }
}

let folder: string;
let session: Session;
let app: RunningApp;

const start = (part: Partial<AppOptions> = {}): Promise<RunningApp> =>
  startApp({
    listen: { host: '127.0.0.1', port: 0 },
    version: '0.1.0',
    screen: session,
    health: () => ({
      online: true,
      queued: 3,
      toCheck: 2,
      outbox: { open: true, oldestAt: 1_795_000_000_000 },
      permit: { lends: true, endsAt: 1_796_000_000_000 },
      clock: { known: true, offset: -7_200_000, fault: 'wrong' },
      devices: [{ id: 'pad', state: 'ready' }],
    }),
    pagesFolder: folder,
    ...part,
  });

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pages-'));
  mkdirSync(join(folder, '_app/immutable'), { recursive: true });
  writeFileSync(join(folder, 'app.html'), `<html><script>${SCRIPT}</script></html>`);
  writeFileSync(join(folder, '_app/immutable/start.js'), 'export {}');
  session = new Session();
  app = await start();
});

afterEach(async () => {
  await app.close();
  rmSync(folder, { recursive: true });
});

/** A page and all that it was sent. */
class Page {
  readonly socket: WebSocket;
  readonly received: GatewayMessage[] = [];
  constructor(origin: string | undefined = app.url, url = app.url) {
    this.socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, origin ? { origin } : {});
    this.socket.on('message', (data) => this.received.push(JSON.parse(String(data))));
  }
  async message(): Promise<GatewayMessage | undefined> {
    await once(this.socket, 'message');
    return this.received.at(-1);
  }
  say = (message: unknown) =>
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
}

const statusOf = async (page: Page): Promise<number> => {
  const [, response] = await once(page.socket, 'unexpected-response');
  return response.statusCode;
};

test('a page is sent the snapshot when it connects and on each change', async () => {
  const page = new Page();
  expect(await page.message()).toMatchObject({
    kind: 'snapshot',
    protocol: PROTOCOL_VERSION,
    snapshot: { sessionId: 'first' },
  });
  session.draw(snapshotOf('second'));
  expect(await page.message()).toMatchObject({ snapshot: { sessionId: 'second' } });
});

test('how many pages draw the session is told each time it changes', async () => {
  const counts: number[] = [];
  await app.close();
  app = await start({ onScreens: (count) => counts.push(count) });
  const [first, second] = [new Page(), new Page()];
  await first.message();
  await expect.poll(() => counts).toEqual([1, 2]);
  second.socket.close();
  await expect.poll(() => counts).toEqual([1, 2, 1]);
});

test('a tap on the screen reaches the session', async () => {
  const page = new Page();
  await page.message();
  page.say({ protocol: PROTOCOL_VERSION, command: { kind: 'finish' } });
  page.say({ protocol: PROTOCOL_VERSION + 1, command: { kind: 'finish' } });
  expect(await page.message()).toMatchObject({ kind: 'rejected', reason: 'wrong-protocol' });
  expect(session.commands).toEqual([{ kind: 'finish' }]);
});

test.each(['no JSON', '[]', '{"protocol":1,"command":{"kind":"unlock"}}', '{"command":{}}'])(
  'the message %s is rejected as malformed, and the page stays connected',
  async (text) => {
    const page = new Page();
    await page.message();
    page.say(text);
    expect(await page.message()).toMatchObject({ kind: 'rejected', reason: 'malformed' });
    session.draw(snapshotOf('second'));
    expect(await page.message()).toMatchObject({ kind: 'snapshot' });
    expect(session.commands).toEqual([]);
  },
);

test('a message that is too long ends the connection with 1009', async () => {
  const page = new Page();
  await page.message();
  page.say('x'.repeat(MAX_KIOSK_MESSAGE_BYTES + 1));
  expect((await once(page.socket, 'close'))[0]).toBe(1009);
});

test('a page that sends faster than fingers tap is told so, and its commands are dropped', async () => {
  const page = new Page();
  await page.message();
  for (let n = 0; n < 60; n++) page.say({ protocol: PROTOCOL_VERSION, command: { kind: 'here' } });
  expect(await page.message()).toMatchObject({ kind: 'rejected', reason: 'too-many' });
  expect(session.commands.length).toBeLessThan(60);
});

test.each([
  ['a foreign', 'https://evil.example'],
  ['no', undefined],
  ['another port’s', 'http://localhost:1'],
])('a socket with %s Origin is refused with 403', async (_what, origin) => {
  const url = `${app.url.replace('http', 'ws')}/ws`;
  const socket = new WebSocket(url, origin ? { origin } : {});
  const [, response] = await once(socket, 'unexpected-response');
  expect(response.statusCode).toBe(403);
});

test('a name rebound to loopback is refused with 403', async () => {
  const { port } = new URL(app.url);
  const socket = connect(Number(port), '127.0.0.1');
  socket.end('GET /health HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n');
  const [bytes] = await once(socket, 'data');
  expect(String(bytes)).toMatch(/^HTTP\/1\.1 403 /);
});

test('a page named in the settings may connect', async () => {
  const second = await start({
    listen: { host: '127.0.0.1', port: 0, origins: ['http://localhost:5173'] },
  });
  const page = new Page('http://localhost:5173', second.url);
  expect(await page.message()).toMatchObject({ kind: 'snapshot' });
  await second.close();
});

test('more pages than a terminal can have are refused with 503', async () => {
  const pages = Array.from({ length: 8 }, () => new Page());
  await Promise.all(pages.map((page) => page.message()));
  expect(await statusOf(new Page())).toBe(503);
});

test('a page that does not read is sent the latest snapshot only, not all it missed', async () => {
  const page = new Page();
  await page.message();
  page.socket.pause();
  const text = 'x'.repeat(1_000_000);
  for (let n = 0; n < 200; n++) session.draw(snapshotOf(`${n} ${text}`));
  page.socket.resume();
  await expect
    .poll(() => page.received.at(-1))
    .toMatchObject({ snapshot: { sessionId: `199 ${text}` } });
  expect(page.received.length).toBeLessThan(20);
});

test('a page that takes nothing any more is cut off', async () => {
  const second = await start({ stallMs: 20 });
  const page = new Page(second.url, second.url);
  await page.message();
  page.socket.pause();
  const health = async () => (await fetch(`${second.url}/metrics`)).text();
  expect(await health()).toContain('gateway_screens 1');
  session.draw(snapshotOf('x'.repeat(50_000_000)));
  await expect.poll(health).toContain('gateway_screens 0');
  page.socket.terminate();
  await second.close();
});

test('health says that the gateway is ready, and what it has', async () => {
  const response = await fetch(`${app.url}/health`);
  expect([response.status, await response.json()]).toEqual([
    200,
    {
      status: 'ready',
      version: '0.1.0',
      online: true,
      queued: 3,
      toCheck: 2,
      outbox: { open: true, oldestAt: 1_795_000_000_000 },
      permit: { lends: true, endsAt: 1_796_000_000_000 },
      clock: { known: true, offset: -7_200_000, fault: 'wrong' },
      devices: [{ id: 'pad', state: 'ready' }],
    },
  ]);
});

test.each([
  ['gateway_queued', 3],
  ['gateway_oldest_queued_seconds', 1_795_000_000],
  ['gateway_outbox_open', 1],
  ['gateway_time_known', 1],
  ['gateway_clock_offset_seconds', -7_200],
  ['gateway_permit_lends', 1],
  ['gateway_permit_ends_seconds', 1_796_000_000],
])('the metrics have %s', async (name, value) => {
  const text = await (await fetch(`${app.url}/metrics`)).text();
  expect(text).toContain(`\n${name} ${value}\n`);
});

test('every route of the kiosk is its shell, which may run its own script and no other', async () => {
  const response = await fetch(`${app.url}/desk/tags`);
  expect(await response.text()).toContain(SCRIPT);
  const policy = response.headers.get('content-security-policy') ?? '';
  expect(policy).toContain(`'sha256-${createHash('sha256').update(SCRIPT).digest('base64')}'`);
  expect(policy).not.toMatch(/script-src[^;]*unsafe/);
  expect(response.headers.get('cache-control')).toBe('no-cache');
});

test('what the build names by its content is kept for good; what is missing there is missing', async () => {
  const kept = await fetch(`${app.url}/_app/immutable/start.js`);
  expect(kept.headers.get('cache-control')).toContain('immutable');
  expect((await fetch(`${app.url}/_app/immutable/gone.js`)).status).toBe(404);
});

test('without built pages the screen says what to do', async () => {
  rmSync(join(folder, 'app.html'));
  const response = await fetch(app.url);
  expect([response.status, await response.text()]).toEqual([
    503,
    expect.stringContaining('npm run build'),
  ]);
});

test('the demo’s bench is served beside the kiosk', async () => {
  const bench = new Hono().get('/', (context) => context.text('bench'));
  const second = await start({ mount: [{ path: '/bench', app: bench }] });
  expect(await (await fetch(`${second.url}/bench`)).text()).toBe('bench');
  await second.close();
});
