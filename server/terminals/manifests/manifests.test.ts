import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { eachDatabase } from '#tests/databases.ts';
import { startTestServer } from '#tests/test-server.ts';
import type { TestServer, TestTerminal } from '#tests/test-server.ts';

const DAY_MS = 86_400_000;
const AT = Date.UTC(2026, 10, 23, 8);

const book = (identifier: string, more: object = {}) => ({
  ...{
    intake: randomUUID(),
    at: AT,
    bin: 'shelf',
    item: { identifier },
    uids: ['E004010000000001'],
  },
  ...{ transaction: randomUUID(), why: 'otherwise', ils: 'accepted', armed: 'done', ...more },
});

const manifest = (...entries: readonly object[]) => ({
  ...{ id: randomUUID(), bin: 'shelf', since: AT - DAY_MS, until: AT, by: 'staff', entries },
});

eachDatabase((engine) => {
  let server: TestServer;
  let terminal: TestTerminal;
  let cookie: string;
  beforeAll(async () => {
    server = await startTestServer(engine);
    terminal = await server.addTerminal('ward');
    cookie = await server.signIn();
  });

  const hand = async (body: object, from = terminal) =>
    server.ask('POST', '/terminals/manifests', { body, token: await from.token() });
  const listed = async (of = terminal) =>
    (await server.ask('GET', `/staff/terminals/${of.id}/manifests`, { cookie })).body.manifests;

  test('DB30 a list is kept, and staff see every book of it', async () => {
    const of = await server.addTerminal('ward');
    const sent = manifest(book('TV0001'), book('TV0002', { goes: { kind: 'hold' } }), {
      ...book('x'),
      item: undefined,
      trouble: 'no-tag',
      ils: 'none',
      armed: 'not-needed',
    });
    expect((await hand(sent, of)).status).toBe(204);
    expect(await listed(of)).toEqual([
      {
        ...{ id: sent.id, bin: 'shelf', since: sent.since, until: sent.until, by: 'staff' },
        ...{ books: 3, exceptions: 1 },
      },
    ]);
    const path = `/staff/terminals/${of.id}/manifests/${sent.id}`;
    const { body } = await server.ask('GET', path, { cookie });
    expect(body.entries).toEqual(JSON.parse(JSON.stringify(sent.entries)));
  });

  test('DB30 handed over twice it is one; another terminal’s id is not taken', async () => {
    const of = await server.addTerminal('ward');
    const sent = manifest(book('TV0003'));
    expect((await hand(sent, of)).status).toBe(204);
    expect((await hand(sent, of)).status).toBe(204);
    expect(await listed(of)).toHaveLength(1);
    expect((await hand(sent)).status).toBe(409);
  });

  test('DB30 a list of a thousand books is taken; one that does not fit is not', async () => {
    const books = Array.from({ length: 1_000 }, (_, at) => book(`TV${at}`));
    expect((await hand(manifest(...books))).status).toBe(204);
    expect((await hand({ ...manifest(), bin: '' })).status).toBe(400);
    const huge = Array.from({ length: 9_000 }, (_, at) => book(`TV${at}`));
    // The server hangs up on it: this connection is no other request's.
    const headers = { connection: 'close' };
    const body = manifest(...huge);
    const token = await terminal.token();
    const answer = await server.ask('POST', '/terminals/manifests', { body, token, headers });
    expect(answer.status).toBe(413);
  });

  test('DB30 nobody else sees or hands over anything', async () => {
    const sent = manifest(book('TV0004'));
    await hand(sent);
    const path = `/staff/terminals/${terminal.id}/manifests`;
    expect((await server.ask('GET', path)).status).toBe(401);
    expect((await server.ask('GET', `${path}/${sent.id}`)).status).toBe(401);
    expect((await server.ask('POST', '/terminals/manifests', { body: sent })).status).toBe(401);
    const other = await server.addTerminal('ward');
    const elsewhere = `/staff/terminals/${other.id}/manifests/${sent.id}`;
    expect((await server.ask('GET', elsewhere, { cookie })).status).toBe(404);
  });

  test('DB31 lists are forgotten after ninety days', async () => {
    const of = await server.addTerminal('ward');
    await hand(manifest(book('TV0005')), of);
    const now = Date.now();
    await server.db.write('manifests-forget', { now: now + 89 * DAY_MS });
    expect(await listed(of)).toHaveLength(1);
    await server.db.write('manifests-forget', { now: now + 91 * DAY_MS });
    expect(await listed(of)).toEqual([]);
  });
});
