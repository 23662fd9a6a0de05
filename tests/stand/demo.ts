/** The demo: `npm start`. A stand on the usual ports that keeps its data, and says what to open. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DEMO_CARDS } from '#server/sample/sample.ts';
import type { StandOptions } from '../stand.ts';
import { expectFree } from './ports.ts';
import { READER_MODEL_NAMES } from './reader-models.ts';
import { DESK_PIN, serverData, SIP2_ACCOUNT, WAYS } from './settings.ts';
import type { Way } from './settings.ts';

const SERVER_PORT = 4700;
const KIOSK_PORT = 4701;
const SIP2_PORT = 4702;

const SCANNER_DRIVERS = ['serial-scanner', 'zebra-ssi'] as const;
/** The usual one first. */
const READERS = ['CPR40', ...READER_MODEL_NAMES.filter((name) => name !== 'CPR40')] as const;
const PROFILES = ['kiosk', 'tagging', 'drop-box'] as const;

export const HELP = `npm start: the whole system on this computer, with simulated devices.

  NHIPCAU_READER       the reader of book tags: ${READER_MODEL_NAMES.join(', ')} (default CPR40)
  NHIPCAU_SCANNER      ${SCANNER_DRIVERS.join(' or ')} (default serial-scanner)
  NHIPCAU_CARD_READER  1: a reader of contactless cards too
  NHIPCAU_ILS          server, or sip2: the terminal works over SIP2, as with another system (default server)
  NHIPCAU_PROFILE      kiosk, tagging or drop-box (default kiosk)
  NHIPCAU_DATA         folder of its data (default data)
  NHIPCAU_SERVER_PORT  default ${SERVER_PORT}
  NHIPCAU_KIOSK_PORT   default ${KIOSK_PORT}
  NHIPCAU_SIP2_PORT    default ${SIP2_PORT}

The reader can be changed on the bench page too.`;

/**
 * @param environment as `HELP` says
 * @throws Error in one sentence when a port is no port, or taken, or there is no such reader or profile
 */
export async function demoOptions(environment: NodeJS.ProcessEnv): Promise<StandOptions> {
  const serverPort = portIn(environment, 'NHIPCAU_SERVER_PORT', SERVER_PORT);
  const kioskPort = portIn(environment, 'NHIPCAU_KIOSK_PORT', KIOSK_PORT);
  const sip2Port = portIn(environment, 'NHIPCAU_SIP2_PORT', SIP2_PORT);
  const readerModel = oneOf(READERS, environment, 'NHIPCAU_READER');
  const scannerDriver = oneOf(SCANNER_DRIVERS, environment, 'NHIPCAU_SCANNER');
  const profile = oneOf(PROFILES, environment, 'NHIPCAU_PROFILE');
  const way = oneOf(WAYS, environment, 'NHIPCAU_ILS');
  const cardReader = environment['NHIPCAU_CARD_READER'] === '1';
  await expectFree(serverPort, 'the server (NHIPCAU_SERVER_PORT)');
  await expectFree(kioskPort, 'the kiosk (NHIPCAU_KIOSK_PORT)');
  await expectFree(sip2Port, 'SIP2 (NHIPCAU_SIP2_PORT)');
  const folder = resolve(environment['NHIPCAU_DATA'] || 'data');
  mkdirSync(folder, { recursive: true });
  const devices = { readerModel, scannerDriver, cardReader, printer: true };
  const kind = profile === 'drop-box' ? ({ dropBox: 'holding' } as const) : { profile };
  return { folder, serverPort, kioskPort, sip2Port, way, ...kind, ...devices, logLevel: 'error' };
}

/** @returns the first, where the environment names none */
function oneOf<Name extends string>(
  names: readonly [Name, ...Name[]],
  environment: NodeJS.ProcessEnv,
  variable: string,
): Name {
  const wanted = environment[variable] || names[0];
  const found = names.find((name) => name === wanted);
  if (found !== undefined) return found;
  throw new Error(`${variable} must be one of ${names.join(', ')}, and is “${wanted}”.`);
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
  readonly sip2Port: number;
  readonly way: Way;
  readonly dropBox: boolean;
}

/** What a newcomer needs to know, once everything answers. */
export function greeting({ dropBox, folder, kioskUrl, serverUrl, sip2Port, way }: Running): string {
  const [first, second] = DEMO_CARDS;
  return `
Nhịp Cầu is running. Begin at the bench: ${dropBox ? 'throw books into the drop box' : 'drag books onto the pad, hold a card to the scanner'}.

  bench   ${kioskUrl}/bench
  kiosk   ${kioskUrl}/
  desk    ${kioskUrl}/desk   ${deskWords(way)}
  staff   ${serverUrl}/staff   ${accountWords(staffAccount(folder))}
  API     ${serverUrl}/api
  SIP2    localhost:${sip2Port}   login ${SIP2_ACCOUNT.login}, password ${SIP2_ACCOUNT.password}

  card ${first.number}, PIN ${first.pin}   a child
  card ${second.number}, PIN ${second.pin}   the child's father

Data is kept in ${folder}. Ctrl+C ends it.
`;
}

const deskWords = (way: Way): string =>
  way === 'sip2' ? `PIN ${DESK_PIN}` : 'the same account as the staff page';

export interface StaffAccount {
  readonly name: string;
  readonly password: string;
}

/** The server writes the first password to a file that its owner removes once it is known. */
export function staffAccount(folder: string): StaffAccount | undefined {
  const file = join(serverData({ folder }), 'first-password.txt');
  if (!existsSync(file)) return undefined;
  const [name = '', password = ''] = readFileSync(file, 'utf8').trim().split(' ');
  return { name, password };
}

function accountWords(account: StaffAccount | undefined): string {
  if (account === undefined) return '(your own account)';
  return `account ${account.name}, password ${account.password}`;
}
