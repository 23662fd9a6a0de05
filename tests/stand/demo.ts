/** The demo: `npm start`. A stand on the usual ports that keeps its data, and says what to open. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DEMO_CARDS } from '#server/sample/sample.ts';
import type { StandOptions } from '../stand.ts';
import { expectFree } from './ports.ts';
import { serverData } from './settings.ts';

const SERVER_PORT = 4700;
const KIOSK_PORT = 4701;

/**
 * @param environment `NHIPCAU_DATA`, `NHIPCAU_SERVER_PORT`, `NHIPCAU_KIOSK_PORT`
 * @throws Error in one sentence when a port is no port, or taken
 */
export async function demoOptions(environment: NodeJS.ProcessEnv): Promise<StandOptions> {
  const serverPort = portIn(environment, 'NHIPCAU_SERVER_PORT', SERVER_PORT);
  const kioskPort = portIn(environment, 'NHIPCAU_KIOSK_PORT', KIOSK_PORT);
  await expectFree(serverPort, 'the server (NHIPCAU_SERVER_PORT)');
  await expectFree(kioskPort, 'the kiosk (NHIPCAU_KIOSK_PORT)');
  const folder = resolve(environment['NHIPCAU_DATA'] || 'data');
  mkdirSync(folder, { recursive: true });
  return { folder, serverPort, kioskPort, logLevel: 'error' };
}

function portIn(environment: NodeJS.ProcessEnv, name: string, usual: number): number {
  const text = environment[name];
  if (text === undefined || text === '') return usual;
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new Error(`${name} must be a port between 1 and 65535, and is “${text}”.`);
}

interface Running {
  readonly folder: string;
  readonly kioskUrl: string;
  readonly serverUrl: string;
}

/** What a newcomer needs to know, once everything answers. */
export function greeting({ folder, kioskUrl, serverUrl }: Running): string {
  const [first, second] = DEMO_CARDS;
  return `
Nhịp Cầu is running. Begin at the bench: drag books onto the pad, hold a card to the scanner.

  bench   ${kioskUrl}/bench
  kiosk   ${kioskUrl}/
  staff   ${serverUrl}/staff   ${staffAccount(folder)}
  API     ${serverUrl}/api

  card ${first.number}, PIN ${first.pin}   a child
  card ${second.number}, PIN ${second.pin}   the child's father

Data is kept in ${folder}. Ctrl+C ends it.
`;
}

/** The server writes the first password to a file that its owner removes once it is known. */
function staffAccount(folder: string): string {
  const file = join(serverData({ folder }), 'first-password.txt');
  if (!existsSync(file)) return '(your own account)';
  const [name, password] = readFileSync(file, 'utf8').trim().split(' ');
  return `account ${name}, password ${password}`;
}
