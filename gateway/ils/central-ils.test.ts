/** Against a server of another hand: plain node:http(s) that speaks the documented API. */
import { createHash, generateKeyPairSync, randomBytes, verify, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createHttp, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { generate } from 'selfsigned';
import { afterEach, expect, test } from 'vitest';
import { SimulatedNetwork } from '#tests/simulators/network.ts';
import { createIdentity } from '../identity.ts';
import { CentralIls } from './central-ils.ts';
import { Access } from './central/access.ts';
import { type ServerAddress, ServerLine } from './central/server-line.ts';
import type { Transaction } from './ils.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const identity = createIdentity('k1', generateKeyPairSync('ed25519').privateKey);
const ACCEPTED = { outcome: 'accepted', item: { title: 'Số đỏ', author: 'Vũ Trọng Phụng' } };
const loan: Transaction = {
  id: '01940000-0000-7000-8000-000000000001',
  act: 'checkout',
  mode: 'attempt',
  card: '29999000000001',
  item: { identifier: 'VV.000123' },
  occurredAt: 1_795_000_000_000,
};

interface Door {
  readonly status: number;
  readonly body: unknown;
}

/** What a test may change while the server runs. */
interface Hand {
  transactions: (request: IncomingMessage, body: string) => Door;
  tokenLifeMs: number;
  known: boolean;
  readonly tokens: string[];
  readonly heard: string[];
}

const newHand = (): Hand => ({
  transactions: () => ({ status: 200, body: ACCEPTED }),
  tokenLifeMs: 900_000,
  known: true,
  tokens: [],
  heard: [],
});

function door(hand: Hand, request: IncomingMessage, body: string): Door {
  hand.heard.push(`${request.method} ${request.url}`);
  const now = Date.now();
  if (request.url === '/api/terminals/challenge') {
    return {
      status: 200,
      body: { challenge: randomBytes(32).toString('base64url'), serverTime: now },
    };
  }
  if (request.url === '/api/terminals/token') return { ...tokenFor(hand, body, now) };
  const bearer = request.headers.authorization;
  if (bearer !== `Bearer ${hand.tokens.at(-1)}`) return { status: 401, body: {} };
  return hand.transactions(request, body);
}

function tokenFor(hand: Hand, body: string, serverTime: number): Door {
  const { terminalId, challenge, signature } = JSON.parse(body);
  const signed = Buffer.from(`nhip-cau terminal v1\n${terminalId}\n${challenge}`);
  const genuine = verify(null, signed, identity.publicKey, Buffer.from(signature, 'base64url'));
  if (!hand.known || !genuine) return { status: 401, body: {} };
  const token = randomBytes(16).toString('hex');
  hand.tokens.push(token);
  const library = { id: 'l1', name: 'Thư viện tỉnh', timeZone: 'Asia/Ho_Chi_Minh' };
  const terminal = { name: 'Kiosk 1', library };
  return {
    status: 200,
    body: { token, expiresAt: serverTime + hand.tokenLifeMs, serverTime, terminal },
  };
}

const listenerFor =
  (hand: Hand): RequestListener =>
  (request, response) => {
    let body = '';
    request.on('data', (bytes) => (body += bytes));
    request.on('end', () => {
      const answer = door(hand, request, body);
      response.writeHead(answer.status, { 'content-type': 'application/json' });
      response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
    });
  };

async function listening(server: Server, scheme: 'http' | 'https'): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => server.close());
  return `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const serverOf = (hand: Hand) => listening(createHttp(listenerFor(hand)), 'http');

interface Told {
  strangers: number;
  offsets: number[];
  names: string[];
}

function clientOf(
  address: ServerAddress,
  limits: { answerLimitMs?: number; patienceMs?: number } = {},
) {
  const told: Told = { strangers: 0, offsets: [], names: [] };
  const line = new ServerLine(address);
  const access = new Access({
    line,
    identity,
    monotonic: () => performance.now(),
    onServerTime: (serverTime) => told.offsets.push(serverTime),
    onIntroduced: ({ terminal }) => told.names.push(terminal.name),
    onStranger: () => told.strangers++,
  });
  const ils = new CentralIls({ line, access, ...limits });
  closing.push(() => ils.close());
  return { ils, told };
}

test('the terminal signs the server’s challenge once and uses the token for what follows', async () => {
  const hand = newHand();
  const { ils, told } = clientOf({ url: await serverOf(hand) });
  expect(await ils.transact(loan)).toEqual(ACCEPTED);
  expect(await ils.lookup(loan)).toEqual(ACCEPTED);
  expect(hand.heard).toEqual([
    'POST /api/terminals/challenge',
    'POST /api/terminals/token',
    `PUT /api/transactions/${loan.id}`,
    `GET /api/transactions/${loan.id}?act=checkout`,
  ]);
  expect(told).toMatchObject({ names: ['Kiosk 1'], strangers: 0 });
});

test('many calls at once earn one token', async () => {
  const hand = newHand();
  const { ils } = clientOf({ url: await serverOf(hand) });
  await Promise.all([1, 2, 3, 4].map(() => ils.transact(loan)));
  expect(hand.tokens).toHaveLength(1);
});

test('a token near its end is renewed before it is used', async () => {
  const hand = newHand();
  hand.tokenLifeMs = 0;
  const { ils } = clientOf({ url: await serverOf(hand) });
  await ils.transact(loan);
  expect(await ils.transact(loan)).toEqual(ACCEPTED);
  expect(hand.tokens).toHaveLength(2);
});

test('a token that the server no longer honours is replaced once, and the request sent again', async () => {
  const hand = newHand();
  const { ils } = clientOf({ url: await serverOf(hand) });
  await ils.transact(loan);
  hand.tokens.push('another');
  expect(await ils.transact(loan)).toEqual(ACCEPTED);
  expect(hand.heard.filter((line) => line.startsWith('PUT'))).toHaveLength(3);
});

test('a terminal that the server does not know reaches nobody, and is told so', async () => {
  const hand = newHand();
  hand.known = false;
  const { ils, told } = clientOf({ url: await serverOf(hand) });
  expect(await ils.transact(loan)).toEqual({ outcome: 'unreachable' });
  expect(told.strangers).toBe(1);
});

test('nobody listening is unreachable', async () => {
  const server = createHttp();
  const url = await listening(server, 'http');
  server.close();
  const { ils } = clientOf({ url });
  expect(await ils.transact(loan)).toEqual({ outcome: 'unreachable' });
  expect(await ils.patron({ card: '1', entry: 'scanned' })).toEqual({ outcome: 'unreachable' });
});

test('a name that does not resolve is unreachable', async () => {
  const { ils } = clientOf({ url: 'https://library.invalid' });
  expect(await ils.transact(loan)).toEqual({ outcome: 'unreachable' });
});

test('cut after the request went out is unknown, and the lookup tells', async () => {
  const hand = newHand();
  const network = await SimulatedNetwork.before(await serverOf(hand));
  closing.push(() => network.close());
  const { ils } = clientOf({ url: network.url() });
  await ils.lookup(loan);
  network.simulateCutAfterRequest();
  expect(await ils.transact(loan)).toEqual({ outcome: 'unknown' });
  expect(network.counters.cutAfterRequest).toBe(1);
  expect(hand.heard).toContain(`PUT /api/transactions/${loan.id}`);
  expect(await ils.lookup(loan)).toEqual(ACCEPTED);
});

test('cut before the server got the request is unknown too: from here it looks the same', async () => {
  const hand = newHand();
  const network = await SimulatedNetwork.before(await serverOf(hand));
  closing.push(() => network.close());
  const { ils } = clientOf({ url: network.url() });
  await ils.lookup(loan);
  network.simulateCutBeforeRequest();
  expect(await ils.transact(loan)).toEqual({ outcome: 'unknown' });
  expect(hand.heard).not.toContain(`PUT /api/transactions/${loan.id}`);
});

test('a network that swallows everything: a person is not kept waiting, an act is in doubt', async () => {
  const network = await SimulatedNetwork.before(await serverOf(newHand()));
  closing.push(() => network.close());
  const { ils } = clientOf({ url: network.url() }, { patienceMs: 50, answerLimitMs: 50 });
  await ils.transact(loan);
  network.simulateSilence();
  expect(await ils.item({ identifier: 'VV.1' })).toEqual({ outcome: 'unreachable' });
  expect(await ils.transact(loan)).toEqual({ outcome: 'unknown' });
  expect(await ils.lookup(loan)).toEqual({ outcome: 'unreachable' });
});

test.each([
  [200, 'not JSON', 'unknown'],
  [200, { outcome: 'accepted' }, 'unknown'],
  [400, {}, 'refused'],
  [409, {}, 'refused'],
  [404, {}, 'unreachable'],
  [429, {}, 'unreachable'],
  [500, {}, 'unknown'],
  [502, 'Bad gateway', 'unknown'],
  [503, {}, 'unknown'],
])('the status %i with %o is %s', async (status, body, outcome) => {
  const hand = newHand();
  hand.transactions = () => ({ status, body });
  const { ils } = clientOf({ url: await serverOf(hand) });
  expect((await ils.transact(loan)).outcome).toBe(outcome);
});

test('only the server’s own word says that a transaction never arrived', async () => {
  const hand = newHand();
  const { ils } = clientOf({ url: await serverOf(hand) });
  hand.transactions = () => ({ status: 404, body: 'no such page' });
  expect(await ils.lookup(loan)).toEqual({ outcome: 'unreachable' });
  hand.transactions = () => ({ status: 404, body: { outcome: 'never-arrived' } });
  expect(await ils.lookup(loan)).toEqual({ outcome: 'never-arrived' });
});

async function tlsServer(hand: Hand) {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'library.test' }]);
  const url = await listening(createHttps({ key, cert }, listenerFor(hand)), 'https');
  const spki = new X509Certificate(cert).publicKey.export({ type: 'spki', format: 'der' });
  return { url, pin: createHash('sha256').update(spki).digest('base64') };
}

test('over TLS the pinned key stands in for a certificate authority', async () => {
  const hand = newHand();
  const { url, pin } = await tlsServer(hand);
  const { ils } = clientOf({ url, tlsPin: pin });
  expect(await ils.transact(loan)).toEqual(ACCEPTED);
});

test('another key than the pinned one hears nothing, not even the challenge', async () => {
  const hand = newHand();
  const { url } = await tlsServer(hand);
  const { pin } = await tlsServer(newHand());
  const { ils } = clientOf({ url, tlsPin: pin });
  expect(await ils.transact(loan)).toEqual({ outcome: 'unreachable' });
  expect(hand.heard).toEqual([]);
});

test('without a pin a self-signed certificate is not believed', async () => {
  const hand = newHand();
  const { url } = await tlsServer(hand);
  const { ils } = clientOf({ url });
  expect(await ils.transact(loan)).toEqual({ outcome: 'unreachable' });
  expect(hand.heard).toEqual([]);
});
