/** The settings files of a stand: what an installer would write for this desk. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ConfigInput as GatewaySettings } from '#gateway/config.ts';
import { cardNumber } from '#server/sample/rules/patrons.ts';
import { CENTRAL, DEMO_CARDS } from '#server/sample/sample.ts';
import type { Sip2SectionInput } from '#server/sip2/settings.ts';
import type { PtyLine } from '#tests/simulators/pty-line.ts';
import type { Desk } from './desk.ts';
import { READER_MODELS } from './reader-models.ts';

export const PAGES = resolve(import.meta.dirname, '../../build/kiosk');

/** Where `npm run dev` serves the pages (Vite's own port). */
const DEVELOPMENT_PAGE = 'http://localhost:5173';

/** `trace` to `silent`, as pino counts them. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/** Of the sample's libraries. */
export const ZONE = 'Asia/Ho_Chi_Minh';

export const TERMINAL_ID = 'quay-1';
export const TERMINAL_NAME = 'Máy mượn trả 1';

export interface Places {
  readonly folder: string;
  readonly serverPort: number;
  readonly kioskPort: number;
  readonly sip2Port: number;
  readonly logLevel: LogLevel;
}

export const serverData = ({ folder }: Pick<Places, 'folder'>): string => join(folder, 'server');
export const gatewayData = ({ folder }: Pick<Places, 'folder'>): string => join(folder, 'gateway');

/** @returns path of the file */
export function writeServerSettings({ folder, serverPort, sip2Port, logLevel }: Places): string {
  return write(folder, 'server.json', {
    listen: { host: '127.0.0.1', port: serverPort },
    dataFolder: serverData({ folder }),
    pagesFolder: PAGES,
    logLevel,
    sip2: sip2At(sip2Port),
  });
}

/** The account of a kiosk of another maker, which stands in the central library. */
export const SIP2_ACCOUNT = { login: 'kiosk', password: 'kiosk' };

const sip2At = (port: number): Sip2SectionInput => ({
  listen: { port },
  accounts: [{ ...SIP2_ACCOUNT, library: CENTRAL, location: TERMINAL_NAME }],
});

/** What a test may want otherwise than a library. */
export type GatewayChanges = Partial<
  Pick<
    GatewaySettings,
    | 'timings'
    | 'security'
    | 'terminal'
    | 'scanRules'
    | 'identityCard'
    | 'offline'
    | 'dropBox'
    | 'desk'
    | 'staff'
    | 'logLevel'
  >
>;

/** By which way the terminal reaches the library: as one of ours, or like a terminal of another maker. */
export const WAYS = ['server', 'sip2'] as const;
export type Way = (typeof WAYS)[number];

/** Of the desk, where no account can be asked for. */
export const DESK_PIN = '246810';

export interface GatewaySetting {
  readonly places: Places;
  readonly way: Way;
  /** Of the network before the server. */
  readonly networkPort: number;
  readonly desk: Desk;
  readonly profile: 'kiosk' | 'tagging';
}

/** @returns path of the file */
export function writeGatewaySettings(
  { places, way, networkPort, desk, profile }: GatewaySetting,
  changes: GatewayChanges = {},
): string {
  const { folder, kioskPort, logLevel } = places;
  const settings: GatewaySettings = {
    terminal: {
      ...{ id: TERMINAL_ID, pad: 'right', scanner: 'right' },
      profile: desk.dropBox ? 'drop-box' : profile,
    },
    ...(desk.dropBox && { dropBox: desk.dropBox.settings }),
    listen: { host: '127.0.0.1', port: kioskPort, origins: [DEVELOPMENT_PAGE] },
    dataFolder: gatewayData({ folder }),
    pagesFolder: PAGES,
    ...behind(way, networkPort),
    devices: devicesOn(desk),
    // The sample's cards: eight digits that begin like its first one.
    scanRules: [
      { pattern: `^${cardNumber(1).slice(0, 4)}\\d{4}$`, kind: 'patron' },
      // Whatever else is scanned on the start screen is a book.
      { pattern: '.', kind: 'item' },
    ],
    logLevel,
    ...changes,
  };
  return write(folder, 'gateway.json', settings);
}

const LEADERS = DEMO_CARDS.filter(({ note }) => note === 'leads-class');

function behind(
  way: Way,
  port: number,
): Pick<GatewaySettings, 'server' | 'ils' | 'desk' | 'groups'> {
  if (way === 'server') return { server: { url: `http://127.0.0.1:${port}` } };
  return {
    ils: { kind: 'sip2', host: '127.0.0.1', port, dialect: 'ours', ...SIP2_ACCOUNT },
    desk: { pin: DESK_PIN },
    // SIP2 does not say who may lead a class.
    groups: { leaderCards: LEADERS.map(({ number }) => `^${number}$`) },
  };
}

/** What an installer would write of this desk's hardware. */
export function devicesOn(desk: Desk): GatewaySettings['devices'] {
  const { cardLine, dropBox, model, padLine, printer } = desk;
  return [
    { id: 'pad', driver: READER_MODELS[model].driver, port: addressOf(padLine) },
    scannerOn(desk),
    ...(cardLine
      ? [{ id: 'cards', driver: 'pn532', number: 'decimal', port: addressOf(cardLine) } as const]
      : []),
    ...(dropBox ? [dropBox.device] : []),
    ...(printer ? [printer.device] : []),
  ];
}

function scannerOn({ scannerDriver, scannerLine }: Desk): GatewaySettings['devices'][number] {
  const scanner = { id: 'scanner', port: addressOf(scannerLine) };
  if (scannerDriver === 'zebra-ssi') return { ...scanner, driver: 'zebra-ssi' };
  // It always ends its scans with CR LF, and on a busy machine the desk may be slow to send on.
  return { ...scanner, driver: 'serial-scanner', silenceMs: 2000 };
}

/** A pseudo-terminal knows no parity, so the settings name none. */
const addressOf = ({ address: { serial, baudRate } }: PtyLine) =>
  ({ serial, baudRate, parity: 'none' }) as const;

function write(folder: string, name: string, settings: object): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  writeFileSync(path, `${JSON.stringify(settings, null, 2)}\n`);
  return path;
}
