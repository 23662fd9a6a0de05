/** Many terminals on one server, watched by staff: what that costs, and how soon a fault is on the page. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';
import { startChild } from '../child.ts';
import type { Child } from '../child.ts';
import { LoadResult } from '../clients.ts';
import type { LoadOrder } from '../clients.ts';
import { CPU_ORDER, CpuResult } from '../cpu.ts';
import type { Places } from '../place.ts';
import { MEMORY_ORDER, MemoryResult } from '../process-memory.ts';
import { percentile } from '../stats.ts';
import type { Table } from '../table.ts';
import { milliseconds, number, ratio } from '../table.ts';
import { ENGINES } from '../transactions.ts';
import { Dialled, Failures, FleetReady } from './fleet.ts';
import type { FleetOrder } from './fleet.ts';
import { Page, signIn } from './page.ts';
import { ServerReady } from './server.ts';

const FLEET = 1_000;
const PAGES = [1, 5];
const LENDERS = 8;
const FAILURES = 200;
/** Ten a second: a power cut in a town, gone on for as long as each terminal says its word once. */
const FAIL_EVERY_MS = 100;
/** Each terminal has said its word once then. */
const PERIOD_MS = 20_000;
/** After the last failure; whatever is told later has not been told. */
const PATIENCE_MS = 5_000;

export async function manyTerminals(): Promise<Table[]> {
  const watching: string[][] = [];
  const lending: string[][] = [];
  watching.push(...(await floorRows()));
  for (const [name, open] of ENGINES) {
    const places = await open();
    try {
      await onEngine(name, places, { watching, lending });
    } finally {
      await places.remove();
    }
  }
  return [watchingTable(watching), lendingTable(lending)];
}

interface Host {
  readonly name: string;
  readonly origin: string;
  readonly child: Child<unknown>;
  readonly fleet: Fleet;
  /** Before the first terminal has dialled. */
  readonly empty: Memory;
}

type Memory = z.infer<typeof MemoryResult>;
type Fleet = Child<ReturnType<typeof FleetReady.parse>>;

const startFleet = (): Promise<Fleet> =>
  startChild(new URL('fleet.ts', import.meta.url), { count: FLEET }, (message) =>
    FleetReady.parse(message),
  );

const carryOut = (fleet: Fleet, order: FleetOrder): Promise<unknown> => fleet.ask(order);

async function floorRows(): Promise<string[][]> {
  const fleet = await startFleet();
  const child = await startChild(new URL('floor.ts', import.meta.url), {}, OriginOf);
  const { origin } = child.ready;
  const host = { name: 'bare WebSockets', origin, child, fleet, empty: await memoryOf(child) };
  await carryOut(fleet, { kind: 'dial', origin });
  const rows = await watched(host, async () => '');
  await child.stop();
  await fleet.stop();
  return rows;
}

const OriginOf = (message: unknown) => ServerReady.pick({ origin: true }).parse(message);

async function onEngine(
  name: string,
  places: Places,
  rows: { watching: string[][]; lending: string[][] },
): Promise<void> {
  const fleet = await startFleet();
  const settings = { place: await places.make(), clients: LENDERS, ...fleet.ready };
  const child = await startChild(new URL('server.ts', import.meta.url), settings, (message) =>
    ServerReady.parse(message),
  );
  const { origin, password, token } = child.ready;
  const host = { name, origin, child, fleet, empty: await memoryOf(child) };
  const alone = await lend(origin, token);
  const { ms } = Dialled.parse(await carryOut(fleet, { kind: 'dial', origin }));
  rows.watching.push(...(await watched(host, () => signIn(origin, child.ready.name, password))));
  const beside = await lend(origin, token);
  rows.lending.push(lendingRow(name, alone, beside, ms));
  await carryOut(fleet, { kind: 'hang-up' });
  await child.stop();
  await fleet.stop();
}

/** One row for each number of pages that watch, the fleet saying its words and failing all the while. */
async function watched(host: Host, session: () => Promise<string>): Promise<string[][]> {
  const rows: string[][] = [];
  for (const count of PAGES) {
    const pages: Page[] = [];
    for (let page = 0; page < count; page += 1)
      pages.push(await Page.open(host.origin, await session()));
    rows.push(await watchedBy(host, pages));
    for (const page of pages) page.close();
  }
  return rows;
}

async function watchedBy(host: Host, pages: readonly Page[]): Promise<string[]> {
  const before = await cpuOf(host.child);
  const begin = performance.now();
  const bytes = bytesOf(pages);
  const times = { times: FAILURES, everyMs: FAIL_EVERY_MS };
  const failures = Failures.parse(await carryOut(host.fleet, { kind: 'fail', ...times }));
  await sleep(Math.max(0, PERIOD_MS - (performance.now() - begin)));
  const took = performance.now() - begin;
  const busy = ((await cpuOf(host.child)) - before) / took;
  const perPage = (bytesOf(pages) - bytes) / pages.length / (took / 1000);
  await until(() =>
    pages.every((page) => failures.every(({ id, since }) => page.toldAt(id, since))),
  );
  const delays = pages.flatMap((page) =>
    failures.flatMap(({ id, since, at }) => (page.toldAt(id, since) ?? Infinity) - at),
  );
  const { rss, heap } = await memoryOf(host.child);
  return [
    `${host.name}, ${pages.length}`,
    `${number(busy * 100)} %`,
    `${number((heap - host.empty.heap) / FLEET / 1000)} kB`,
    `${number(rss / 1e6)} MB`,
    `${number(host.empty.rss / 1e6)} MB`,
    `${number(perPage / 1000)} kB`,
    milliseconds(percentile(delays, 0.5)),
    milliseconds(percentile(delays, 0.99)),
  ];
}

const bytesOf = (pages: readonly Page[]): number =>
  pages.reduce((sum, { bytes }) => sum + bytes, 0);

async function until(isSo: () => boolean): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (!isSo() && performance.now() < end) await sleep(10);
}

const cpuOf = async (child: Child<unknown>): Promise<number> =>
  CpuResult.parse(await child.ask(CPU_ORDER)).cpu;

const memoryOf = async (child: Child<unknown>): Promise<Memory> =>
  MemoryResult.parse(await child.ask(MEMORY_ORDER));

const TURNS = 3;

/** @returns milliseconds of each loan and return */
async function lend(origin: string, token: string): Promise<readonly number[]> {
  const child = await startChild(new URL('../clients.ts', import.meta.url), {}, (ready) => ready);
  const order: LoadOrder = { origin, token, clients: LENDERS, warmUp: 500, measured: 3_000 };
  try {
    const latencies: number[] = [];
    for (let turn = 0; turn < TURNS; turn += 1)
      latencies.push(...LoadResult.parse(await child.ask(order)).latencies);
    return latencies;
  } finally {
    await child.stop();
  }
}

function lendingRow(
  name: string,
  alone: readonly number[],
  beside: readonly number[],
  dialled: number,
): string[] {
  const p = (of: readonly number[], share: number) => percentile(of, share);
  return [
    name,
    milliseconds(p(alone, 0.5)),
    milliseconds(p(beside, 0.5)),
    ratio(p(beside, 0.5), p(alone, 0.5)),
    milliseconds(p(alone, 0.99)),
    milliseconds(p(beside, 0.99)),
    ratio(p(beside, 0.99), p(alone, 0.99)),
    milliseconds(dialled),
  ];
}

const watchingTable = (rows: string[][]): Table => ({
  title: 'A thousand terminals, watched',
  about:
    `${number(FLEET)} terminals in a process of their own, each over its own WebSocket, signed in by its own key, saying its whole state every 20 s; ` +
    'of which a device fails ten times a second, somewhere. The floor keeps nothing and asks nobody who they are; the server has each word on disk, adds up the hour, looks for alerts and checks the rights of whoever watches. ' +
    'CPU is the server process’s share of one core, PostgreSQL’s own not counted; memory is heap for each terminal, then the whole process, and the same before the first has dialled. ' +
    'Delay: from the word’s leaving the terminal to its arrival in a page’s stream, which gathers changes for up to 200 ms (the floor does not).',
  head: [
    'server, pages',
    'CPU',
    'heap each',
    'process',
    'empty',
    'a page, a second',
    'delay p50',
    'p99',
  ],
  rows,
});

const lendingTable = (rows: string[][]): Table => ({
  title: 'Lending beside a thousand terminals',
  about: `${LENDERS} clients lend and take back without a pause, alone and while ${number(FLEET)} terminals are linked; and how long those took to sign in and be heard, 32 at a time.`,
  head: ['database', 'p50 alone', 'beside', 'ratio', 'p99 alone', 'beside', 'ratio', 'all linked'],
  rows,
});
