/** Whoever says little, or too much, or opens many lines, to the real server over a bare socket. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { startServer } from '#server/main.ts';
import type { RunningServer } from '#server/main.ts';
import { PATIENCE } from '#server/http/patience.ts';
import type { Patience } from '#server/http/patience.ts';
import { onSqlite } from '#tests/databases.ts';
import { testConfig } from '#tests/test-server.ts';

const engine = onSqlite();

async function started(patience: Partial<Patience>): Promise<RunningServer> {
  const folder = mkdtempSync(join(tmpdir(), 'nhipcau-slow-'));
  engine.after(() => rmSync(folder, { recursive: true }));
  const config = testConfig(folder, await engine.place());
  const server = await startServer(config, { patience: { ...PATIENCE, ...patience } });
  engine.after(() => server.close());
  return server;
}

function dial({ url }: RunningServer): Socket {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  // How a line ends is told by what is awaited.
  socket.on('error', () => undefined);
  onTestFinished(() => void socket.destroy());
  return socket;
}

/** What comes until the line ends. */
async function heardUntilEnd(socket: Socket): Promise<string> {
  let heard = '';
  socket.on('data', (chunk: Buffer) => (heard += chunk.toString('latin1')));
  await once(socket, 'close');
  return heard;
}

const HEAD = 'POST /api/staff/sign-in HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n';

describe('SE20 a line that is held open without saying much ends by itself', () => {
  const BODY_MS = 400;
  let hasty: RunningServer;
  let server: RunningServer;
  beforeAll(async () => {
    hasty = await started({ headMs: 400 });
    server = await started({ bodyMs: BODY_MS, bytesPerSecond: 10 });
  });

  test.each([
    ['says nothing at all', ''],
    ['never ends its head', `${HEAD}X-A: 1\r\n`],
  ])('SE20 that %s', async (_what, said) => {
    const socket = dial(hasty);
    socket.write(said);
    expect(await heardUntilEnd(socket)).toMatch(/^(|HTTP\/1\.1 408 [^]*)$/);
  });

  test('SE20 that announces a body and says a word of it', async () => {
    const socket = dial(server);
    socket.write(`${HEAD}Origin: http://a\r\nContent-Length: 4000\r\n\r\n{`);
    expect(await heardUntilEnd(socket)).toBe('');
  });

  test('SE20 while a file that comes steadily may take its time', async () => {
    const upload = request(`${server.url}/api/staff/imports?name=a.jsonl`, {
      method: 'POST',
      headers: { Origin: server.url, Cookie: await sessionAt(server) },
    });
    const answered = once(upload, 'response') as Promise<[IncomingMessage]>;
    for (const begun = performance.now(); performance.now() - begun < 4 * BODY_MS;) {
      upload.write('\n'.repeat(1000));
      // A slow line, not a wait for something.
      await delay(20);
    }
    upload.end();
    const [answer] = await answered;
    answer.resume();
    expect(answer.statusCode).toBe(201);
  });

  test('SE20 a head larger than sixteen kilobytes is refused', async () => {
    const socket = dial(server);
    socket.write(`${HEAD}X-A: ${'x'.repeat(20_000)}\r\n\r\n`);
    expect(await heardUntilEnd(socket)).toMatch(/^HTTP\/1\.1 431 /);
  });
});

/** Head and body in one piece, so that a busy machine does not part them. */
async function sessionAt(server: RunningServer): Promise<string> {
  const { name, password } = server.firstAccount ?? {};
  const body = JSON.stringify({ name, password });
  const socket = dial(server);
  const length = `Content-Length: ${body.length}\r\nConnection: close\r\n\r\n`;
  socket.write(`${HEAD}Origin: http://a\r\n${length}${body}`);
  return /Set-Cookie: ([^;]+)/i.exec(await heardUntilEnd(socket))?.[1] ?? '';
}

test('SE21 one address has so many lines and no more, and gets the next when one of them ends', async () => {
  const server = await started({ mostFromOneAddress: 3 });
  const held = [dial(server), dial(server), dial(server)];
  await Promise.all(held.map((socket) => once(socket, 'connect')));
  expect(await heardUntilEnd(dial(server))).toBe('');
  held[0]?.destroy();
  const isLetIn = async () => {
    const socket = dial(server);
    socket.write('GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    return (await heardUntilEnd(socket)).startsWith('HTTP/1.1 200');
  };
  await expect.poll(isLetIn).toBe(true);
});
