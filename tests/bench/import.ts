/** What an import beside them costs those who borrow. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeLargeSample } from '#server/sample/large.ts';
import { startChild } from './child.ts';
import { ImportResult } from './import-child.ts';
import type { DatabasePlace, Places } from './place.ts';
import { percentile } from './stats.ts';
import type { Table } from './table.ts';
import { milliseconds, number, ratio } from './table.ts';
import { ENGINES, inTurns, load, startServer } from './transactions.ts';

const CLIENTS = 8;
/** More than goes in while it is measured. */
const ITEMS = 100_000;
const PATRONS = 14_000;

export async function importing(): Promise<Table> {
  const folder = await mkdtemp(join(tmpdir(), 'nhipcau-bench-import-'));
  const file = join(folder, 'large.jsonl');
  await writeLargeSample(file, { items: ITEMS, patrons: PATRONS });
  try {
    const rows: string[][] = [];
    for (const [name, open] of ENGINES) rows.push(await onEngine(name, open, file));
    return table(rows);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function onEngine(
  name: string,
  open: () => Promise<Places>,
  file: string,
): Promise<string[]> {
  const places = await open();
  try {
    return await row(name, await places.make(), file);
  } finally {
    await places.remove();
  }
}

async function row(name: string, place: DatabasePlace, file: string): Promise<string[]> {
  const server = await startServer(place);
  const script = new URL('import-child.ts', import.meta.url);
  const importer = await startChild(script, { place, file }, (ready) => ready);
  const done = { rows: 0, took: 0 };
  const [alone, beside] = await inTurns(
    () => load(server, CLIENTS),
    async () => {
      await importer.ask('import');
      const result = await load(server, CLIENTS);
      const { rows, took } = ImportResult.parse(await importer.ask('stop-importing'));
      done.rows += rows;
      done.took += took;
      return result;
    },
  );
  await importer.stop();
  await server.stop();
  const p99 = [alone, beside].map(({ latencies }) => percentile(latencies, 0.99));
  const [before = 0, after = 0] = p99;
  return [
    name,
    milliseconds(before),
    milliseconds(after),
    ratio(after, before),
    ratio(beside.rate, alone.rate),
    number(done.rows / (done.took / 1000)),
  ];
}

const table = (rows: string[][]): Table => ({
  title: 'An import beside them',
  about: `${CLIENTS} clients lend and take back while a list goes in from another process, with its rests; p99 of a transaction.`,
  head: ['database', 'p99 alone', 'beside an import', 'ratio', 'rate', 'rows a second'],
  rows,
});
