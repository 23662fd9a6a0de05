/** The real server of the SIP2 rows, in a process of its own. */
import { z } from 'zod';
import { Sip2Section } from '#server/sip2/settings.ts';
import { CPU_ORDER, cpuResult } from '../cpu.ts';
import { LIBRARY, network } from '../fixture.ts';
import { DatabasePlace } from '../place.ts';
import { MEMORY_ORDER, memoryResult } from '../process-memory.ts';
import { startProgram } from '../program.ts';
import { fillTables } from './collection.ts';

export const ServerSettings = z.object({
  place: DatabasePlace,
  size: z.object({ items: z.number(), patrons: z.number() }),
});

const Order = z.enum([CPU_ORDER, MEMORY_ORDER]);

async function start({ place, size }: z.infer<typeof ServerSettings>): Promise<void> {
  const server = await startProgram(place, {
    sip2: {
      ...Sip2Section.parse({
        listen: { port: 0 },
        accounts: [{ login: 'bench', password: 'secret', library: LIBRARY }],
      }),
      tls: undefined,
    },
  });
  await network(server.db);
  await fillTables(place, size);
  process.on('message', (order) =>
    process.send?.(Order.parse(order) === CPU_ORDER ? cpuResult() : memoryResult()),
  );
  process.on('disconnect', () => void server.close().then(() => process.exit()));
  process.send?.({ port: server.sip2?.port });
}

if (import.meta.main) await start(ServerSettings.parse(JSON.parse(process.argv[2] ?? '')));
