import { createServer } from 'node:https';
import { Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { generate } from 'selfsigned';
import { reachable } from './networks.ts';
import { WebhookSender } from './webhook.ts';
import type { Resolve } from './webhook.ts';

const NAME = 'tickets.library.example';
const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

/** A name server that knows one name. */
const knowing =
  (...addresses: string[]): Resolve =>
  (hostname, _options, callback) => {
    if (hostname !== NAME) return callback(new Error(`not known: ${hostname}`), []);
    const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    callback(null, found);
  };

function sender(allowed: readonly string[], resolve: Resolve): WebhookSender {
  const made = new WebhookSender(reachable(allowed), resolve);
  undo.push(() => made.close());
  return made;
}

/** Somebody inside with a certificate that nobody has signed; counts who knocks. */
async function inside() {
  const { cert, private: key } = await generate([{ name: 'commonName', value: NAME }]);
  const server = createServer({ cert, key });
  const knocks: string[] = [];
  server.on('connection', (socket) => {
    if (socket instanceof Socket) knocks.push(socket.remoteAddress ?? '');
  });
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  undo.push(() => new Promise((resolve) => server.close(resolve)));
  const { port } = server.address() as AddressInfo;
  return { knocks, url: `https://${NAME}:${port}/x` };
}

const notice = { id: 'n', body: '{}', secret: 'whsec_AAAA', now: 0 };

test('TH59 a name that leads inside is not connected to, by whatever family', async () => {
  const { knocks, url } = await inside();
  for (const address of ['127.0.0.1', '10.0.0.5', '::1', '::ffff:127.0.0.1']) {
    const sent = sender([], knowing(address)).send({ ...notice, url });
    await expect(sent).rejects.toThrow('leads into a private network');
  }
  expect(knocks).toEqual([]);
});

test('TH59 of several addresses only those that may be reached are tried; TLS is checked', async () => {
  const { knocks, url } = await inside();
  const sent = sender(['127.0.0.0/8'], knowing('10.0.0.5', '127.0.0.1')).send({ ...notice, url });
  await expect(sent).rejects.toThrow(/self-signed|self signed/);
  expect(knocks).toEqual(['127.0.0.1']);
});

test('TH59 a name that nobody knows is said to be unknown', async () => {
  const sent = sender([], knowing()).send({ ...notice, url: 'https://nobody.example/x' });
  await expect(sent).rejects.toThrow('not known: nobody.example');
});
