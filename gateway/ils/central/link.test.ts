/** Against a WebSocket server of another hand (ws), over a network that can be cut. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { SimulatedNetwork } from '#tests/simulators/network.ts';
import type { Access } from './access.ts';
import { CentralLink, type LinkOptions, type TerminalState } from './link.ts';
import { whyUnreached } from './rules/unreached.ts';
import { ServerLine } from './server-line.ts';

const stateWith = (queued: number): TerminalState => ({
  kind: 'state',
  version: '1',
  stage: 'idle',
  devices: [],
  queued,
});

let server: WebSocketServer;
let network: SimulatedNetwork;
let line: ServerLine;
let link: CentralLink;
/** What the server was told, how often it was dialled, with which token. */
let told: TerminalState[];
let dialled: (string | undefined)[];
let heard: boolean[];
let failed: string[];
let state: TerminalState;
let answer: (socket: WebSocket) => void;

const say = (socket: WebSocket) => socket.send(JSON.stringify({ kind: 'heard', serverTime: 1 }));

beforeEach(async () => {
  [told, dialled, heard, failed, state, answer] = [[], [], [], [], stateWith(0), say];
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  server.on('connection', (socket, request) => {
    dialled.push(request.headers.authorization);
    socket.on('message', (data) => {
      told.push(JSON.parse(String(data)));
      answer(socket);
    });
  });
  const { port } = server.address() as AddressInfo;
  network = await SimulatedNetwork.before(`http://127.0.0.1:${port}`);
  line = new ServerLine({ url: network.url() });
});

afterEach(async () => {
  link.close();
  await line.close();
  await network.close();
  for (const socket of server.clients) socket.terminate();
  server.close();
});

/** No other delay is like it. */
const LIMIT_MS = 12_345;

const at: LinkOptions['at'] = (delayMs, run) => {
  const timer = setTimeout(run, delayMs);
  return () => clearTimeout(timer);
};

function startLink(part: Partial<LinkOptions> = {}): void {
  const access: Pick<Access, 'token' | 'forget'> = {
    token: async () => 't1',
    forget: () => undefined,
  };
  link = new CentralLink({
    ...{ line, access, state: () => state, random: () => 0, onServerTime: () => undefined },
    monotonic: () => performance.now(),
    at,
    onHeard: (each) => heard.push(each),
    onFailed: (error) => failed.push(whyUnreached(error).reason),
    backOff: { firstMs: 10, longestMs: 20 },
    ...part,
  });
  link.start();
}

test('the terminal dials with its token, tells its whole state, and knows that it was heard', async () => {
  startLink();
  await expect.poll(() => heard).toEqual([true]);
  expect([told, dialled]).toEqual([[stateWith(0)], ['Bearer t1']]);
});

test('a change is told at once, and without one the state is told again in its rhythm', async () => {
  startLink({ everyMs: 60_000 });
  await expect.poll(() => heard).toEqual([true]);
  state = stateWith(1);
  link.report();
  await expect.poll(() => told).toEqual([stateWith(0), stateWith(1)]);
  link.close();
  startLink({ everyMs: 5 });
  await expect.poll(() => told.length).toBeGreaterThan(5);
});

test('changes while an answer is waited for are told together, the latest only', async () => {
  const sockets: WebSocket[] = [];
  answer = (socket) => sockets.push(socket);
  startLink();
  await expect.poll(() => sockets.length).toBe(1);
  for (const queued of [1, 2, 3]) {
    state = stateWith(queued);
    link.report();
  }
  answer = say;
  for (const socket of sockets) say(socket);
  await expect.poll(() => told).toEqual([stateWith(0), stateWith(3)]);
});

test('when the network is cut the link says so once, and dials until it is heard again', async () => {
  startLink();
  await expect.poll(() => heard).toEqual([true]);
  network.simulateCut();
  await expect.poll(() => heard).toEqual([true, false]);
  await network.heal();
  await expect.poll(() => heard).toEqual([true, false, true]);
  expect(dialled).toHaveLength(2);
});

test('a server that takes the state and says nothing is not online, and is dialled anew', async () => {
  answer = () => undefined;
  startLink({ answerLimitMs: 10 });
  await expect.poll(() => dialled.length).toBeGreaterThan(2);
  expect(heard).toEqual([]);
  expect(new Set(failed)).toEqual(new Set(['timed-out']));
});

test('what is told while an answer is being taken is listened for like all else', async () => {
  answer = (socket) => {
    // Once it is on line it says nothing more.
    if (told.length === 1) say(socket);
  };
  const limits = new Set<() => void>();
  startLink({
    ...{ answerLimitMs: LIMIT_MS, everyMs: 600_000 },
    // The limit is rung by hand: the first answer may take its time.
    at: (delayMs, run) => {
      if (delayMs !== LIMIT_MS) return at(delayMs, run);
      limits.add(run);
      return () => limits.delete(run);
    },
    onHeard: (each) => {
      heard.push(each);
      state = stateWith(heard.length);
      link.report();
    },
  });
  await expect.poll(() => told.length).toBe(2);
  for (const ring of limits) ring();
  await expect.poll(() => dialled.length).toBeGreaterThan(1);
  expect(heard.slice(0, 2)).toEqual([true, false]);
});

test('one who takes the line and never answers the handshake is dialled anew', async () => {
  const sockets: Socket[] = [];
  const mute = createServer((socket) => sockets.push(socket));
  mute.listen(0, '127.0.0.1');
  await once(mute, 'listening');
  const { port } = mute.address() as AddressInfo;
  line.moveTo({ url: `http://127.0.0.1:${port}` });
  startLink({ dialLimitMs: 10 });
  await expect.poll(() => sockets.length).toBeGreaterThan(2);
  expect(new Set(failed)).toEqual(new Set(['timed-out']));
  for (const socket of sockets) socket.destroy();
  mute.close();
});

test('a token that comes when the server is elsewhere already dials nobody', async () => {
  const tokens: PromiseWithResolvers<string>[] = [];
  const token = () => {
    const next = Promise.withResolvers<string>();
    tokens.push(next);
    return next.promise;
  };
  startLink({ access: { token, forget: () => undefined } });
  link.redial();
  await expect.poll(() => tokens.length).toBe(2);
  tokens[0]?.resolve('of the server before');
  tokens[1]?.resolve('of the server now');
  await expect.poll(() => heard).toEqual([true]);
  expect(dialled).toEqual(['Bearer of the server now']);
});

test('a link that breaks with the token it was heard with is tried with a fresh one before it is blamed', async () => {
  const said: string[] = [];
  let tokens = 0;
  const access = {
    token: async () => `t${tokens}`,
    forget: (token: string) => {
      tokens += 1;
      said.push(`${token} forgotten`);
    },
  };
  startLink({ access, onFailed: (error) => said.push(whyUnreached(error).reason) });
  await expect.poll(() => heard).toEqual([true]);
  network.simulateCut();
  await expect.poll(() => said.slice(0, 3)).toEqual(['t0 forgotten', 't1 forgotten', 'no-link']);
});

test('an answer that is none changes nothing', async () => {
  answer = (socket) => socket.send('{"kind":"heard"}');
  startLink({ answerLimitMs: 10 });
  await expect.poll(() => dialled.length).toBeGreaterThan(1);
  expect(heard).toEqual([]);
});
