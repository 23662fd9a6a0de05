import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { letIn } from '#tests/fixtures/let-in.ts';
import { readOutbox } from '#tests/fixtures/read-outbox.ts';
import { Screen } from '#tests/stand/screen.ts';
import { parseConfig } from './config.ts';
import type { Config } from './config.ts';
import type { RunningGateway } from './gateway.ts';
import { startGateway } from './main.ts';

// An invented person.
const CITIZEN = '001090123456||NGUYỄN VĂN A|01011990|Nam|Số 1 Tràng Tiền|15042021';

let folder: string;
let config: Config;
let gateway: RunningGateway;
let screen: Screen;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wedge-'));
  config = parseConfig({
    terminal: { id: 'kiosk-1', profile: 'kiosk' },
    listen: { host: '127.0.0.1', port: 0 },
    dataFolder: folder,
    // Nobody answers there: returns are taken all the same.
    server: { url: 'http://127.0.0.1:9' },
    devices: [{ id: 'typist', driver: 'keyboard-wedge' }],
    identityCard: 'ask-library',
    logLevel: 'silent',
  });
  letIn(folder);
  gateway = await startGateway(config);
  screen = await Screen.open(gateway.url);
});
afterEach(async () => {
  screen.close();
  await gateway.close();
  rmSync(folder, { recursive: true });
});

const scannerState = async (): Promise<unknown> => {
  const health = (await (await fetch(`${gateway.url}/health`)).json()) as { devices: unknown };
  return health.devices;
};

test('a scanner that types is ready while a page hears it', async () => {
  await screen.until(({ terminal }) => terminal.scannerReady && terminal.wedge);
  expect(await scannerState()).toMatchObject([{ id: 'typist', state: 'ready' }]);
  screen.close();
  await expect.poll(scannerState).toMatchObject([{ id: 'typist', state: 'opening' }]);
  screen = await Screen.open(gateway.url);
  await screen.until(({ terminal }) => terminal.scannerReady);
});

test('what it types is a scan: AIM identifier off, repeats dropped, documents declined', async () => {
  await screen.until(({ screen: name }) => name === 'returns-only');
  screen.tap({ kind: 'start-return' });
  await screen.until(({ screen: name }) => name === 'return');
  for (const text of [']C0VV.000001', ']C0VV.000001', 'VV.000002']) {
    screen.tap({ kind: 'wedge', text });
  }
  const { lines } = await screen.until((snapshot) => snapshot.lines.length === 2);
  expect(lines.map(({ act }) => act)).toEqual(['checkin', 'checkin']);
  screen.tap({ kind: 'wedge', text: CITIZEN });
  const declined = await screen.until(({ notice }) => notice?.code === 'identity-card-declined');
  expect(declined.lines).toHaveLength(2);
});

test('nothing of a citizen’s card is on the terminal’s disk', async () => {
  await screen.until(({ screen: name }) => name === 'returns-only');
  screen.tap({ kind: 'start-return' });
  screen.tap({ kind: 'wedge', text: 'VV.000001' });
  screen.tap({ kind: 'wedge', text: CITIZEN });
  await screen.until(({ notice }) => notice?.code === 'identity-card-declined');
  await gateway.close();
  const journal = readOutbox(folder);
  expect(journal).toContain('VV.000001');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name, parentPath }) => readFileSync(join(parentPath, name), 'utf8'));
  for (const text of [journal, ...files]) {
    expect(text).not.toContain('001090123456');
    expect(text).not.toContain('NGUYỄN');
  }
  gateway = await startGateway(config);
});
