/** The real server of the watching rows, in a process of its own: a fleet in its register, and staff who watch it. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { AppDatabase } from '#server/db/registry.ts';
import { hashSecret } from '#server/secrets/argon2id.ts';
import { WHOLE_NETWORK } from '#server/staff/tables.ts';
import { CPU_ORDER, cpuResult } from '../cpu.ts';
import { fill, LIBRARY } from '../fixture.ts';
import { DatabasePlace } from '../place.ts';
import { MEMORY_ORDER, memoryResult } from '../process-memory.ts';
import { startProgram } from '../program.ts';
import { signedIn } from '../server.ts';
import { FleetReady } from './fleet.ts';

export const ServerSettings = FleetReady.extend({
  place: DatabasePlace,
  /** Who lend and take back beside the fleet. */
  clients: z.number(),
});

/** `token`: of a terminal that lends; `name` and `password`: of staff. */
export const ServerReady = z.object({
  origin: z.string(),
  token: z.string(),
  name: z.string(),
  password: z.string(),
});

const Order = z.enum([CPU_ORDER, MEMORY_ORDER]);

async function start({ place, clients, terminals }: z.infer<typeof ServerSettings>): Promise<void> {
  const server = await startProgram(place);
  const { db } = server;
  await fill(db, { clients, titles: clients, now: Date.now() });
  for (const terminal of terminals) {
    const name = terminal.id;
    await db.write('terminal-add', { ...terminal, name, libraryId: LIBRARY, now: Date.now() });
  }
  const [account, token] = [await staff(db), await signedIn(server.url, db)];
  process.on('message', (order) =>
    process.send?.(Order.parse(order) === CPU_ORDER ? cpuResult() : memoryResult()),
  );
  process.on('disconnect', () => void server.close().then(() => process.exit()));
  process.send?.({ origin: server.url, token, ...account });
}

async function staff(db: AppDatabase): Promise<{ name: string; password: string }> {
  const [name, password] = ['bench', randomUUID()];
  await db.write('staff-add', {
    id: randomUUID(),
    name,
    passwordHash: await hashSecret(password),
    grants: [{ libraryId: WHOLE_NETWORK, role: 'librarian' }],
    now: Date.now(),
  });
  return { name, password };
}

if (import.meta.main) await start(ServerSettings.parse(JSON.parse(process.argv[2] ?? '')));
