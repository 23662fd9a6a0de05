/** The real server of the SIP2 rows, in a process of its own. */
import { dirname } from 'node:path';
import { tmpdir } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { z } from 'zod';
import { startServer } from '#server/main.ts';
import { Sip2Section } from '#server/sip2/settings.ts';
import { PERMIT_DEFAULTS } from '#server/permit/settings.ts';
import { CPU_ORDER, cpuResult } from '../cpu.ts';
import { LIBRARY, network } from '../fixture.ts';
import { DatabasePlace } from '../place.ts';
import { fillTables } from './collection.ts';

export const ServerSettings = z.object({
  place: DatabasePlace,
  size: z.object({ items: z.number(), patrons: z.number() }),
});

export const MEMORY_ORDER = 'memory';
/** Bytes after a full garbage collection. */
export const MemoryResult = z.object({ heap: z.number(), rss: z.number() });

const Order = z.enum([CPU_ORDER, MEMORY_ORDER]);

setFlagsFromString('--expose-gc');
const collectGarbage = z
  .custom<() => void>((value) => typeof value === 'function')
  .parse(runInNewContext('gc'));

function memory(): z.infer<typeof MemoryResult> {
  collectGarbage();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heap: heapUsed + external, rss };
}

async function start({ place, size }: z.infer<typeof ServerSettings>): Promise<void> {
  const server = await startServer({
    listen: { host: '127.0.0.1', port: 0 },
    dataFolder: place.engine === 'sqlite' ? dirname(place.file) : tmpdir(),
    database: place,
    tls: undefined,
    behindTlsProxy: false,
    allowedOrigins: [],
    clockUncertaintyMs: 120_000,
    keepLoanHistoryDays: 30,
    permit: PERMIT_DEFAULTS,
    pagesFolder: tmpdir(),
    logLevel: 'warn',
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
    process.send?.(Order.parse(order) === CPU_ORDER ? cpuResult() : memory()),
  );
  process.on('disconnect', () => void server.close().then(() => process.exit()));
  process.send?.({ port: server.sip2?.port });
}

if (import.meta.main) await start(ServerSettings.parse(JSON.parse(process.argv[2] ?? '')));
