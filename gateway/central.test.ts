/** What a terminal says of a server that it does not reach; against servers of another hand, on real sockets. */
import { createHash, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createHttp, type RequestListener } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { generate } from 'selfsigned';
import { afterEach, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { SimulatedNetwork } from '#tests/simulators/network.ts';
import { Central } from './central.ts';
import { createIdentity } from './identity.ts';
import type { ServerAddress } from './ils/central/server-line.ts';
import { TerminalClock } from './terminal-clock.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const identity = createIdentity('k1', generateKeyPairSync('ed25519').privateKey);
const library = { id: 'l1', name: 'Thư viện tỉnh', timeZone: 'Asia/Ho_Chi_Minh' };
const ANSWERS: Readonly<Record<string, object>> = {
  '/api/terminals/challenge': { challenge: 'eA', serverTime: 1 },
  '/api/terminals/token': {
    ...{ token: 't', serverTime: 1, expiresAt: 900_001 },
    terminal: { name: 'Kiosk 1', library },
  },
};

const welcoming: RequestListener = ({ url = '' }, response) =>
  void response.end(JSON.stringify(ANSWERS[url] ?? {}));
const strange: RequestListener = ({ url = '' }, response) => {
  if (url.endsWith('token')) response.writeHead(401);
  response.end(JSON.stringify(ANSWERS[url] ?? {}));
};
const portal: RequestListener = (_, response) => void response.end('<h1>Wi-Fi</h1>');

async function listening(server: Server, port = 0): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

async function httpServer(listener: RequestListener): Promise<ServerAddress> {
  return { url: `http://127.0.0.1:${await listening(createHttp(listener))}` };
}

async function tlsServer(): Promise<{ url: string; pin: string }> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'library.test' }]);
  const port = await listening(createHttps({ key, cert }, welcoming));
  const spki = new X509Certificate(cert).publicKey.export({ type: 'spki', format: 'der' });
  const pin = createHash('sha256').update(spki).digest('base64');
  return { url: `https://127.0.0.1:${port}`, pin };
}

/** @param told what it tells, in its order */
function openCentral(server: ServerAddress, told: string[] = []): Central {
  const central = new Central({
    ...{ server, identity, clock: new TerminalClock(), random: () => 0 },
    state: () => ({ kind: 'state', version: '1', stage: 'idle', devices: [], queued: 0 }),
    onOnline: (online) => told.push(online ? 'online' : 'offline'),
    onUnreached: ({ reason }) => told.push(reason),
    onServerTime: () => undefined,
    onNames: () => undefined,
    onRegistered: () => undefined,
    onIntroduced: () => undefined,
    onBeat: () => undefined,
    onOrder: () => undefined,
    onSettings: () => undefined,
    onStranger: () => undefined,
  });
  closing.push(() => central.close());
  central.start();
  return central;
}

/** @returns what it tells, in its order */
function startCentral(server: ServerAddress): string[] {
  const told: string[] = [];
  openCentral(server, told);
  return told;
}

test.each([
  ['another key than the pinned one', 'pin-differs', tlsPinned],
  ['a certificate that nobody vouches for', 'not-trusted', tlsServer],
  ['a certificate that is over', 'clock', () => validFor(-2, -1)],
  ['a certificate that is not valid yet', 'clock', () => validFor(1, 2)],
  ['a server without TLS', 'no-tls', plainBehindHttps],
  ['a server that does not know the terminal', 'not-known', () => httpServer(strange)],
  ['a portal that answers everything', 'not-our-server', () => httpServer(portal)],
  ['a server whose proxy lets no WebSocket through', 'no-link', () => httpServer(welcoming)],
  ['a network that swallows everything', 'timed-out', swallowing],
] as const)('%s is told as “%s”', async (_, reason, server) => {
  const told = startCentral(await server());
  await expect.poll(() => told).toEqual([reason]);
});

async function tlsPinned(): Promise<ServerAddress> {
  return { url: (await tlsServer()).url, tlsPin: (await tlsServer()).pin };
}

/** As a machine whose clock is wrong meets a good certificate. @param from days from now */
async function validFor(from: number, to: number): Promise<ServerAddress> {
  const day = (days: number) => new Date(Date.now() + days * 86_400_000);
  const { private: key, cert } = await generate([{ name: 'commonName', value: '127.0.0.1' }], {
    ...{ notBeforeDate: day(from), notAfterDate: day(to) },
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
  });
  const trusted = getCACertificates('default');
  closing.push(() => setDefaultCACertificates(trusted));
  setDefaultCACertificates([cert]);
  return { url: `https://127.0.0.1:${await listening(createHttps({ key, cert }, welcoming))}` };
}

async function plainBehindHttps(): Promise<ServerAddress> {
  return { url: (await httpServer(welcoming)).url.replace('http', 'https') };
}

async function swallowing(): Promise<ServerAddress> {
  const network = await SimulatedNetwork.before((await httpServer(welcoming)).url);
  closing.push(() => network.close());
  network.simulateSilence();
  return { url: network.url() };
}

test('a reason is told when it changes, not at each attempt, and being reached ends it', async () => {
  let dialled = 0;
  let answer = strange;
  const server = createHttp((request, response) => {
    dialled += 1;
    answer(request, response);
  });
  const network = await SimulatedNetwork.before(`http://127.0.0.1:${await listening(server)}`);
  closing.push(() => network.close());
  network.simulateCut();
  const told = startCentral({ url: network.url() });
  await expect.poll(() => told).toEqual(['refused']);
  await network.heal();
  // Two requests are one attempt.
  await expect.poll(() => dialled).toBeGreaterThanOrEqual(4);
  expect(told).toEqual(['refused', 'not-known']);
  answer = welcoming;
  const sockets = new WebSocketServer({ server });
  closing.push(() => sockets.clients.forEach((socket) => socket.terminate()));
  sockets.on('connection', (socket) =>
    socket.on('message', () => socket.send('{"kind":"heard","serverTime":1}')),
  );
  await expect.poll(() => told).toEqual(['refused', 'not-known', 'online']);
  network.simulateCut();
  await expect.poll(() => told).toEqual(['refused', 'not-known', 'online', 'offline', 'refused']);
});

test('RE3 a server that is heard and too slow twice counts as silent: nobody else is left waiting', async () => {
  const server = createHttp((request, response) => {
    if (request.url !== '/api/items/identify') welcoming(request, response);
  });
  closing.push(() => server.closeAllConnections());
  const url = `http://127.0.0.1:${await listening(server)}`;
  const sockets = new WebSocketServer({ server });
  closing.push(() => sockets.clients.forEach((socket) => socket.terminate()));
  sockets.on('connection', (socket) =>
    socket.on('message', () => socket.send('{"kind":"heard","serverTime":1}')),
  );
  const told: string[] = [];
  const central = openCentral({ url }, told);
  await expect.poll(() => told).toEqual(['online']);
  const ask = () => central.ils.item({ identifier: 'VV.1' });
  expect(await Promise.all([ask(), ask(), ask()])).toHaveLength(3);
  expect(central.online).toBe(true);
  expect(await ask()).toEqual({ outcome: 'unreachable' });
  expect([central.online, told]).toEqual([false, ['online', 'offline']]);
});
