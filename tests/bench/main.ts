/**
 * The bench: `npm run bench` prints tables, `npm run bench -- --write` puts them into docs/benchmarks.md as well.
 * Every figure stands beside its floor, measured in the same run on the same machine. Nothing is asserted about time.
 * `npm run bench -- transactions kiosk` measures those alone; `-- --large` adds a million books to the row `sip2`.
 */
import { writeFile } from 'node:fs/promises';
import { cpus, loadavg, totalmem } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { idleGateway } from './idle-gateway.ts';
import { importing } from './import.ts';
import { kioskBytes } from './kiosk-bytes.ts';
import { layDownMemory } from './memory.ts';
import { outbox } from './outbox.ts';
import { permitLookup } from './permit-lookup.ts';
import { permit } from './permit.ts';
import { receiptDrawing } from './receipt.ts';
import { readers } from './readers.ts';
import { replay } from './replay.ts';
import { sip2 } from './sip2/sip2.ts';
import type { Table } from './table.ts';
import { written } from './table.ts';
import { tagDecoding } from './tags.ts';
import { tenBooks } from './ten-books.ts';
import { manyTerminals } from './terminals/terminals.ts';
import { transactions } from './transactions.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    write: { type: 'boolean', default: false },
    large: { type: 'boolean', default: false },
  },
});

const MEASUREMENTS: Record<string, () => Promise<Table[]>> = {
  transactions,
  sip2: () => sip2(values.large),
  outbox: async () => [outbox()],
  replay: async () => [await replay()],
  import: async () => [await importing()],
  'permit-lookup': async () => [await permitLookup()],
  permit,
  books: async () => [await tenBooks()],
  readers,
  terminals: manyTerminals,
  receipt: async () => [await receiptDrawing()],
  tags: async () => [tagDecoding()],
  idle: async () => [await idleGateway()],
  memory: async () => [await layDownMemory()],
  kiosk: async () => [await kioskBytes()],
};

const unknown = positionals.filter((name) => !(name in MEASUREMENTS));
if (unknown.length > 0) {
  console.error(
    `There is no ${unknown.join(', ')}. There are: ${Object.keys(MEASUREMENTS).join(', ')}.`,
  );
  process.exit(1);
}

const chosen = Object.entries(MEASUREMENTS).filter(
  ([name]) => positionals.length === 0 || positionals.includes(name),
);
const [loadBefore = 0] = loadavg();
const pages: string[] = [];
for (const [, measure] of chosen) {
  for (const table of await measure()) {
    const page = written(table);
    console.log(page);
    pages.push(page);
  }
}
if (values.write)
  await writeFile(resolve(import.meta.dirname, '../../docs/benchmarks.md'), report(pages));

function report(tables: readonly string[]): string {
  const [cpu] = cpus();
  const machine = `${cpus().length} × ${cpu?.model.trim() ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}, ${process.platform}`;
  return [
    '# Benchmarks',
    '',
    'Written by `npm run bench -- --write`. Machines differ, so read the ratios: each figure stands beside a floor that was',
    'measured in the same run.',
    '',
    `Measured on ${machine}; load average before: ${loadBefore.toFixed(1)}, after: ${loadavg()[0]?.toFixed(1) ?? '?'}. On a machine that does other work at the same time`,
    'the absolute figures mean little; the ratios, which were taken in turns, still do.',
    '',
    ...tables,
  ].join('\n');
}
