/** A terminal whose key is in wrong hands, at the server's WebSocket. */
import { once } from 'node:events';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { MAX_LINK_MESSAGE_BYTES } from '#server/monitoring/link.ts';
import { onSqlite } from '#tests/databases.ts';
import { startTestServer } from '#tests/test-server.ts';
import type { TestServer } from '#tests/test-server.ts';

const engine = onSqlite();
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer(engine);
});

const STATE = JSON.stringify({
  ...{ kind: 'state', version: '0.6.0', stage: 'idle', devices: [], queued: 0 },
});

async function dial(headers: Record<string, string>): Promise<WebSocket> {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/terminals/link`, {
    headers,
  });
  onTestFinished(() => socket.terminate());
  await once(socket, 'open');
  return socket;
}

const bearer = async (): Promise<Record<string, string>> => ({
  Authorization: `Bearer ${await (await server.addTerminal('ward')).token()}`,
});

const codeOf = async (socket: WebSocket): Promise<unknown> => (await once(socket, 'close'))[0];

test('SE22 who says more at once than is heard is hung up on, and the others are heard meanwhile', async () => {
  const [wild, calm] = [await dial(await bearer()), await dial(await bearer())];
  const ended = codeOf(wild);
  for (let n = 0; n < 500; n++) wild.send(STATE);
  calm.send(STATE);
  const [said] = (await once(calm, 'message')) as [Buffer];
  expect(JSON.parse(String(said))).toMatchObject({ kind: 'heard' });
  expect(await ended).toBe(1008);
});

test('SE22 a word that is too long, or none that fits, ends the link', async () => {
  const long = await dial(await bearer());
  long.send('x'.repeat(MAX_LINK_MESSAGE_BYTES + 1));
  expect(await codeOf(long)).toBe(1009);
  const strange = await dial(await bearer());
  strange.send('{"kind":"state","__proto__":{"version":"1"}}');
  expect(await codeOf(strange)).toBe(1008);
});

test('SE22 a terminal has one link: dialled again, the former ends', async () => {
  const headers = await bearer();
  const first = await dial(headers);
  const ended = codeOf(first);
  await dial(headers);
  expect(await ended).toBe(4000);
});

test.each([
  ['nobody', {}],
  ['a browser of staff', { Cookie: 'nhipcau-staff=x' }],
])('SE2 the link does not open to %s', async (_who, headers) => {
  const url = `${server.url.replace('http', 'ws')}/api/terminals/link`;
  const socket = new WebSocket(url, { headers });
  const [, response] = await once(socket, 'unexpected-response');
  expect(response.statusCode).toBe(401);
});
