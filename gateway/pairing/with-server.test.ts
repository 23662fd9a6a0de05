/** A real gateway before a real server: the whole way of a terminal that is let in, turned away, and given another's place. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { onSqlite } from '#tests/databases.ts';
import { Screen } from '#tests/stand/screen.ts';
import { pairingStaff } from '#tests/stranger.ts';
import { startTestServer } from '#tests/test-server.ts';
import type { TestServer } from '#tests/test-server.ts';
import { parseConfig } from '../config.ts';
import type { ConfigInput } from '../config.ts';
import type { RunningGateway } from '../gateway.ts';
import { startGateway } from '../main.ts';

const engine = onSqlite();
let server: TestServer;
let staff: ReturnType<typeof pairingStaff>;
beforeAll(async () => {
  server = await startTestServer(engine);
  staff = pairingStaff(server, await server.signIn());
});

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pairing-'));
  closing.push(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** @param terminal of its settings */
async function terminalIn(
  folder: string,
  terminal: Partial<ConfigInput['terminal']> = {},
  url = server.url,
) {
  const config = parseConfig({
    terminal: { profile: 'kiosk', ...terminal },
    listen: { host: '127.0.0.1', port: 0 },
    dataFolder: folder,
    server: { url },
    devices: [{ id: 'typist', driver: 'keyboard-wedge' }],
    logLevel: 'silent',
  });
  const gateway = await startGateway(config);
  const screen = await Screen.open(gateway.url);
  let closed: Promise<void> | undefined;
  const close = () => {
    screen.close();
    return (closed ??= gateway.close());
  };
  closing.push(close);
  return { close, gateway, screen };
}

async function letIn(screen: Screen, wanted: object = {}): Promise<string> {
  const { pairing: shown } = await screen.until(({ pairing }) => pairing?.code !== undefined);
  const { pairing } = await staff.look(shown?.code ?? '');
  expect(pairing.check).toBe(shown?.check);
  const { terminal } = await staff.confirm(pairing.id, { library: 'ward', ...wanted });
  await screen.until(({ screen: name }) => name !== 'pairing');
  return terminal.id;
}

const idOf = ({ identity }: RunningGateway) => identity.terminalId;

test('PA11 PA21 PA24 a new terminal is let in by its code, turns by itself, and is known at the next start', async () => {
  const folder = newFolder();
  const first = await terminalIn(folder);
  expect((await first.screen.until(() => true)).screen).toBe('pairing');
  const id = await letIn(first.screen, { name: 'Máy cổng sau' });
  const { terminal } = await first.screen.until(({ online }) => online);
  expect(terminal).toMatchObject({ name: 'Máy cổng sau', library: 'Phường Đông' });
  expect(idOf(first.gateway)).toBe(id);
  await first.close();
  const kept = JSON.parse(readFileSync(join(folder, 'terminal.json'), 'utf8'));
  expect(kept.registered).toEqual({ id, profile: 'kiosk' });

  const second = await terminalIn(folder);
  const known = await second.screen.until(() => true);
  expect(known.screen).not.toBe('pairing');
  expect(known.terminal.name).toBe('Máy cổng sau');
  expect(idOf(second.gateway)).toBe(id);
});

test('PA24 what is remembered in one place is enough, where the server is not reached', async () => {
  const folder = newFolder();
  const first = await terminalIn(folder);
  await letIn(first.screen);
  await first.screen.until(({ online }) => online);
  await first.close();
  const without = async (name: string) => {
    rmSync(join(folder, name));
    const { close, screen } = await terminalIn(folder, {}, 'http://127.0.0.1:9');
    const { screen: shown } = await screen.until(({ terminal }) => terminal.scannerReady);
    await close();
    return shown;
  };
  expect(await without('terminal.json')).not.toBe('pairing');
  expect(await without('permit/trust.json')).toBe('pairing');
});

test('PA23 PA24 revoked, it says that it was turned away, also after a restart, and can be let in again as itself', async () => {
  const folder = newFolder();
  const { close, gateway, screen } = await terminalIn(folder);
  const id = await letIn(screen);
  await screen.until(({ online }) => online);
  await staff.revoke(id);
  const turned = await screen.until(({ pairing }) => pairing?.code !== undefined);
  expect(turned.pairing?.turnedAway).toBe(true);
  await close();

  const again = await terminalIn(folder);
  const shown = await again.screen.until(({ pairing }) => pairing?.code !== undefined);
  expect(shown.pairing?.turnedAway).toBe(true);
  expect(await letIn(again.screen)).toBe(id);
  expect(idOf(again.gateway)).toBe(idOf(gateway));
});

test('PA9 PA12 a new disk in the place of an old terminal is called what that was', async () => {
  const old = await terminalIn(newFolder());
  const id = await letIn(old.screen, { name: 'Máy 3' });
  await old.close();
  const fresh = await terminalIn(newFolder(), { id: 'quay-khac' });
  expect(await letIn(fresh.screen, { name: 'Máy 3', replaces: id })).toBe(id);
  await fresh.screen.until(({ online }) => online);
  expect(idOf(fresh.gateway)).toBe(id);
});

test('PA34 renamed and moved, it says so by itself', async () => {
  const { screen } = await terminalIn(newFolder());
  const id = await letIn(screen);
  await screen.until(({ online }) => online);
  await staff.change(id, { name: 'Máy dời', library: 'school' });
  const { terminal } = await screen.until((snapshot) => snapshot.terminal.name === 'Máy dời');
  expect(terminal.library).toBe('Trường Hoa Mai');
});
