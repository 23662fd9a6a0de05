/** A terminal as a process whose wall clock is set at will, and a server behind real TLS: what it takes the time to be. */
import { type ChildProcess, fork } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { LOOPBACK_TLS } from '#tests/fixtures/loopback-tls.ts';
import type { ToldOfTime } from '#tests/simulators/clock-terminal.ts';
import { freePort } from '#tests/stand/ports.ts';

const PROGRAM = resolve(import.meta.dirname, '../simulators/clock-terminal.ts');
const CLOCK = resolve(import.meta.dirname, '../chaos/preload/clock.ts');
const DAY = 86_400_000;
const library = { id: 'l1', name: 'Thư viện tỉnh', timeZone: 'Asia/Ho_Chi_Minh' };

let folder: string;
let server: Server | undefined;
let sockets: WebSocketServer;
let port: number;
let terminal: ChildProcess;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wrong-clock-'));
  port = await freePort();
  await startServer();
});
afterEach(async () => {
  terminal.kill('SIGKILL');
  await stopServer();
  rmSync(folder, { recursive: true });
});

async function startServer(): Promise<void> {
  const answers = (): Readonly<Record<string, object>> => ({
    '/api/terminals/challenge': { challenge: 'eA', serverTime: Date.now() },
    '/api/terminals/token': {
      ...{ token: 't', serverTime: Date.now(), expiresAt: Date.now() + 900_000 },
      terminal: { name: 'Kiosk 1', library },
    },
  });
  server = createServer(LOOPBACK_TLS, ({ url = '' }, response) => {
    response.end(JSON.stringify(answers()[url] ?? {}));
  });
  const heard = () => JSON.stringify({ kind: 'heard', serverTime: Date.now() });
  sockets = new WebSocketServer({ server }).on('connection', (socket) =>
    socket.on('message', () => socket.send(heard())),
  );
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
}

async function stopServer(): Promise<void> {
  if (!server) return;
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  for (const socket of sockets.clients) socket.terminate();
  server = undefined;
  await closed;
}

/** @param shows what its wall clock shows, epoch milliseconds */
async function switchOn(shows: number): Promise<void> {
  const spki = new X509Certificate(LOOPBACK_TLS.cert).publicKey.export({
    type: 'spki',
    format: 'der',
  });
  const pin = createHash('sha256').update(spki).digest('base64');
  terminal = fork(PROGRAM, [folder, `https://127.0.0.1:${port}`, pin], {
    execArgv: ['--import', CLOCK],
    env: { ...process.env, CHAOS_CLOCK_OFF_MS: String(shows - Date.now()) },
  });
  await once(terminal, 'message');
}

const setClock = (shows: number): boolean => terminal.send({ clockOffMs: shows - Date.now() });

/** Right to within two seconds of some moment between the question and the answer. */
async function told(): Promise<ToldOfTime & { readonly isRight: boolean }> {
  const answer = once(terminal, 'message') as Promise<[ToldOfTime]>;
  const asked = Date.now();
  terminal.send({ ask: true });
  const [said] = await answer;
  return { ...said, isRight: said.now > asked - 2_000 && said.now < Date.now() + 2_000 };
}

const online = (wanted: boolean) => expect.poll(async () => (await told()).online).toBe(wanted);

test('TM1 TM3 TM4 a flat battery, the server, then a night without it and a clock that anybody sets', async () => {
  await stopServer();
  await switchOn(5_000);
  expect(await told()).toMatchObject({ known: false, fault: 'behind' });
  await startServer();
  await online(true);
  expect(await told()).toMatchObject({ known: true, isRight: true, fault: 'wrong' });
  await stopServer();
  await online(false);
  for (const shows of [Date.now() + 3 * DAY, 0, Date.now() - 3_600_000]) {
    setClock(shows);
    expect(await told()).toMatchObject({ known: true, isRight: true, fault: 'wrong' });
  }
  terminal.kill('SIGKILL');
  await once(terminal, 'exit');
  await switchOn(Date.now() - 5 * DAY);
  expect(await told()).toMatchObject({ known: true, isRight: true, online: false });
});

test('TM2 TM5 without the server a jump leaves the time unknown until it is taken back, or the server is heard', async () => {
  await stopServer();
  await switchOn(Date.now());
  expect(await told()).toMatchObject({ known: true, isRight: true });
  setClock(Date.now() + DAY);
  expect(await told()).toMatchObject({ known: false, fault: 'jumped', isRight: true });
  setClock(Date.now());
  expect(await told()).toMatchObject({ known: true, isRight: true });
  setClock(0);
  expect(await told()).toMatchObject({ known: false, fault: 'jumped' });
  await startServer();
  await online(true);
  expect(await told()).toMatchObject({ known: true, isRight: true });
});
