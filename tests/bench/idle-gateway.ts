/** What a terminal costs on which nothing happens: most of the day, and all night. By the gateway's own `/metrics`. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Stand } from '#tests/stand.ts';
import type { StandOptions } from '#tests/stand.ts';
import { Screen } from '#tests/stand/screen.ts';
import type { Table } from './table.ts';
import { number } from './table.ts';
import { isReady } from './ten-books.ts';

const IDLE_MS = 30_000;

const TERMINALS: readonly (readonly [string, StandOptions])[] = [
  ['kiosk: reader, scanner, printer', { printer: true }],
  ['drop box: reader, board', { dropBox: 'holding' }],
];

export async function idleGateway(): Promise<Table> {
  const rows: string[][] = [];
  for (const [name, options] of TERMINALS) {
    const stand = await Stand.start({ ...options, server: 'child', gateway: 'child' });
    try {
      rows.push([name, ...(await idle(stand))]);
    } finally {
      await stand.close();
    }
  }
  return {
    title: 'A gateway at rest',
    about:
      `Nobody at the terminal for ${number(IDLE_MS / 1000)} s: its devices are asked all the while, the server hears it, the page is open. ` +
      'The gateway as a process of its own, over simulated lines; processor time as a share of one core.',
    head: ['terminal', 'CPU', 'process', 'heap'],
    rows,
  };
}

async function idle(stand: Stand): Promise<string[]> {
  const screen = await Screen.open(stand.kioskUrl);
  await screen.until((snapshot) => snapshot.screen === 'drop-box' || isReady(snapshot));
  const before = await figures(stand);
  const begin = performance.now();
  await sleep(IDLE_MS);
  const after = await figures(stand);
  const took = (performance.now() - begin) / 1000;
  screen.close();
  const cpu = after('process_cpu_seconds_total') - before('process_cpu_seconds_total');
  const megabytes = (name: string): string => `${number(after(name) / 1e6)} MB`;
  return [
    `${number((cpu / took) * 100)} %`,
    megabytes('process_resident_memory_bytes'),
    megabytes('nodejs_heap_size_used_bytes'),
  ];
}

/** @returns reads one figure of the Prometheus text format; throws where there is none */
async function figures({ kioskUrl }: Stand): Promise<(name: string) => number> {
  const answer = await fetch(new URL('/metrics', kioskUrl));
  const text = await answer.text();
  return (name) => {
    const [, value] = new RegExp(`^${name} (\\S+)$`, 'm').exec(text) ?? [];
    if (value === undefined) throw new Error(`the gateway tells no ${name}`);
    return Number(value);
  };
}
