/** A whole terminal before a system of another maker: what is cut, silent or away loses no loan and makes none twice. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseConfig } from '#gateway/config.ts';
import type { RunningGateway } from '#gateway/gateway.ts';
import { startGateway } from '#gateway/main.ts';
import { SimulatedNetwork } from '#tests/simulators/network.ts';
import type { Sip2Fault } from '#tests/simulators/sip2-faults.ts';
import { SimulatedSip2Ils } from '#tests/simulators/sip2-ils.ts';
import { shelfBooks } from '#tests/stand/books.ts';
import { Desk } from '#tests/stand/desk.ts';
import { devicesReady } from '#tests/stand/devices-ready.ts';
import { Screen } from '#tests/stand/screen.ts';
import { devicesOn } from '#tests/stand/settings.ts';

const CARD = '29990000000011';
const LOGIN = { user: 'kiosk', password: 'secret' };
const DISARMED = 0xc2;
const ARMED = 0x07;
const DAY_MS = 86_400_000;

const shelf = shelfBooks();
const [book, other] = shelf.filter(({ note, tags }) => tags.length === 1 && note === undefined);
if (!book || !other) throw new Error('The shelf is empty.');

const LENT = book.barcode;
const DESK_PIN = '135790';

let folder: string;
let system: SimulatedSip2Ils;
let network: SimulatedNetwork;
let desk: Desk;
let gateway: RunningGateway;
let screen: Screen;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'behind-sip2-'));
  system = await SimulatedSip2Ils.open({
    patrons: [{ card: CARD, pin: '4711', name: 'Trần Thị Bưởi' }],
    items: shelf.map(({ barcode, title }) => ({ barcode, title })),
    login: LOGIN,
  });
  network = await SimulatedNetwork.before(`http://127.0.0.1:${system.port}`);
  desk = await Desk.open({ folder, books: shelf });
  await start();
});

afterEach(async () => {
  await stop();
  await desk.close();
  await network.close();
  await system.close();
  rmSync(folder, { recursive: true });
});

async function start(): Promise<void> {
  // Silence is waited for; all else must be heard within it, on a busy computer too.
  const noBlock = { noBlock: true, timeoutSeconds: 5 };
  gateway = await startGateway(
    parseConfig({
      terminal: { id: 'kiosk-1', profile: 'kiosk' },
      listen: { host: '127.0.0.1', port: 0 },
      dataFolder: join(folder, 'gateway'),
      ils: {
        ...{ kind: 'sip2', host: '127.0.0.1', port: network.port, dialect: 'generic' },
        ...{ login: LOGIN.user, password: LOGIN.password, overrides: noBlock },
      },
      offline: { loans: { perCard: 1, days: 10, withoutPin: true } },
      desk: { pin: DESK_PIN },
      devices: devicesOn(desk),
      scanRules: [
        { pattern: '^2999\\d{10}$', kind: 'patron' },
        { pattern: '.', kind: 'item' },
      ],
      logLevel: 'silent',
    }),
  );
  await devicesReady(gateway.url, ['pad', 'scanner']);
  screen = await Screen.open(gateway.url);
}

async function stop(): Promise<void> {
  screen.close();
  await gateway.close();
}

async function borrow(barcode: string): Promise<void> {
  await desk.scan(CARD);
  await screen.until(({ screen: name }) => name === 'borrow');
  desk.lay(barcode);
}

const online = () => screen.until((now) => now.online && now.screen === 'start');
const afi = () => book.tags[0]?.afi;
const done = ({ lines: [line] }: { lines: readonly { ils: string; security: string }[] }) =>
  line?.security === 'done' ? line.ils : undefined;

/** The library has it, and the terminal knows that. */
async function sent(): Promise<void> {
  await expect.poll(() => system.library.loans.has(LENT)).toBe(true);
  await expect
    .poll(async () => (await (await fetch(`${gateway.url}/health`)).json()) as object, {})
    .toMatchObject({ queued: 0, toCheck: 0 });
}

test.each<Sip2Fault>(['cut-after', 'silent-after'])(
  '%s: the book goes out, and the library has one loan of it',
  async (fault) => {
    await online();
    system.faults.arm(fault);
    await borrow(book.barcode);
    // Lent by an answer that came after all, or promised meanwhile.
    await screen.until((now) => done(now) !== undefined);
    expect(afi()).toBe(DISARMED);
    await sent();
    expect(system.faults.struck(fault)).toBe(1);
    expect(system.library.loans.get(book.barcode)?.card).toBe(CARD);
    expect(system.library.executed).toBe(1);
  },
);

test('the library is away: a promise up to the cap, kept over a restart, and told with its day', async () => {
  await online();
  expect((await screen.until(({ terminal }) => terminal.library !== '')).terminal.library).toBe(
    'Thư viện mẫu',
  );
  network.simulateCut();
  await screen.until((now) => !now.online);
  await borrow(book.barcode);
  const { lines } = await screen.until((now) => done(now) === 'queued');
  const dueAt = lines[0]?.dueAt ?? 0;
  expect(dueAt).toBeGreaterThan(Date.now() + 9 * DAY_MS);
  expect(afi()).toBe(DISARMED);
  desk.lay(other.barcode);
  const { lines: both } = await screen.until(({ lines: [line] }) => line?.ils === 'refused');
  expect(both[0]?.refusal).toEqual({ code: 'offline-limit', params: { count: 1 } });
  expect(other.tags[0]?.afi).toBe(ARMED);
  await stop();
  desk.clearPad();
  await start();
  await screen.until((now) => !now.online && now.screen === 'start');
  expect(system.library.executed).toBe(0);
  await network.heal();
  await online();
  await sent();
  const loan = system.library.loans.get(book.barcode);
  expect(loan?.card).toBe(CARD);
  expect(Math.abs((loan?.dueAt ?? 0) - dueAt)).toBeLessThan(1_000);
  expect(system.library.executed).toBe(1);
});

test('who leaves is said to have left, after all that they did', async () => {
  await online();
  await borrow(LENT);
  await screen.until((now) => done(now) === 'accepted');
  screen.tap({ kind: 'finish' });
  await screen.until(({ screen: name }) => name === 'done');
  screen.tap({ kind: 'another-person' });
  await expect.poll(() => system.heard.at(-1)).toBe('35');
  expect(system.heard.filter((code) => code === '11')).toHaveLength(1);
});

test('the desk opens with the PIN of the settings, also while the library answers, and hands out its list', async () => {
  await online();
  const post = (path: string, body: object) =>
    fetch(`${gateway.url}/desk/api/${path}`, {
      ...{ method: 'POST', body: JSON.stringify(body) },
      headers: { 'content-type': 'application/json', origin: gateway.url },
    });
  const list = (cookie: string) =>
    fetch(`${gateway.url}/desk/api/to-check.csv`, { headers: { cookie } });
  expect((await post('sign-in', { name: 'mai', password: 'x' })).status).toBe(503);
  expect((await post('pin', { pin: '000000' })).status).toBe(401);
  expect((await list('')).status).toBe(401);
  const entered = await post('pin', { pin: DESK_PIN });
  expect([entered.status, await entered.json()]).toEqual([200, { mode: 'device' }]);
  const [cookie = ''] = (entered.headers.get('set-cookie') ?? '').split(';');
  const file = await list(cookie);
  expect(file.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(await file.text()).toMatch(/^id,act,kind,card,item/);
});
