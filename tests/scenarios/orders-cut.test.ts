/** The line is cut at every moment while an order is on its way: it is carried out once, and answered. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { CentralLink } from '#gateway/ils/central/link.ts';
import { ServerLine } from '#gateway/ils/central/server-line.ts';
import { createLog } from '#gateway/logging.ts';
import { KnownOrders } from '#gateway/remote/known-orders.ts';
import { RemoteHand } from '#gateway/remote/remote-hand.ts';
import { DONE } from '#gateway/remote/rules/obeyed.ts';
import { onSqlite } from '#tests/databases.ts';
import { SimulatedNetwork } from '#tests/simulators/network.ts';
import { startTestServer } from '#tests/test-server.ts';
import type { TestServer } from '#tests/test-server.ts';

const engine = onSqlite();
let server: TestServer;
let cookie: string;
const within = { timeout: 45_000, interval: 10 };

beforeAll(async () => {
  server = await startTestServer(engine);
  cookie = await server.signIn();
});

/** A terminal at the far end of a network of its own, that counts what it does. */
async function terminalAfar() {
  const registered = await server.addTerminal('central');
  const network = await SimulatedNetwork.before(server.url);
  const line = new ServerLine({ url: network.url() });
  const folder = mkdtempSync(join(tmpdir(), 'nhipcau-cut-'));
  const seen = { blinks: 0, heard: false };
  const at = (delayMs: number, run: () => void) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  };
  const link: CentralLink = new CentralLink({
    ...{ line, at, random: () => 0, monotonic: () => performance.now() },
    access: { token: registered.token, forget: () => undefined },
    state: () => ({ kind: 'state', version: '1', stage: 'idle', devices: [], queued: 0 }),
    onHeard: (heard) => (seen.heard = heard),
    onServerTime: () => undefined,
    onFailed: () => undefined,
    onOrder: (given) => hand.order(given),
    everyMs: 50,
    backOff: { firstMs: 10, longestMs: 20 },
  });
  const hand = new RemoteHand({
    api: { answer: (answer) => link.answer(answer) },
    known: new KnownOrders(join(folder, 'orders.json'), (error) => {
      throw error;
    }),
    log: createLog('silent'),
    parts: () => [
      {
        obey: () => {
          seen.blinks += 1;
          return Promise.resolve(DONE);
        },
      },
    ],
  });
  link.start();
  const close = async () => {
    await hand.close();
    link.close();
    await line.close();
    await network.close();
    rmSync(folder, { recursive: true });
  };
  return { id: registered.id, network, seen, close };
}

/** From the order itself to the first words over a new line: handshake, state, answer. */
test.each(Array.from({ length: 9 }, (_, piece) => piece))(
  'RH2 RH7 cut after %d pieces',
  async (pieces) => {
    const { close, id, network, seen } = await terminalAfar();
    try {
      await expect.poll(() => seen.heard, within).toBe(true);
      network.simulateCutAtPiece(pieces);
      const order = { id: randomUUID(), what: { kind: 'blink' } };
      const path = `/staff/terminals/${id}/orders`;
      expect((await server.ask('POST', path, { cookie, body: order })).body.outcome).toBe(
        'accepted',
      );
      const stage = async () =>
        (await server.ask('GET', path, { cookie })).body.orders.map(
          (one: { stage: string }) => one.stage,
        );
      await expect.poll(stage, within).toEqual(['done']);
      await expect.poll(() => network.counters.cutAtPiece, within).toBe(1);
      expect(seen.blinks).toBe(1);
    } finally {
      await close();
    }
  },
);
