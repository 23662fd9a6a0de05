import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { eachDatabase } from '#tests/databases.ts';
import type { TestEngine } from '#tests/databases.ts';
import { startTestServer } from '#tests/test-server.ts';
import { registry } from './db/registry.ts';
import { PATIENCE_MS } from './main.ts';

/** At once, and more than are written down before the server is asked to stop; as many as a link takes without a pause (SE22). */
const SAID = 40;

afterEach(() => void vi.useRealTimers());

eachDatabase((engine) => {
  /** On a database that can be opened again. */
  const startOn = async (place: Awaited<ReturnType<TestEngine['place']>>) =>
    startTestServer({ ...engine, place: () => Promise.resolve(place) });

  test('what a terminal has said before the server stops is kept', async () => {
    const place = await engine.place();
    const server = await startOn(place);
    const terminal = await server.addTerminal('van');
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/terminals/link`, {
      headers: { Authorization: `Bearer ${await terminal.token()}` },
    });
    await once(socket, 'open');
    const state = { kind: 'state', version: '0.1.0', stage: 'idle', devices: [] };
    for (let queued = 1; queued <= SAID; queued += 1)
      socket.send(JSON.stringify({ ...state, queued }));
    await once(socket, 'message');
    await server.close();

    const db = await engine.open(registry, place);
    const [admin] = await db.read('staff-accounts', {});
    const asked = { accountId: admin?.id ?? '', now: Date.now() };
    const {
      terminals: [kept],
    } = await db.read('terminals-of-staff', asked);
    expect(JSON.parse(kept?.state ?? '{}')).toMatchObject({ queued: SAID });
  });

  test('a terminal that does not answer the closing of its link holds nothing up', async () => {
    const server = await startOn(await engine.place());
    const token = await (await server.addTerminal('van')).token();
    const { hostname, port, host } = new URL(server.url);
    const mute = connect(Number(port), hostname);
    mute.write(
      `GET /api/terminals/link HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${token}\r\n` +
        'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
        `Sec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}\r\n\r\n`,
    );
    const [greeting] = await once(mute, 'data');
    expect(String(greeting)).toMatch(/^HTTP\/1.1 101 /);
    mute.resume();

    const cut = once(mute, 'close');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const stopped = server.close();
    vi.advanceTimersByTime(PATIENCE_MS);
    vi.useRealTimers();
    await cut;
    await stopped;
  });
});
