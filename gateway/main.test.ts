import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ConfigInput } from './config.ts';

let folder: string;
let child: ChildProcess | undefined;
/** A server that knows no terminal. */
const server = createServer((request, response) => {
  const challenge = request.url === '/api/terminals/challenge';
  response.writeHead(challenge ? 200 : 401, { 'content-type': 'application/json' });
  response.end(challenge ? '{"challenge":"eA","serverTime":1}' : '{}');
});

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gateway-'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(async () => {
  child?.kill('SIGKILL');
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
  rmSync(folder, { recursive: true });
});

/** @returns its lines, as they come */
function start(logLevel: ConfigInput['logLevel'] = 'silent'): AsyncIterator<string> {
  const { port } = server.address() as AddressInfo;
  const config: ConfigInput = {
    terminal: { id: 'kiosk-1', profile: 'kiosk' },
    listen: { host: '127.0.0.1', port: 0 },
    dataFolder: 'data',
    server: { url: `http://127.0.0.1:${port}` },
    devices: [
      { id: 'scanner', driver: 'serial-scanner', port: { serial: '/dev/none', baudRate: 9600 } },
    ],
    logLevel,
  };
  writeFileSync(join(folder, 'gateway.json'), JSON.stringify(config));
  const args = ['gateway/main.ts', '--config', join(folder, 'gateway.json')];
  child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  if (!child.stdout) throw new Error('the child has no output');
  return createInterface({ input: child.stdout })[Symbol.asyncIterator]();
}

test('the program serves, says how to register it, and ends in order on SIGTERM', async () => {
  const lines = start();
  const said: string[] = [];
  while (said.length < 4) said.push(String((await lines.next()).value));
  const url = said.join('\n').match(/The kiosk is at (http:\/\/localhost:\d+)\//)?.[1];
  expect(said.join('\n')).toMatch(
    /npm run server -- terminal add --id kiosk-1 --name "Kiosk" --library LIBRARY --key [\w-]{43}/,
  );
  const health = await (await fetch(`${url}/health`)).json();
  expect(health).toMatchObject({ status: 'ready', online: false, queued: 0 });
  const exited = once(child as ChildProcess, 'exit');
  child?.kill('SIGTERM');
  expect(await exited).toEqual([0, null]);
});

test('why the server is not reached stands in the log', async () => {
  const lines = start('warn');
  let line = '';
  while (!line.includes('"reason"')) line = String((await lines.next()).value);
  const message = 'the server does not know this terminal, or not by this key';
  expect(JSON.parse(line)).toMatchObject({ reason: 'not-known', msg: message });
});

test('a damaged key ends the program with what to do, and code 1', async () => {
  const key = join(folder, 'data', 'terminal-key.pem');
  mkdirSync(join(folder, 'data'));
  writeFileSync(key, 'half a key');
  start();
  let said = '';
  child?.stderr?.on('data', (text) => (said += text));
  expect(await once(child as ChildProcess, 'close')).toEqual([1, null]);
  expect(said).toContain(`The terminal’s key ${key} cannot be used: the file is damaged`);
});
