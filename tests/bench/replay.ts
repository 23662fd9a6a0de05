/** A whole library comes back after a day without the server: how long until all is told, and what a kiosk that was online notices. */
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { type Child, startChild } from './child.ts';
import type { Places } from './place.ts';
import {
  OnlineResult,
  PROMISES,
  type ReplayOrder,
  ReplayResult,
  VISITS,
} from './replay-clients.ts';
import { percentile } from './stats.ts';
import { milliseconds, number, ratio, type Table } from './table.ts';
import { ENGINES, type Server, startFloor, startServer } from './transactions.ts';

const TERMINALS = 20;
const ALL = TERMINALS * PROMISES;
/** The card of the kiosk that is online, and of nobody else. */
const ONLINE = TERMINALS * VISITS;
const WARM_UP_MS = 500;
/** Before the replay, and as long again after it. */
const ALONE_MS = 2_000;

const SignedIn = z.object({ token: z.string() });

export async function replay(): Promise<Table> {
  const rows: string[][] = [];
  for (const [name, open] of ENGINES) {
    const places = await open();
    try {
      rows.push(await rowOf(name, places));
    } finally {
      await places.remove();
    }
  }
  return {
    title: 'After an outage',
    about:
      `${number(ALL)} promises of ${TERMINALS} terminals, ${number(PROMISES)} each, told over HTTP from a process of their own, all terminals beginning in ` +
      'the same moment; acknowledged and on disk. Beside them a kiosk that is online lends and takes back; its p50 and p99 without the replay ' +
      '(before and after it) and meanwhile. The floor is that of the transactions, told the same.',
    head: [
      ...['database', 'time', 'a second', 'floor', 'ratio'],
      ...['p50 alone', 'meanwhile', 'ratio', 'p99 alone', 'meanwhile', 'ratio'],
    ],
    rows,
  };
}

async function rowOf(name: string, places: Places): Promise<string[]> {
  const floor = await floorMs(places);
  const server = await startServer(await places.make(), ONLINE + 1);
  const kiosk = await startTerminals();
  try {
    await onlineWhile(server, kiosk, () => sleep(WARM_UP_MS));
    const before = await onlineWhile(server, kiosk, () => sleep(ALONE_MS));
    const tokens = await tokensOf(server);
    let ms = NaN;
    const meanwhile = await onlineWhile(server, kiosk, async () => {
      ms = await toldIn(server, tokens);
    });
    const after = await onlineWhile(server, kiosk, () => sleep(ALONE_MS));
    return [
      ...[name, `${number(ms / 1000)} s`, number((ALL * 1000) / ms)],
      ...[number((ALL * 1000) / floor), ratio(floor, ms)],
      ...compared([...before, ...after], meanwhile),
    ];
  } finally {
    await kiosk.stop();
    await server.stop();
  }
}

const compared = (alone: readonly number[], meanwhile: readonly number[]): string[] =>
  [0.5, 0.99].flatMap((share) => {
    const [without, beside] = [percentile(alone, share), percentile(meanwhile, share)];
    return [milliseconds(without), milliseconds(beside), ratio(beside, without)];
  });

async function floorMs(places: Places): Promise<number> {
  const bare = await startFloor(await places.make());
  try {
    return await toldIn(bare, Array<string>(TERMINALS).fill(bare.ready.token));
  } finally {
    await bare.stop();
  }
}

/** @returns milliseconds */
async function toldIn({ ready: { origin } }: Server, tokens: string[]): Promise<number> {
  const terminals = await startTerminals();
  try {
    const order: ReplayOrder = { kind: 'replay', origin, tokens };
    return ReplayResult.parse(await terminals.ask(order)).ms;
  } finally {
    await terminals.stop();
  }
}

/** @returns milliseconds of each attempt of the kiosk */
async function onlineWhile(
  { ready }: Server,
  kiosk: Child<unknown>,
  work: () => Promise<void>,
): Promise<number[]> {
  const begin: ReplayOrder = { kind: 'online', ...ready, client: ONLINE };
  const stop: ReplayOrder = { kind: 'stop' };
  await kiosk.ask(begin);
  await work();
  return OnlineResult.parse(await kiosk.ask(stop)).latencies;
}

const startTerminals = (): Promise<Child<unknown>> =>
  startChild(new URL('replay-clients.ts', import.meta.url), {}, (ready) => ready);

async function tokensOf(server: Server): Promise<string[]> {
  const tokens: string[] = [];
  for (let terminal = 0; terminal < TERMINALS; terminal += 1)
    tokens.push(SignedIn.parse(await server.ask('sign-in')).token);
  return tokens;
}
