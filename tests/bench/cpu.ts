/** Processor time of this process and all its threads, in milliseconds since it began. */
import { z } from 'zod';

export const CPU_ORDER = 'cpu';
export const CpuResult = z.object({ cpu: z.number() });

export function cpuResult(): z.infer<typeof CpuResult> {
  const { user, system } = process.cpuUsage();
  return { cpu: (user + system) / 1000 };
}
