/** The conflict desk over HTTP: a terminal promises, a librarian settles, nobody else gets in. */
import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { onSqlite } from '#tests/databases.ts';
import { item, patron, TITLE } from '#tests/fixtures/small-network.ts';
import { startTestServer } from '#tests/test-server.ts';
import type { TestServer } from '#tests/test-server.ts';
import { TitleInput } from '../../catalogue/input.ts';
import { PolicyInput } from '../input.ts';

const engine = onSqlite();
let server: TestServer;
let cookie: string;
let token: string;

beforeAll(async () => {
  server = await startTestServer(engine);
  const { db } = server;
  const policy = { id: 'any', libraryId: 'central', loanDays: 21, renewals: 1, requiresPin: false };
  await db.write('lending-rules-put', {
    patronClasses: [{ id: 'adult', name: 'Người lớn' }],
    itemClasses: [{ id: 'book', name: 'Sách', loanable: true }],
    policies: [PolicyInput.parse(policy)],
  });
  await db.write('titles-put', { titles: [TitleInput.parse(TITLE)], now: Date.now() });
  await db.write('items-put', { items: [item('B-1', 'B-1')] });
  const expired = patron('P-1', 'C-1', { expiresOn: '2020-01-01' });
  await db.write('patrons-put', { patrons: [expired], now: Date.now() });
  token = await (await server.addTerminal('ward')).token();
  cookie = await server.signIn();
});

const get = (path: string) => server.ask('GET', `/staff/${path}`, { cookie });
const post = (path: string, body: object) =>
  server.ask('POST', `/staff/conflicts/${path}`, {
    cookie,
    body: { id: randomUUID(), library: 'ward', ...body },
  });

test('a promise that the rules refuse is listed, settled and undone, and its receipt found', async () => {
  const transaction = randomUUID();
  const request = { act: 'checkout', mode: 'promise', card: 'C-1', item: { identifier: 'B-1' } };
  const body = { ...request, occurredAt: Date.now() - 3_600_000 };
  const promised = await server.ask('PUT', `/transactions/${transaction}`, { token, body });
  expect(promised.body.outcome).toBe('accepted');

  const { body: page } = await get('conflicts?library=ward&kind=card-expired');
  expect(page).toMatchObject({
    total: 1,
    conflicts: [
      {
        ...{ transactionId: transaction, facts: { date: '2020-01-01' } },
        library: { id: 'ward', name: 'Phường Đông' },
        patron: { id: 'P-1' },
      },
    ],
  });
  expect((await get('conflicts/count')).body).toEqual({ open: 1 });
  const { body: told } = await get(`conflicts/${transaction}/card-expired/story`);
  expect(told.story).toMatchObject([{ what: 'checkout', isInQuestion: true }]);

  const decided = await post(`${transaction}/card-expired/decision`, { choice: 'keep' });
  expect(decided.body).toEqual({ outcome: 'accepted', settled: 1 });
  expect((await get('conflicts/count')).body).toEqual({ open: 0 });
  const again = await post(`${transaction}/card-expired/decision`, { choice: 'recall' });
  expect(again.body).toMatchObject({ refusal: { code: 'conflict-decided' } });
  expect((await post(`${transaction}/card-expired/undo`, {})).body).toMatchObject({ opened: 1 });

  const code = String(promised.body.receiptCode);
  const typed = encodeURIComponent(`${code.slice(0, 4)} ${code.slice(4)}`.toLowerCase());
  expect((await get(`receipts/${typed}`)).body).toMatchObject({
    receipts: [{ id: transaction, conflicts: [{ kind: 'card-expired', state: 'open' }] }],
  });
});

test('what is not there is said so, and what does not fit is named', async () => {
  expect((await get('conflicts/nothing/clock/story')).status).toBe(404);
  expect((await get('receipts/33333333')).body).toEqual({ receipts: [] });
  expect((await get('conflicts?state=all')).status).toBe(400);
  const strange = await post('nothing/clock/decision', { choice: 'burn' });
  expect(strange).toMatchObject({ status: 400, body: { issues: [{ path: 'json.choice' }] } });
  const unknown = await post('nothing/clock/decision', { choice: 'seen' });
  expect(unknown.body).toMatchObject({ refusal: { code: 'conflict-unknown' } });
});

test.each(['conflicts', 'conflicts/count', 'conflicts/a/clock/story', 'receipts/33333333'])(
  '%s is for staff alone',
  async (path) => {
    expect((await server.ask('GET', `/staff/${path}`)).status).toBe(401);
    expect((await server.ask('GET', `/staff/${path}`, { token })).status).toBe(401);
  },
);
