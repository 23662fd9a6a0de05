/** Against an HTTP server of another hand, on a real socket. */
import { generateKeyPairSync, verify } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createIdentity } from '../identity.ts';
import { ServerLine } from '../ils/central/server-line.ts';
import { PairingApi } from './pairing-api.ts';

const CLAIMS = { id: 'quay-1', profile: 'kiosk', version: '0.1.0' };
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const identity = createIdentity('quay-1', privateKey);

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Record<string, string>;
}

let answers: Record<string, Answer>;
let said: Record<string, Record<string, string>>;
let line: ServerLine;
let times: number[];

const server = createServer((request, response) => {
  const path = (request.url ?? '').split('/').at(-1) ?? '';
  let text = '';
  request.on('data', (data) => (text += data));
  request.on('end', () => {
    said[path] = JSON.parse(text);
    const { status, body, headers } = answers[path] ?? { status: 404, body: '{}' };
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
  });
});

beforeEach(async () => {
  [answers, said, times] = [{ challenge: { status: 200, body: '{"challenge":"Q0g"}' } }, {}, []];
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  line = new ServerLine({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
afterEach(async () => {
  await line.close();
  server.closeAllConnections();
  server.close();
});

const ask = () =>
  new PairingApi({
    ...{ line, identity, monotonic: () => 0 },
    onServerTime: (time) => times.push(time),
  }).ask(CLAIMS);
const answering = (status: number, body: object = {}, headers = {}) => {
  answers['pairing'] = { status, body: JSON.stringify(body), headers };
  return ask();
};

test('PA2 signs the challenge for its key, and says what it is', async () => {
  const given = await answering(200, { code: '7C3D9FGH', expiresAt: 700_000, serverTime: 100_000 });
  expect(given).toEqual({ outcome: 'code', code: '7C3D9FGH', lifeMs: 600_000 });
  expect(said['challenge']).toEqual({ terminalId: identity.publicKeyText });
  const { signature = '', ...rest } = said['pairing'] ?? {};
  expect(rest).toEqual({ publicKey: identity.publicKeyText, challenge: 'Q0g', ...CLAIMS });
  const text = Buffer.from(`nhip-cau pairing v1\n${identity.publicKeyText}\nQ0g`);
  const isRight = verify(null, text, publicKey, Buffer.from(signature, 'base64url'));
  expect(isRight).toBe(true);
  expect(times).toEqual([100_000]);
});

test('PA22 what is no code says what to do', async () => {
  expect(await answering(409, { code: 'key-in-use' })).toEqual({ outcome: 'known' });
  expect(await answering(429, {}, { 'retry-after': '90' })).toEqual({
    outcome: 'later',
    waitMs: 90_000,
  });
  // A server of an earlier version pairs nobody.
  expect(await answering(404)).toEqual({ outcome: 'later', waitMs: 60_000 });
  expect(await answering(502)).toEqual({ outcome: 'unreached' });
  expect(await answering(200, { hello: 'Wi-Fi' })).toEqual({ outcome: 'unreached' });
});

test('PA22 a server that is away, and a portal, give none', async () => {
  answers['challenge'] = { status: 200, body: '<h1>Wi-Fi</h1>' };
  expect(await ask()).toEqual({ outcome: 'unreached' });
  await line.close();
  expect(await ask()).toEqual({ outcome: 'unreached' });
});
