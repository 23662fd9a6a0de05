import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TagsConfig } from './config/site-config.ts';
import { ConfigFault, type ConfigInput, parseConfig, readConfig } from './config.ts';
import { DEFAULT_UII_PROFILE } from './tags/iso28560-4-uii.ts';

const example = JSON.parse(
  readFileSync(new URL('./config.example.json', import.meta.url), 'utf8'),
) as ConfigInput;

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'config-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const written = (content: string): string => {
  const path = join(folder, 'config.json');
  writeFileSync(path, content);
  return path;
};

function faultsOf(input: unknown): readonly string[] {
  try {
    parseConfig(input);
  } catch (error) {
    if (error instanceof ConfigFault) return error.faults;
    throw error;
  }
  return [];
}

test('the example file is right', () => {
  const config = parseConfig(example);
  expect(config.security).toMatchObject({ armedAfi: 0x07, disarmedAfi: 0xc2 });
  expect(config.scanRules[0]).toMatchObject({ pattern: '^2\\d{13}$', kind: 'patron' });
});

test('every fault is told at once, with its place', () => {
  const faults = faultsOf({
    ...example,
    terminal: { ...example.terminal, id: 'Kiosk 1' },
    listen: { host: '0.0.0.0', port: 70_000 },
    security: { armedAfi: 'C2', disarmedAfi: 'nonsense' },
    scanRules: [{ pattern: '(', kind: 'patron' }],
    timings: { ring: 5_000 },
    colour: 'blue',
  });
  for (const place of [
    'terminal.id: ',
    'listen.host: must be this machine alone',
    'listen.port: ',
    'security.disarmedAfi: ',
    'scanRules[0].pattern: is no regular expression',
    'timings.ring: must be 20 seconds at least',
    'The settings: does not know colour',
  ]) {
    expect(faults).toContainEqual(expect.stringContaining(place));
  }
});

test.each([
  ['http://library.example.org', false],
  ['https://library.example.org', true],
  ['http://127.0.0.1:4700', true],
  ['http://localhost:4700', true],
  ['ftp://library.example.org', false],
])('the server address %s may be used: %s', (url, right) => {
  expect(faultsOf({ ...example, server: { url } }).length === 0).toBe(right);
});

test('a device of an unknown driver is named, and what drivers there are', () => {
  const devices = [{ id: 'pad', driver: 'magic', port: { serial: '/dev/ttyS0', baudRate: 9600 } }];
  expect(faultsOf({ ...example, devices })[0]).toContain('"feig-iso-host", "3m-d6"');
});

test('two devices with one id, or two pads, are refused', () => {
  const [pad] = example.devices;
  expect(faultsOf({ ...example, devices: [pad, pad] })).toEqual([
    'devices: two devices have the same id',
    'devices: one pad is all that a terminal can have so far',
  ]);
});

test('armed and disarmed must differ', () => {
  const security = { armedAfi: 'c2', disarmedAfi: 'C2' };
  expect(faultsOf({ ...example, security })[0]).toContain('no gate could tell');
});

test('what the fields of a UII are is the site’s to say; each once, and the item among them', () => {
  const read = (uiiProfile: readonly string[]) => TagsConfig.safeParse({ uiiProfile });
  expect(TagsConfig.parse({}).uiiProfile).toEqual(DEFAULT_UII_PROFILE);
  expect(read(['item', 'owner']).data?.uiiProfile).toEqual({ fields: ['item', 'owner'] });
  for (const wrong of [[], ['owner'], ['item', 'item'], ['item', 'title']]) {
    expect(read(wrong).success).toBe(false);
  }
});

test('the environment overrules the file', () => {
  const config = readConfig(written(JSON.stringify(example)), {
    NHIPCAU_DATA: '/var/lib/kiosk',
    NHIPCAU_GATEWAY_PORT: '5701',
    NHIPCAU_SERVER_URL: 'http://localhost:5700',
    NHIPCAU_LOG_LEVEL: 'warn',
  });
  expect(config).toMatchObject({
    dataFolder: '/var/lib/kiosk',
    listen: { port: 5701 },
    system: { kind: 'server', server: { url: 'http://localhost:5700' } },
    logLevel: 'warn',
  });
});

const run = (...args: string[]) =>
  spawnSync(process.execPath, ['gateway/main.ts', ...args], { encoding: 'utf8' });

test('the program says all faults in words and exits with 1', () => {
  const { devices: _devices, ...part } = example;
  const { status, stderr } = run('--config', written(JSON.stringify({ ...part, dataFolder: '' })));
  expect([status, stderr.trim().split('\n')]).toEqual([
    1,
    ['dataFolder: must not be empty', 'devices: is missing'],
  ]);
});

test('a file that is missing or no JSON is said so', () => {
  expect(run('--config', join(folder, 'none.json'))).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('none.json cannot be read'),
  });
  expect(run('--config', written('{')).stderr).toContain('cannot be read');
});

test('without settings the program says how to name them', () => {
  expect(run()).toMatchObject({ status: 1, stderr: expect.stringContaining('--config FILE') });
});

test('PA11 a terminal need not be called anything: its key gives it a name when it is paired', () => {
  const { id: _, ...terminal } = example.terminal;
  expect(parseConfig({ ...example, terminal }).terminal).not.toHaveProperty('id');
});
