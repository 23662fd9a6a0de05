import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { eachDatabase, onSqlite } from '#tests/databases.ts';
import { SpeakingTerminal } from '#tests/simulators/speaking-terminal.ts';
import { startTestServer } from '#tests/test-server.ts';
import type { TestServer } from '#tests/test-server.ts';

const TOKEN = 'a-token-of-some-length';

/** Not by `fetch`: it may not name a proxy. */
function read({ url }: Pick<TestServer, 'url'>, headers: Record<string, string> = {}) {
  return new Promise<{ status: number; type: string; text: string }>((resolve, reject) => {
    request(`${url}/metrics`, { headers }, (response) => {
      const type = response.headers['content-type'] ?? '';
      text(response).then(
        (body) => resolve({ status: response.statusCode ?? 0, type, text: body }),
        reject,
      );
    })
      .on('error', reject)
      .end();
  });
}

eachDatabase((engine) => {
  test('TH70 the numbers of the server, and of each terminal what it last said', async () => {
    const server = await startTestServer(engine);
    const terminal = await SpeakingTerminal.at(server, 'school');
    const counters = { ...{ visits: 9, checkouts: 41, checkins: 7 }, renewals: 1, refusals: 2 };
    await terminal.say({
      queued: 3,
      printer: { paper: 'out', since: 1 },
      counters: { ...counters, receipts: 5, from: 1 },
      dropBox: {
        ...{ state: 'idle', since: 1 },
        bins: [{ id: 'a"b', count: 12, fill: 'full', since: 1 }],
      },
    });
    const lines = async () => (await read(server)).text.split('\n');
    const own = (name: string, labels = '') => `${name}{terminal="${terminal.id}"${labels}}`;
    expect(await lines()).toEqual(
      expect.arrayContaining([
        `${own('terminal_online')} 1`,
        `${own('terminal_queued')} 3`,
        `${own('terminal_checkouts_total')} 41`,
        `${own('terminal_device_ready', ',device="pad",kind="rfid-reader"')} 1`,
        `${own('terminal_paper', ',paper="out"')} 1`,
        `${own('terminal_paper', ',paper="ok"')} 0`,
        String.raw`${own('terminal_bin_items', String.raw`,bin="a\"b"`)} 12`,
        'server_notices_waiting 0',
        '# TYPE terminal_checkouts_total counter',
      ]),
    );
    const { text: all, type } = await read(server);
    expect(type).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(all).toMatch(/^server_request_seconds_count\{method="GET",status="2xx"\} \d+$/m);
    expect(all).toMatch(/^process_resident_memory_bytes \d/m);
    await expect.poll(lines).toContain('server_alerts_open{severity="now"} 2');
    await terminal.close();
  });
});

test('TH71 only who is on this machine, or has the token, reads them', async () => {
  const engine = onSqlite();
  const server = await startTestServer(engine, { metricsToken: TOKEN });
  const statusWith = async (headers: Record<string, string>) =>
    (await read(server, headers)).status;
  expect(await statusWith({})).toBe(200);
  // Handed on by a proxy: somebody else asks.
  expect(await statusWith({ 'X-Forwarded-For': '203.0.113.9' })).toBe(401);
  expect(await statusWith({ Forwarded: 'for=127.0.0.1' })).toBe(401);
  const far = { 'X-Forwarded-For': '203.0.113.9' };
  expect(await statusWith({ ...far, Authorization: `Bearer ${TOKEN}` })).toBe(200);
  expect(await statusWith({ ...far, Authorization: 'Bearer wrong' })).toBe(401);
  const closed = await startTestServer(engine);
  expect((await read(closed, { ...far, Authorization: 'Bearer undefined' })).status).toBe(401);
});

test('TH72 no number is about a person', async () => {
  const server = await startTestServer(onSqlite());
  expect((await read(server)).text).not.toMatch(/card|patron|barcode="/);
});
