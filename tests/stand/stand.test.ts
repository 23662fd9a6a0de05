import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { DEMO_CARDS } from '#server/sample/sample.ts';
import { Screen } from './screen.ts';
import { Stand } from '#tests/stand.ts';
import { shelfBooks } from './books.ts';
import { demoOptions } from './demo.ts';
import { freePort } from './ports.ts';
import { answers } from './program.ts';

// Whole systems start, fall and come back here, sometimes beside a browser's tests on the same two cores.
const stands: Stand[] = [];
const folders: string[] = [];
afterEach(async () => {
  await Promise.all(stands.splice(0).map((stand) => stand.close()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

async function start(options: Parameters<typeof Stand.start>[0]): Promise<Stand> {
  const stand = await Stand.start({ logLevel: 'silent', ...options });
  stands.push(stand);
  return stand;
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'nhipcau-stand-test-'));
  folders.push(folder);
  return folder;
}

async function devices(stand: Stand): Promise<Record<string, string>> {
  const response = await fetch(`${stand.kioskUrl}/health`);
  const health = (await response.json()) as { devices: { id: string; state: string }[] };
  return Object.fromEntries(health.devices.map(({ id, state }) => [id, state]));
}

const online = async (stand: Stand): Promise<unknown> => {
  const response = await fetch(`${stand.kioskUrl}/health`);
  return ((await response.json()) as { online: unknown }).online;
};

/** Processes begun by this one, and theirs. */
function descendants(): string[] {
  const table = execFileSync('ps', ['-eo', 'pid=,ppid=,args=']).toString().trim().split('\n');
  const rows = table.map((line) => line.trim().split(/\s+/));
  const below = (pid: string): string[] =>
    rows
      .filter(([, parent]) => parent === pid)
      .flatMap((row) => [row.join(' '), ...below(row[0] ?? '')]);
  return below(String(process.pid)).filter((row) =>
    /stand|server\/main|gateway\/main|script -q/.test(row),
  );
}

const within = { interval: 50 };

describe('a stand', () => {
  test('runs a known terminal with its devices, and takes everything away again', async () => {
    const stand = await start({});
    await expect.poll(() => devices(stand), within).toEqual({ pad: 'ready', scanner: 'ready' });
    await expect.poll(() => online(stand), within).toBe(true);
    expect(stand.query('select name from terminal')).toEqual([{ name: 'Máy mượn trả 1' }]);
    const { folder, kioskUrl, serverUrl } = stand;
    await stand.close();
    stands.length = 0;
    expect(await answers(`${kioskUrl}/health`)).toBe(false);
    expect(await answers(`${serverUrl}/health`)).toBe(false);
    expect(() => stand.query('select 1')).toThrow();
    expect(descendants()).toEqual([]);
    expect(folder).not.toBe('');
  });

  test('kills its children and starts them again on the same data and ports', async () => {
    const stand = await start({ server: 'child', gateway: 'child' });
    await expect.poll(() => online(stand), within).toBe(true);
    await stand.killGateway();
    expect(await answers(`${stand.kioskUrl}/health`)).toBe(false);
    await stand.killServer();
    expect(await answers(`${stand.serverUrl}/health`)).toBe(false);
    await stand.startServer();
    await stand.startGateway();
    await expect.poll(() => online(stand), within).toBe(true);
    await expect.poll(() => devices(stand), within).toEqual({ pad: 'ready', scanner: 'ready' });
  });

  test('will not pretend to kill what is a part of itself', async () => {
    const stand = await start({});
    await expect(stand.killGateway()).rejects.toThrow(/ask for a child/);
  });

  test('cuts the network between gateway and server, and heals it', async () => {
    const stand = await start({});
    await expect.poll(() => online(stand), within).toBe(true);
    await stand.bench.perform({ kind: 'network', up: false });
    await expect.poll(() => online(stand), within).toBe(false);
    expect(await answers(`${stand.serverUrl}/health`)).toBe(true);
    await stand.bench.perform({ kind: 'network', up: true });
    await expect.poll(() => online(stand), within).toBe(true);
  });

  test('finds its data again: terminal, library, and what was written to the tags', async () => {
    const folder = newFolder();
    const first = await start({ folder });
    const [book] = first.desk.books;
    if (!book) throw new Error('The shelf is empty.');
    for (const tag of book.tags) tag.afi = 0xc2;
    await first.close();
    stands.length = 0;
    const books = shelfBooks();
    const again = await start({ folder, books });
    await expect.poll(() => online(again), within).toBe(true);
    expect(again.desk.book(book.barcode).tags.map(({ afi }) => afi)).toEqual([0xc2]);
    expect(again.query('select count(*) as items from item')).toEqual([{ items: 700 }]);
  });
});

describe('what staff hear of a terminal', () => {
  const said = (stand: Stand): unknown => {
    const [row] = stand.query('select state from terminal_state');
    return row && JSON.parse(String(row['state']));
  };

  test('S97 somebody asks for help; a book went with a tag that nobody knows', async () => {
    const stand = await start({});
    const screen = await Screen.open(stand.kioskUrl);
    await expect.poll(() => said(stand), within).toMatchObject({ staffCalled: false, uncured: 0 });
    const [book] = stand.desk.books;
    const [card] = DEMO_CARDS;
    if (!book || !card) throw new Error('The shelf is empty.');
    await expect.poll(() => devices(stand), within).toEqual({ pad: 'ready', scanner: 'ready' });
    await screen.until((now) => now.screen === 'start');
    await stand.bench.perform({ kind: 'scan-card', card: card.number });
    await screen.until((now) => now.screen === 'borrow');
    await stand.bench.perform({ kind: 'pull-away', book: book.barcode, at: 'after-write' });
    await stand.bench.perform({ kind: 'lay', book: book.barcode });
    await screen.until((now) => now.screen === 'put-back');
    expect(said(stand)).toMatchObject({ uncured: 0 });
    screen.tap({ kind: 'call-staff' });
    await expect.poll(() => said(stand), within).toMatchObject({ staffCalled: true });
    screen.tap({ kind: 'finish' });
    await screen.until((now) => now.screen === 'not-finished');
    screen.tap({ kind: 'not-finished', choice: 'leave-it' });
    await screen.until((now) => now.screen === 'done');
    screen.tap({ kind: 'another-person' });
    await expect.poll(() => said(stand), within).toMatchObject({ staffCalled: false, uncured: 1 });
    await screen.until((now) => now.screen === 'start');
    await stand.bench.perform({ kind: 'lay', book: book.barcode });
    await expect.poll(() => said(stand), within).toMatchObject({ uncured: 0 });
    screen.close();
  });
});

describe('the bench', () => {
  let stand: Stand;
  beforeAll(async () => {
    stand = await Stand.start({ logLevel: 'silent' });
  });
  afterAll(() => stand.close());

  const stateOf = (barcode: string) =>
    stand.bench.state.books.find((book) => book.barcode === barcode);

  test('unplugs, plugs, and sets a wrong speed, and the gateway notices each', async () => {
    await expect.poll(() => devices(stand), within).toEqual({ pad: 'ready', scanner: 'ready' });
    await stand.bench.perform({ kind: 'plug', device: 'scanner', plugged: false });
    await stand.bench.perform({ kind: 'speed', right: false });
    await expect.poll(() => devices(stand), within).toEqual({ pad: 'faulty', scanner: 'faulty' });
    await stand.bench.perform({ kind: 'plug', device: 'scanner', plugged: true });
    await stand.bench.perform({ kind: 'speed', right: true });
    await expect.poll(() => devices(stand), within).toEqual({ pad: 'ready', scanner: 'ready' });
  });

  test('pulls a book away while its tag is read, once', async () => {
    const [book] = stand.desk.books;
    if (!book) throw new Error('The shelf is empty.');
    await stand.bench.perform({ kind: 'pull-away', book: book.barcode, at: 'read' });
    expect(stateOf(book.barcode)?.tag?.pullAwayAt).toBe('read');
    await stand.bench.perform({ kind: 'lay', book: book.barcode });
    await expect.poll(() => stateOf(book.barcode)?.tag?.pullAwayAt, within).toBeUndefined();
    await expect.poll(() => stateOf(book.barcode)?.onPad, within).toBe(false);
    expect(stand.reader.fired.map(({ fault }) => fault)).toEqual(['pull-away']);
  });

  test('takes JSON of its own page and nothing else', async () => {
    const act = (body: string, type = 'application/json') =>
      fetch(`${stand.kioskUrl}/bench/act`, {
        method: 'POST',
        headers: { 'content-type': type },
        body,
      });
    expect((await act('{"kind":"clear-pad"}', 'text/plain')).status).toBe(415);
    expect((await act('{"kind":"clear-')).status).toBe(400);
    expect((await act('{"kind":"melt"}')).status).toBe(400);
    expect((await act('{"kind":"lay","book":"none"}')).status).toBe(409);
    expect((await act(JSON.stringify({ kind: 'lay', book: 'x'.repeat(5000) }))).status).toBe(413);
    expect((await act('{"kind":"clear-pad"}')).status).toBe(200);
    expect((await fetch(`${stand.kioskUrl}/bench/..%2f..%2fpackage.json`)).status).toBe(404);
  });
});

describe('the demo', () => {
  test('says in one sentence which port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const environment = { NHIPCAU_SERVER_PORT: String(port), NHIPCAU_DATA: newFolder() };
    await expect(demoOptions(environment)).rejects.toThrow(
      `Port ${port} for the server (NHIPCAU_SERVER_PORT) is taken by another program: end that one, or choose another port.`,
    );
    other.close();
  });

  test.each(['0', '70000', 'kiosk', '47.5'])('does not take %s for a port', async (text) => {
    await expect(demoOptions({ NHIPCAU_KIOSK_PORT: text })).rejects.toThrow(/must be a port/);
  });

  test('takes the reader, the card reader and the profile from the environment', async () => {
    const environment = {
      NHIPCAU_DATA: newFolder(),
      NHIPCAU_READER: '3m-810',
      NHIPCAU_SCANNER: 'zebra-ssi',
      NHIPCAU_CARD_READER: '1',
      NHIPCAU_PROFILE: 'tagging',
      NHIPCAU_SERVER_PORT: String(await freePort()),
      NHIPCAU_KIOSK_PORT: String(await freePort()),
      NHIPCAU_SIP2_PORT: String(await freePort()),
    };
    const devices = { readerModel: '3m-810', scannerDriver: 'zebra-ssi', cardReader: true };
    expect(await demoOptions(environment)).toMatchObject({ ...devices, profile: 'tagging' });
    const box = await demoOptions({ ...environment, NHIPCAU_PROFILE: 'drop-box' });
    expect(box).toMatchObject({ ...devices, dropBox: 'holding' });
  });

  test('knows which readers there are', async () => {
    await expect(demoOptions({ NHIPCAU_READER: 'abacus' })).rejects.toThrow(
      'NHIPCAU_READER must be one of CPR40, MR102, 3m-810, uhf-18, uhf-288, and is “abacus”.',
    );
    await expect(demoOptions({ NHIPCAU_PROFILE: 'bar' })).rejects.toThrow(/one of kiosk, tagging/);
  });
});
