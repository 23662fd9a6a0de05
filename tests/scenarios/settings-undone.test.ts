/** An address of the server set from afar: a wrong one undoes itself over the real line, a right one stays. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, expect, test } from 'vitest';
import type { TerminalSettings } from '#server/settings/format/terminal-settings.ts';
import { Central } from '#gateway/central.ts';
import { createIdentity } from '#gateway/identity.ts';
import { createLog } from '#gateway/logging.ts';
import { TRIAL_MS } from '#gateway/settings/rules/trial.ts';
import { SettingsFile } from '#gateway/settings/settings-file.ts';
import { SettingsKeeper } from '#gateway/settings/settings-keeper.ts';
import { TerminalClock } from '#gateway/terminal-clock.ts';
import { onSqlite } from '#tests/databases.ts';
import { ManualTimer } from '#tests/simulators/manual-timer.ts';
import { SimulatedNetwork } from '#tests/simulators/network.ts';
import { startTestServer } from '#tests/test-server.ts';
import type { TestServer } from '#tests/test-server.ts';

const engine = onSqlite();
const within = { timeout: 45_000, interval: 10 };
let server: TestServer;
let cookie: string;
beforeAll(async () => {
  server = await startTestServer(engine);
  cookie = await server.signIn();
});

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function aNetwork(): Promise<SimulatedNetwork> {
  const network = await SimulatedNetwork.before(server.url);
  closing.push(() => network.close());
  return network;
}

/** Line, token, link and settings of a terminal as the gateway puts them together; the trial is timed by hand. */
async function terminalAt(network: SimulatedNetwork) {
  const { id, privateKey } = await server.addTerminal('central');
  const folder = mkdtempSync(join(tmpdir(), 'nhipcau-undone-'));
  closing.push(() => rmSync(folder, { recursive: true }));
  const timer = new ManualTimer(Date.UTC(2026, 10, 23, 8));
  const file = new SettingsFile(join(folder, 'settings.json'), (error) => {
    throw error;
  });
  const keeper = new SettingsKeeper({ file, clock: timer, log: createLog('silent') });
  const own = { url: network.url() };
  const central: Central = new Central({
    ...{ server: own, identity: createIdentity(id, privateKey), clock: new TerminalClock() },
    random: () => 0,
    state: () => ({
      ...{ kind: 'state', version: '1', stage: 'idle', devices: [], queued: 0 },
      settings: keeper.state,
    }),
    onBeat: () => keeper.heard(),
    onSettings: (generation) => keeper.changed(generation),
    ...{ onOnline: () => undefined, onOrder: () => undefined, onUnreached: () => undefined },
    ...{ onServerTime: () => undefined, onNames: () => undefined, onRegistered: () => undefined },
    ...{ onIntroduced: () => undefined, onStranger: () => undefined },
  });
  keeper.start({
    fetch: (version) => central.remote.settings(version),
    serving: () => false,
    fits: () => true,
    apply: (now, before) => {
      const [is, was] = [now.server ?? own, before.server ?? own];
      if (is.url !== was.url) central.remote.moveTo(is);
    },
    onChange: central.report,
  });
  closing.push(async () => {
    await keeper.close();
    await central.close();
  });
  central.start();
  return { id, keeper, timer };
}

async function setFor(id: string, base: number, settings: TerminalSettings): Promise<void> {
  const place = { kind: 'terminal', id };
  const body = { id: randomUUID(), library: 'central', place, base, settings };
  const answer = await server.ask('PUT', '/staff/settings', { cookie, body });
  expect(answer.body).toMatchObject({ outcome: 'accepted' });
}

/** What the server last heard of the terminal's settings. */
async function told(id: string): Promise<unknown> {
  const { body } = await server.ask('GET', '/staff/terminals', { cookie });
  const terminals = body.terminals as { id: string; state?: { settings?: unknown } }[];
  return terminals.find((one) => one.id === id)?.state?.settings;
}

test('ST10 where the server is not heard, the terminal goes back by itself, and says so', async () => {
  const network = await aNetwork();
  const wrong = await aNetwork();
  wrong.simulateCut();
  const { id, keeper, timer } = await terminalAt(network);
  await setFor(id, 0, { volume: 30 });
  await expect.poll(() => told(id), within).toEqual({ version: 1 });
  await setFor(id, 1, { volume: 30, server: { url: wrong.url() } });
  await expect.poll(() => keeper.current.server?.url, within).toBe(wrong.url());
  await timer.advance(TRIAL_MS - 1);
  expect(keeper.current.server?.url).toBe(wrong.url());
  await timer.advance(1);
  expect(keeper.current).toEqual({ volume: 30 });
  await expect
    .poll(() => told(id), within)
    .toMatchObject({ version: 1, undone: { version: 2, why: 'not-heard' } });
});

test('ST10 so it does where nothing answers, and where it is put right the next ones hold', async () => {
  const network = await aNetwork();
  const silent = await aNetwork();
  silent.simulateSilence();
  const { id, keeper, timer } = await terminalAt(network);
  await expect.poll(() => told(id), within).toEqual({ version: 0 });
  await setFor(id, 0, { server: { url: silent.url() } });
  await expect.poll(() => keeper.current.server?.url, within).toBe(silent.url());
  await timer.advance(TRIAL_MS);
  await expect.poll(() => told(id), within).toMatchObject({ undone: { version: 1 } });
  await setFor(id, 1, { volume: 20 });
  await expect.poll(() => told(id), within).toEqual({ version: 2 });
  expect(keeper.current).toEqual({ volume: 20 });
});

test('ST10 a right address is heard at once, and holds', async () => {
  const network = await aNetwork();
  const other = await aNetwork();
  const { id, keeper, timer } = await terminalAt(network);
  await expect.poll(() => told(id), within).toEqual({ version: 0 });
  await setFor(id, 0, { server: { url: other.url() } });
  await expect.poll(() => told(id), within).toEqual({ version: 1 });
  expect(other.counters.connections).toBeGreaterThan(0);
  network.simulateCut();
  await timer.advance(TRIAL_MS);
  expect(keeper.current.server?.url).toBe(other.url());
  expect(keeper.state).toEqual({ version: 1 });
});
