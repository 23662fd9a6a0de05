import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FaultyNetwork } from './network.ts';
import type { Fate } from './script.ts';

const heard: string[] = [];
let server: Server;
let network: FaultyNetwork | undefined;
/** What lies about does so until a test lets it go: no machine is too slow for that. */
let held: PromiseWithResolvers<void>;

beforeEach(async () => {
  heard.length = 0;
  held = Promise.withResolvers();
  server = createServer((incoming, outgoing) => {
    heard.push(incoming.url ?? '');
    outgoing.end('yes');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(async () => {
  await network?.close();
  server.close();
});

async function networkWith(...fates: readonly Fate[]): Promise<FaultyNetwork> {
  const { port } = server.address() as AddressInfo;
  const fateOf = (nth: number): Fate => fates[nth] ?? { kind: 'passed' };
  network = await FaultyNetwork.before(port, fateOf, 0, () => held.promise);
  return network;
}

const ask = ({ port }: FaultyNetwork, path: string): Promise<string> =>
  fetch(`http://127.0.0.1:${port}${path}`).then((response) => response.text());

test('a request that is lost never reaches the server; one whose answer is lost does', async () => {
  const line = await networkWith({ kind: 'request-lost' }, { kind: 'answer-lost' });
  await expect(ask(line, '/a')).rejects.toThrow('fetch failed');
  await expect(ask(line, '/b')).rejects.toThrow('fetch failed');
  expect(heard).toEqual(['/b']);
});

test('a request that is held back is overtaken', async () => {
  const line = await networkWith({ kind: 'request-late', byMs: 1 });
  const late = ask(line, '/late');
  await once(line.events, 'request');
  expect(await ask(line, '/next')).toBe('yes');
  expect(heard).toEqual(['/next']);
  held.resolve();
  expect(await late).toBe('yes');
  expect(heard).toEqual(['/next', '/late']);
});

test('is quiet only when the second of two deliveries has arrived', async () => {
  const line = await networkWith({ kind: 'twice', byMs: 1 });
  expect(await ask(line, '/a')).toBe('yes');
  expect(heard).toEqual(['/a']);
  held.resolve();
  await line.quiet();
  expect(heard).toEqual(['/a', '/a']);
});

test('is quiet only when a request has arrived for which nobody waits any more', async () => {
  const line = await networkWith({ kind: 'request-late', byMs: 1 });
  const patience = new AbortController();
  const impatient = fetch(`http://127.0.0.1:${line.port}/a`, { signal: patience.signal });
  await once(line.events, 'request');
  patience.abort(new Error('no patience left'));
  await expect(impatient).rejects.toThrow('no patience left');
  expect(heard).toEqual([]);
  held.resolve();
  await line.quiet();
  expect(heard).toEqual(['/a']);
});

test('what is sent into a silence gets through when it is over; nobody is there while it refuses', async () => {
  const line = await networkWith();
  line.silence();
  const stuck = ask(line, '/a');
  await once(line.events, 'request');
  expect(heard).toEqual([]);
  await line.heal();
  expect(await stuck).toBe('yes');
  line.refuse();
  await expect(ask(line, '/b')).rejects.toThrow('fetch failed');
  await line.heal();
  expect(await ask(line, '/c')).toBe('yes');
  expect(heard).toEqual(['/a', '/c']);
});
