/** Loans and returns by SIP2: pairs a second, what an idle line costs, and whether a large collection is slower. */
import { z } from 'zod';
import type { Child } from '../child.ts';
import { startChild } from '../child.ts';
import { LoadResult } from '../clients.ts';
import { CPU_ORDER, CpuResult } from '../cpu.ts';
import type { Places } from '../place.ts';
import { MEMORY_ORDER, MemoryResult } from '../process-memory.ts';
import { percentile } from '../stats.ts';
import type { Table } from '../table.ts';
import { milliseconds, number, ratio } from '../table.ts';
import type { Measured } from '../transactions.ts';
import { ENGINES, inTurns } from '../transactions.ts';
import type { Size } from './collection.ts';
import type { ServerSettings } from './server.ts';
import type { IdleOrder, LoadOrder } from './terminals.ts';

const CONNECTIONS = [1, 8, 64];
const SMALL: Size = { items: 10_000, patrons: 1_400 };
const LARGE: Size = { items: 1_000_000, patrons: 140_000 };
const IDLE = 3000;
const WARM_UP_MS = 300;
const MEASURED_MS = 1500;
const TURNS_TO_WARM = 3;

const Door = z.object({ port: z.number() });
interface Host {
  readonly child: Child<z.infer<typeof Door>>;
  readonly size: Size;
}
type Terminals = Child<unknown>;

/** @param large whether a million books are measured too, which takes some minutes */
export async function sip2(large: boolean): Promise<Table[]> {
  const rates: string[][] = [];
  const idle: string[][] = [];
  const sizes: string[][] = [];
  for (const [name, open] of ENGINES) {
    const places = await open();
    const terminals = await startTerminals();
    try {
      const server = await start('server.ts', places, SMALL);
      for (const connections of CONNECTIONS)
        rates.push(
          await rateRow(`${name}, ${connections}`, places, terminals, server, connections),
        );
      if (large) sizes.push(...(await sizeRows(name, places, terminals, server)));
      if (idle.length === 0) idle.push(await idleRow(server, terminals));
      await terminals.stop();
      await server.child.stop();
    } finally {
      await places.remove();
    }
  }
  return [rateTable(rates), idleTable(idle), ...(large ? [sizeTable(sizes)] : [])];
}

const startTerminals = (): Promise<Terminals> =>
  startChild(new URL('terminals.ts', import.meta.url), {}, (ready) => ready);

async function start(script: string, places: Places, size: Size): Promise<Host> {
  const settings: z.infer<typeof ServerSettings> = { place: await places.make(), size };
  const url = new URL(script, import.meta.url);
  return { child: await startChild(url, settings, (ready) => Door.parse(ready)), size };
}

async function rateRow(
  name: string,
  places: Places,
  terminals: Terminals,
  server: Host,
  connections: number,
): Promise<string[]> {
  const bare = await start('floor.ts', places, SMALL);
  const [floor, ours] = await inTurns(
    () => load(terminals, bare, connections),
    () => load(terminals, server, connections),
  );
  await bare.child.stop();
  return [name, ...compared(ours, floor)];
}

function compared(ours: Measured, floor: Measured): string[] {
  const p = (of: Measured, share: number): number => percentile(of.latencies, share);
  return [
    number(ours.rate),
    number(floor.rate),
    ratio(ours.rate, floor.rate),
    milliseconds(p(ours, 0.5)),
    milliseconds(p(floor, 0.5)),
    milliseconds(p(ours, 0.99)),
    milliseconds(p(floor, 0.99)),
    ratio(p(ours, 0.99), p(floor, 0.99)),
    milliseconds(ours.cpu),
    milliseconds(floor.cpu),
    ratio(ours.cpu, floor.cpu),
  ];
}

async function load(terminals: Terminals, host: Host, connections: number): Promise<Measured> {
  const times = { warmUp: WARM_UP_MS, measured: MEASURED_MS };
  const { port } = host.child.ready;
  const order: LoadOrder = { kind: 'load', port, connections, ...host.size, ...times };
  const before = await cpuOf(host);
  const result = LoadResult.parse(await terminals.ask(order));
  // Of a pair.
  return { ...result, cpu: ((await cpuOf(host)) - before) / (result.count / 2) };
}

const cpuOf = async ({ child }: Host): Promise<number> =>
  CpuResult.parse(await child.ask(CPU_ORDER)).cpu;

async function idleRow({ child }: Host, terminals: Terminals): Promise<string[]> {
  const memory = async () => MemoryResult.parse(await child.ask(MEMORY_ORDER));
  const before = await memory();
  const order: IdleOrder = { kind: 'idle', port: child.ready.port, connections: IDLE };
  await terminals.ask(order);
  const after = await memory();
  const each = (bytes: number): string => `${number(bytes / IDLE / 1000)} kB`;
  return [number(IDLE), each(after.heap - before.heap), each(after.rss - before.rss)];
}

/** The large one is the floor's place: the same server over few books. */
async function sizeRows(
  name: string,
  places: Places,
  terminals: Terminals,
  small: Host,
): Promise<string[][]> {
  const large = await start('server.ts', places, LARGE);
  // It has been filled from outside: its own memory of the tables is still empty.
  for (let turn = 0; turn < TURNS_TO_WARM; turn += 1) await load(terminals, large, 64);
  const rows: string[][] = [];
  for (const connections of CONNECTIONS) {
    const [few, many] = await inTurns(
      () => load(terminals, small, connections),
      () => load(terminals, large, connections),
    );
    rows.push([`${name}, ${connections}`, ...compared(many, few)]);
  }
  await large.child.stop();
  return rows;
}

const HEAD = [
  'a second',
  'floor',
  'ratio',
  'p50',
  'floor',
  'p99',
  'floor',
  'ratio',
  'CPU each',
  'floor',
  'ratio',
];

const rateTable = (rows: string[][]): Table => ({
  title: 'SIP2',
  about:
    'Pairs of a checkout and a checkin of different books by different patrons, answered and on disk, over one line for each terminal; the terminals are a process of their own. ' +
    'The floor is a bare TCP server, lines in and out, that does for each message what no library can do without: it finds card and book, keeps an event for the book’s history and a loan that is found by book and by patron, ' +
    'with the same durability and the same sharing of commits, and no rules, accounts or memory of answers. ' +
    'p50 and p99 are of a message, CPU is of a pair: the processor time of the server’s process, PostgreSQL’s own not counted. ' +
    'The aim is 0.6 of the floor’s rate and less than twice its p99; where the ratios below say otherwise it is missed. ' +
    'What a profile shows to be the next cost: over 64 lines on SQLite two thirds of the processor time are the thread that writes, per message some 36 µs of statements (16 to read all that the rules ask, 20 to write event, loan and answer into eleven indexes), 28 of commit and 15 of rules and other JavaScript; ' +
    'a quarter is the thread of the lines, most of it handing bytes to sockets and batches to the other thread. Terminals and server share the two processors. ' +
    'Over one line a message waits for the disk (0.12 ms), ten more pages than the floor’s (0.1 ms), statements (0.13 ms) and the way between the threads and back (0.1 ms). ' +
    'On PostgreSQL it is the five questions of a batch, each 0.14 ms for the way there and back and up to 0.2 ms to be answered. Decision 19 says what was tried and brought nothing.',
  head: ['database, lines', ...HEAD],
  rows,
});

const idleTable = (rows: string[][]): Table => ({
  title: 'SIP2 lines that say nothing',
  about:
    'What a logged-in line adds to the server’s memory after a garbage collection, heap and buffers, and to that of the whole process.',
  head: ['lines', 'heap each', 'process each'],
  rows,
});

const sizeTable = (rows: string[][]): Table => ({
  title: 'SIP2 over a large collection',
  about: `${number(LARGE.items)} books and ${number(LARGE.patrons)} patrons; the floor is the same server with ${number(SMALL.items)} and ${number(SMALL.patrons)}. Books are taken from all over the tables.`,
  head: ['database, lines', ...HEAD],
  rows,
});
