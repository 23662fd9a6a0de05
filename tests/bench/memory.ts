/** Whether a terminal that runs for months grows: its memory after a thousand books laid down, and after ten thousand. */
import { z } from 'zod';
import { startChild } from './child.ts';
import { number } from './table.ts';
import type { Table } from './table.ts';

const STEPS = [1_000, 4_000, 10_000];

/** Bytes, right after a full garbage collection. */
export const Memory = z.object({ heap: z.number(), remembered: z.number() });
export type Memory = z.infer<typeof Memory>;

export async function layDownMemory(): Promise<Table> {
  const child = await startChild(new URL('lay-downs.ts', import.meta.url), {}, Memory.parse);
  try {
    const rows: string[][] = [];
    let floor: Memory | undefined;
    for (const [at, total] of STEPS.entries()) {
      const more = total - (STEPS[at - 1] ?? 0);
      const memory = Memory.parse(await child.ask({ layDowns: more }));
      floor ??= memory;
      rows.push(rowOf(total, memory, floor));
    }
    return tableOf(rows, child.ready);
  } finally {
    await child.stop();
  }
}

const megabytes = (bytes: number): string => `${number(bytes / 1e6)} MB`;

const rowOf = (total: number, { heap, remembered }: Memory, floor: Memory): string[] => [
  number(total),
  megabytes(heap),
  `${number(heap / floor.heap)}×`,
  number(remembered),
];

const tableOf = (rows: string[][], { heap }: Memory): Table => ({
  title: 'Memory after ten thousand books',
  about:
    'Driver, pad, session and a real outbox in one process, over a line and a radio that take no time: visits of ten books each, every book another one, ' +
    `returned, armed, read back and taken off. Heap after garbage collection; before the first book it was ${megabytes(heap)}. ` +
    'The ratio is to the heap after the first thousand. Remembered: tags that the pad keeps anything of when it is empty.',
  head: ['books laid down', 'heap', 'ratio', 'remembered'],
  rows,
});
