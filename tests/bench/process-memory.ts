/** What this process holds after a full garbage collection. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { z } from 'zod';

export const MEMORY_ORDER = 'memory';
/** Bytes: of the heap with its buffers, and of the whole process. */
export const MemoryResult = z.object({ heap: z.number(), rss: z.number() });

setFlagsFromString('--expose-gc');
const collectGarbage = z
  .custom<() => void>((value) => typeof value === 'function')
  .parse(runInNewContext('gc'));

export function memoryResult(): z.infer<typeof MemoryResult> {
  collectGarbage();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heap: heapUsed + external, rss };
}
