/** How many steps of a transaction the terminal's journal takes in a second, encrypted and on disk, against the bare disk. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as newId } from 'uuid';
import { Outbox } from '#gateway/outbox/outbox.ts';
import { fsyncTimes } from './disk.ts';
import { percentile } from './stats.ts';
import { milliseconds, number, ratio, type Table } from './table.ts';

/** The steps take turns with the floor, so that whatever else the machine does falls on all. */
const ROUNDS = 10;
const IN_A_ROUND = 50;
const DAY_MS = 86_400_000;

type Step = (outbox: Outbox, id: string) => void;

const STEPS: Readonly<Record<string, Step>> = {
  'a loan is recorded': (outbox, id) =>
    outbox.record(
      {
        ...{ id, act: 'checkout', mode: 'attempt', occurredAt: Date.now() },
        ...{ card: `TV-${id.slice(-6)}`, item: { identifier: `VV.${id.slice(-9)}` } },
      },
      [{ uid: 'E00401001234ABCD' }],
      'bench',
    ),
  'it is promised': (outbox, id) => outbox.promise(id, Date.now() + 14 * DAY_MS),
  'it is marked as sent': (outbox, id) => void outbox.claim(id),
  'its answer is kept': (outbox, id) =>
    outbox.settle(id, {
      outcome: 'accepted',
      item: { title: 'Dế Mèn phiêu lưu ký', author: 'Tô Hoài' },
    }),
};

export function outbox(): Table {
  const folder = mkdtempSync(join(tmpdir(), 'nhipcau-bench-outbox-'));
  const clocks = () => ({
    ...{ wall: Date.now(), monotonic: performance.now(), boot: 'bench', serverOffset: 0 },
  });
  const journal = Outbox.open(join(folder, 'outbox.db'), { version: 'bench', readClocks: clocks });
  try {
    return tableOf(measured(journal));
  } finally {
    journal.close();
    rmSync(folder, { recursive: true });
  }
}

interface Measured {
  readonly floor: number[];
  readonly steps: ReadonlyMap<string, number[]>;
}

function measured(journal: Outbox): Measured {
  const floor: number[] = [];
  const steps = new Map(Object.keys(STEPS).map((name): [string, number[]] => [name, []]));
  // The first round warms up.
  for (let round = 0; round <= ROUNDS; round += 1) {
    const ids = Array.from({ length: IN_A_ROUND }, () => newId());
    const bare = fsyncTimes(IN_A_ROUND);
    if (round > 0) floor.push(...bare);
    for (const [name, step] of Object.entries(STEPS)) {
      const times = ids.map((id) => timeOf(() => step(journal, id)));
      if (round > 0) steps.get(name)?.push(...times);
    }
    mustBeSettled(journal, ids);
  }
  return { floor, steps };
}

function timeOf(work: () => void): number {
  const begin = performance.now();
  work();
  return performance.now() - begin;
}

/** Steps that did nothing would be quick. */
function mustBeSettled(journal: Outbox, ids: readonly string[]): void {
  if (ids.some((id) => journal.find(id)?.state !== 'settled'))
    throw new Error('A row has not gone its way.');
}

const rate = (times: readonly number[]): number =>
  (times.length * 1000) / times.reduce((sum, time) => sum + time, 0);

const tableOf = ({ floor, steps }: Measured): Table => ({
  title: 'The outbox',
  about:
    'Steps of a transaction in the journal of a terminal, one after the other, each encrypted and on disk when it returns. ' +
    'The floor appends 256 bytes to a file and syncs it.',
  head: ['step', 'a second', 'ratio', 'p50', 'ratio', 'p99', 'ratio'],
  rows: [['append and fsync, the floor', floor] as const, ...steps].map(([name, times]) => [
    ...[name, number(rate(times)), ratio(rate(times), rate(floor))],
    ...[0.5, 0.99].flatMap((share) => {
      const time = percentile(times, share);
      return [milliseconds(time), ratio(time, percentile(floor, share))];
    }),
  ]),
});
