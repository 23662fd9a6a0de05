/** Acknowledged transactions through the real API, and what a long search beside them costs. */
import { z } from 'zod';
import { startChild } from './child.ts';
import type { Child } from './child.ts';
import { LoadResult } from './clients.ts';
import type { LoadOrder } from './clients.ts';
import { CPU_ORDER, CpuResult } from './cpu.ts';
import type { DatabasePlace, Places } from './place.ts';
import { postgresPlaces, sqlitePlaces } from './place.ts';
import { SearchResult } from './server.ts';
import type { ServerSettings } from './server.ts';
import { percentile } from './stats.ts';
import type { Table } from './table.ts';
import { milliseconds, number, ratio } from './table.ts';

const CLIENTS = [1, 8, 64];
const SEARCH_CLIENTS = 8;
const TITLES = 5000;
/** The two that are compared take turns, so that whatever else the machine does falls on both. */
const TURNS = 3;
const WARM_UP_MS = 200;
const MEASURED_MS = 1000;

const Address = z.object({ origin: z.string(), token: z.string() });
export type Server = Child<z.infer<typeof Address>>;

export const ENGINES: readonly (readonly [string, () => Promise<Places>])[] = [
  ['SQLite', sqlitePlaces],
  ['PostgreSQL', postgresPlaces],
];

export async function transactions(): Promise<Table[]> {
  const rates: string[][] = [];
  const searches: string[][] = [];
  for (const [name, open] of ENGINES) {
    const places = await open();
    try {
      const server = await startServer(await places.make());
      for (const clients of CLIENTS) rates.push(await rateRow(name, places, server, clients));
      searches.push(await searchRow(name, server));
      await server.stop();
    } finally {
      await places.remove();
    }
  }
  return [rateTable(rates), searchTable(searches)];
}

export async function startServer(
  place: DatabasePlace,
  clients = Math.max(...CLIENTS),
): Promise<Server> {
  const settings: z.infer<typeof ServerSettings> = { place, clients, titles: TITLES };
  return startChild(new URL('server.ts', import.meta.url), settings, (message) =>
    Address.parse(message),
  );
}

export const startFloor = (place: DatabasePlace): Promise<Server> =>
  startChild(new URL('floor.ts', import.meta.url), place, (message) => Address.parse(message));

async function rateRow(
  name: string,
  places: Places,
  server: Server,
  clients: number,
): Promise<string[]> {
  const bare = await startFloor(await places.make());
  const [floor, ours] = await inTurns(
    () => load(bare, clients),
    () => load(server, clients),
  );
  await bare.stop();
  return [
    `${name}, ${clients}`,
    number(ours.rate),
    number(floor.rate),
    ratio(ours.rate, floor.rate),
    milliseconds(percentile(ours.latencies, 0.5)),
    milliseconds(percentile(floor.latencies, 0.5)),
    milliseconds(percentile(ours.latencies, 0.99)),
    milliseconds(percentile(floor.latencies, 0.99)),
    ratio(percentile(ours.latencies, 0.99), percentile(floor.latencies, 0.99)),
    milliseconds(ours.cpu),
    ratio(ours.cpu, floor.cpu),
  ];
}

/** What one load has shown, and the processor time of the server's own process for each transaction. */
export interface Measured extends LoadResult {
  readonly cpu: number;
}
type Turn = () => Promise<Measured>;

export async function inTurns(first: Turn, second: Turn): Promise<[Measured, Measured]> {
  const results: [Measured[], Measured[]] = [[], []];
  for (let turn = 0; turn < TURNS; turn += 1) {
    results[0].push(await first());
    results[1].push(await second());
  }
  return [together(results[0]), together(results[1])];
}

function together(results: readonly Measured[]): Measured {
  const count = results.reduce((sum, result) => sum + result.count, 0);
  return {
    count,
    rate: results.reduce((sum, { rate }) => sum + rate, 0) / results.length,
    latencies: results.flatMap(({ latencies }) => latencies),
    cpu: results.reduce((sum, result) => sum + result.cpu * result.count, 0) / count,
  };
}

export async function load(server: Server, clients: number): Promise<Measured> {
  const child = await startChild(new URL('clients.ts', import.meta.url), {}, (ready) => ready);
  const order: LoadOrder = { ...server.ready, clients, warmUp: WARM_UP_MS, measured: MEASURED_MS };
  try {
    const before = await cpuOf(server);
    const result = LoadResult.parse(await child.ask(order));
    return { ...result, cpu: ((await cpuOf(server)) - before) / result.count };
  } finally {
    await child.stop();
  }
}

const cpuOf = async (server: Server): Promise<number> =>
  CpuResult.parse(await server.ask(CPU_ORDER)).cpu;

async function searchRow(name: string, server: Server): Promise<string[]> {
  const took: number[] = [];
  const [alone, beside] = await inTurns(
    () => load(server, SEARCH_CLIENTS),
    async () => {
      await server.ask('search');
      const result = await load(server, SEARCH_CLIENTS);
      took.push(...SearchResult.parse(await server.ask('stop-searching')).took);
      return result;
    },
  );
  const before = percentile(alone.latencies, 0.99);
  const after = percentile(beside.latencies, 0.99);
  return [
    name,
    milliseconds(before),
    milliseconds(after),
    ratio(after, before),
    ratio(beside.rate, alone.rate),
    String(took.length),
    milliseconds(percentile(took, 0.5)),
  ];
}

const rateTable = (rows: string[][]): Table => ({
  title: 'Transactions',
  about:
    'Checkouts and checkins of different books, acknowledged and on disk, over HTTP from a process of their own. ' +
    'The floor is a bare HTTP server with two hand-written statements and the same durability, and no rules. ' +
    'CPU is the processor time of the server’s process, PostgreSQL’s own not counted; it depends least on what else the machine does.',
  head: [
    'database, clients',
    'a second',
    'floor',
    'ratio',
    'p50',
    'floor',
    'p99',
    'floor',
    'ratio',
    'CPU each',
    'ratio',
  ],
  rows,
});

const searchTable = (rows: string[][]): Table => ({
  title: 'A long search beside them',
  about: `${SEARCH_CLIENTS} clients lend and take back while the catalogue of ${number(TITLES)} titles is searched without a pause; p99 of a transaction.`,
  head: ['database', 'p99 alone', 'beside a search', 'ratio', 'rate', 'searches', 'one took'],
  rows,
});
