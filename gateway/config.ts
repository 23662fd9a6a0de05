/** The settings file and the environment, checked: every fault at once, in words. */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import {
  CARD_DRIVERS,
  DeviceConfig,
  PAD_DRIVERS,
  PRINTER_DRIVERS,
  SCANNER_DRIVERS,
} from './config/device-config.ts';
import { checkDropBox, DropBoxConfig } from './config/drop-box-config.ts';
import { readNamedFiles } from './config/files.ts';
import type { NamedFiles } from './config/files.ts';
import { checkLines } from './config/io-config.ts';
import { checkOffline, IlsConfig, OfflineConfig } from './config/ils-config.ts';
import { ScanRulesConfig } from './config/scan-config.ts';
import {
  GroupsConfig,
  ReceiptConfig,
  SecurityConfig,
  SetsConfig,
  StaffConfig,
  TagsConfig,
} from './config/site-config.ts';
import { UpdatesConfig } from './config/updates-config.ts';
import { Id, Milliseconds, Place, Port, Text } from './config/words.ts';
import { LANGUAGES } from './messages.ts';
import { LOG_LEVELS } from './logging.ts';

const LOOPBACK = ['127.0.0.1', 'localhost', '::1', '[::1]'];

const Server = z
  .strictObject({
    url: z.url({ protocol: /^https?$/, error: 'must be an https address' }),
    tlsPin: z
      .string()
      .regex(/^[A-Za-z0-9+/]{43}=$/, 'must be a SHA-256 in base64 (44 characters, ending in “=”)')
      .exactOptional(),
  })
  .refine(({ url }) => isPrivate(url), {
    path: ['url'],
    message: 'must begin with https:// unless the server is on this very machine',
  });

const Pin = z.string().regex(/^\d{6,12}$/, 'must be 6–12 digits');

const DeskConfig = z.strictObject({
  pin: Pin.exactOptional(),
  /** A file whose first line it is, for its owner's eyes. */
  pinFile: Text.exactOptional(),
});

const Config = z
  .strictObject({
    terminal: z.strictObject({
      /** Absent: its key gives it one when it is paired. */
      id: Id.exactOptional(),
      profile: z.enum(['kiosk', 'drop-box', 'tagging'], 'must be "kiosk", "drop-box" or "tagging"'),
      language: z.enum(LANGUAGES).default('vi'),
      pad: Place.exactOptional(),
      scanner: Place.exactOptional(),
    }),
    listen: z
      .strictObject({
        host: z
          .enum(['127.0.0.1', 'localhost', '::1'], 'must be this machine alone: "127.0.0.1"')
          .default('127.0.0.1'),
        port: Port.default(4701),
        origins: z.array(z.url()).default([]),
      })
      .prefault({}),
    dataFolder: Text,
    /** Where systemd puts the outbox's key; by itself as it says. */
    credentialsFolder: Text.exactOptional(),
    /** Where others of this machine may read whether the screen is to be lit; systemd says where. */
    runtimeFolder: Text.exactOptional(),
    /** systemd wants to hear when it serves, and then at least so often that it lives. */
    supervisor: z
      .strictObject({ watchdogMs: z.number().positive().exactOptional() })
      .exactOptional(),
    pagesFolder: Text.exactOptional(),
    /** Our server; or `ils`, the library's own system. Exactly one. */
    server: Server.exactOptional(),
    ils: IlsConfig.exactOptional(),
    offline: OfflineConfig.prefault({}),
    /** The terminal's own PIN, for the staff's desk where nobody else has accounts. */
    desk: DeskConfig.exactOptional(),
    devices: z.array(DeviceConfig).min(1, 'must name at least one device'),
    security: SecurityConfig.prefault({}),
    sets: SetsConfig.prefault({}),
    groups: GroupsConfig.prefault({}),
    staff: StaffConfig.prefault({}),
    receipt: ReceiptConfig.prefault({}),
    /** Of a terminal without a person: a mouth, bins, and what sorts between them. */
    dropBox: DropBoxConfig.exactOptional(),
    tags: TagsConfig.prefault({}),
    scanRules: ScanRulesConfig.default([]),
    /** Asked about as a card and nobody's: a number that no rule knows may be a book's label. */
    tryOtherKind: z.boolean().default(false),
    strictCheckDigits: z.boolean().default(false),
    identityCard: z.enum(['decline', 'ask-library']).default('decline'),
    timings: z
      .strictObject({
        idle: Milliseconds.exactOptional(),
        ring: Milliseconds.min(20_000, 'must be 20 seconds at least (WCAG 2.2.1)').exactOptional(),
        idleClass: Milliseconds.exactOptional(),
        ringClass: Milliseconds.min(
          20_000,
          'must be 20 seconds at least (WCAG 2.2.1)',
        ).exactOptional(),
        turn: Milliseconds.exactOptional(),
        turnUntouched: Milliseconds.exactOptional(),
        done: Milliseconds.exactOptional(),
        receipt: Milliseconds.exactOptional(),
        printing: Milliseconds.exactOptional(),
        waiting: Milliseconds.exactOptional(),
        doubleTap: Milliseconds.exactOptional(),
        securityRetry: Milliseconds.exactOptional(),
        padClear: Milliseconds.exactOptional(),
        start: Milliseconds.exactOptional(),
      })
      .default({}),
    /** Absent: nobody brings this program up to date from afar. */
    updates: UpdatesConfig.exactOptional(),
    logLevel: z.enum(LOG_LEVELS).default('info'),
  })
  .superRefine(checkParts);

export type { DeviceConfig };

type Parsed = z.output<typeof Config>;

/** What lies behind the terminal: our server, or the library's own system. */
export type SystemConfig =
  | { readonly kind: 'server'; readonly server: z.output<typeof Server> }
  | { readonly kind: 'sip2'; readonly ils: Sip2Config };

/** With what stood in files of their own. */
export type Sip2Config = Omit<IlsConfig, 'tls' | 'passwordFile'> & {
  readonly tls?: { readonly ca?: string; readonly pin?: string; readonly serverName?: string };
};

/** Checked settings of one gateway; folders are whole paths. */
export type Config = Omit<Parsed, 'server' | 'ils' | 'desk'> & {
  readonly pagesFolder: string;
  readonly system: SystemConfig;
  readonly deskPin?: string;
};
/** What may stand in a settings file. */
export type ConfigInput = z.input<typeof Config>;

/** All that is wrong with the settings, one sentence each. */
export class ConfigFault extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join('\n'));
    this.name = 'ConfigFault';
    this.faults = faults;
  }
}

/** The pages as this project builds them. */
const BUILT_PAGES = fileURLToPath(new URL('../build/kiosk', import.meta.url));

/**
 * @param folder what paths in the settings are relative to
 * @throws ConfigFault
 */
export function parseConfig(input: unknown, folder = process.cwd()): Config {
  const result = Config.safeParse(input);
  const files = readNamedFiles(input, folder);
  const issues = result.success ? [] : result.error.issues.map(inWords);
  const faults = [...oneSystem(input), ...issues, ...files.faults];
  const pin = result.data?.desk?.pin ?? files.texts.pin;
  if (files.texts.pin !== undefined && !Pin.safeParse(pin).success) {
    faults.push('desk.pinFile: must hold 6–12 digits');
  }
  if (!result.success || faults.length > 0) throw new ConfigFault(faults);
  const { dataFolder, desk: _pin, ils, pagesFolder = BUILT_PAGES, server, ...given } = result.data;
  const { updates, ...rest } = given;
  return {
    ...rest,
    dataFolder: resolve(folder, dataFolder),
    pagesFolder: resolve(folder, pagesFolder),
    ...(updates && { updates: { ...updates, folder: resolve(folder, updates.folder) } }),
    system: systemOf({ server, ils }, files.texts),
    ...(pin !== undefined && { deskPin: pin }),
  };
}

function systemOf(
  { ils, server }: { readonly [K in 'ils' | 'server']: Parsed[K] | undefined },
  { ca, password: secret }: NamedFiles,
): SystemConfig {
  if (server) return { kind: 'server', server };
  if (!ils) throw new TypeError('the settings name no system');
  const { passwordFile: _path, password = secret, tls, ...rest } = ils;
  const { caFile: _caPath, ...trust } = tls ?? {};
  const sip2 = {
    ...rest,
    ...(password !== undefined && { password }),
    ...(tls && { tls: { ...trust, ...(ca !== undefined && { ca }) } }),
  };
  return { kind: 'sip2', ils: sip2 };
}

/** Told beside all other faults, whatever is wrong inside the two. */
function oneSystem(input: unknown): string[] {
  const sections = Sections.safeParse(input);
  if (!sections.success) return [];
  const { ils, server } = sections.data;
  if (server && ils) return ['server, ils: only one of them can lie behind a terminal'];
  return server || ils
    ? []
    : ['server: is missing (our server), or ils (the library’s own system)'];
}

/**
 * @param path of a JSON file; paths in it are relative to its folder
 * @param environment `NHIPCAU_DATA`, `NHIPCAU_GATEWAY_PORT`, `NHIPCAU_SERVER_URL` and `NHIPCAU_LOG_LEVEL`
 *   overrule it; `CREDENTIALS_DIRECTORY`,
 *   `RUNTIME_DIRECTORY`, `NOTIFY_SOCKET` and `WATCHDOG_USEC` are systemd's
 * @throws ConfigFault
 */
export function readConfig(path: string, environment: NodeJS.ProcessEnv): Config {
  return parseConfig(withEnvironment(readJson(path), environment), dirname(resolve(path)));
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ConfigFault([`The settings file ${path} cannot be read: ${why}`]);
  }
}

const Sections = z.looseObject({
  listen: z.looseObject({}).exactOptional(),
  server: z.looseObject({}).exactOptional(),
  ils: z.looseObject({}).exactOptional(),
});

function withEnvironment(input: unknown, environment: NodeJS.ProcessEnv): unknown {
  const sections = Sections.safeParse(input);
  if (!sections.success) return input;
  const { CREDENTIALS_DIRECTORY, NHIPCAU_DATA, NHIPCAU_GATEWAY_PORT } = environment;
  const { NOTIFY_SOCKET, RUNTIME_DIRECTORY, WATCHDOG_USEC } = environment;
  const { NHIPCAU_LOG_LEVEL, NHIPCAU_SERVER_URL } = environment;
  const { listen, server, ...rest } = sections.data;
  return {
    ...rest,
    listen: { ...listen, ...(NHIPCAU_GATEWAY_PORT && { port: Number(NHIPCAU_GATEWAY_PORT) }) },
    ...(server || NHIPCAU_SERVER_URL
      ? { server: { ...server, ...(NHIPCAU_SERVER_URL && { url: NHIPCAU_SERVER_URL }) } }
      : {}),
    ...(NHIPCAU_DATA && { dataFolder: resolve(NHIPCAU_DATA) }),
    ...(CREDENTIALS_DIRECTORY && { credentialsFolder: CREDENTIALS_DIRECTORY }),
    ...(RUNTIME_DIRECTORY && { runtimeFolder: RUNTIME_DIRECTORY }),
    ...(NOTIFY_SOCKET && {
      supervisor: { ...(WATCHDOG_USEC && { watchdogMs: Number(WATCHDOG_USEC) / 1_000 }) },
    }),
    ...(NHIPCAU_LOG_LEVEL && { logLevel: NHIPCAU_LOG_LEVEL }),
  };
}

const isPrivate = (url: string): boolean => {
  const parsed = URL.parse(url);
  return parsed?.protocol === 'https:' || LOOPBACK.includes(parsed?.hostname ?? '');
};

/** What no single field can say. */
type Parts = {
  readonly terminal: { readonly profile: string };
  readonly dropBox?: DropBoxConfig | undefined;
  readonly devices: readonly DeviceConfig[];
  readonly security: SecurityConfig;
  readonly ils?: IlsConfig | undefined;
  readonly offline: OfflineConfig;
};

function checkParts(
  { devices, dropBox, ils, offline, security, terminal }: Parts,
  context: z.RefinementCtx,
): void {
  checkOffline(ils, offline, (path, message) =>
    context.addIssue({ code: 'custom', path: [...path], message }),
  );
  const fault = (path: string, message: string) =>
    context.addIssue({ code: 'custom', path: [path], message });
  const ids = devices.map(({ id }) => id);
  if (new Set(ids).size < ids.length) fault('devices', 'two devices have the same id');
  for (const [name, drivers] of Object.entries(ONE_OF_EACH)) {
    const count = devices.filter(({ driver }) => drivers.some((one) => one === driver)).length;
    if (count > 1) fault('devices', `one ${name} is all that a terminal can have so far`);
  }
  for (const message of checkLines(devices)) fault('devices', message);
  for (const message of checkDropBox(dropBox, terminal.profile, devices)) fault('dropBox', message);
  const { armedAfi, disarmedAfi, eas } = security;
  if (armedAfi !== null && armedAfi === disarmedAfi) {
    fault('security', 'armedAfi and disarmedAfi are the same: no gate could tell');
  }
  if ((armedAfi === null) !== (disarmedAfi === null)) {
    fault('security', 'armedAfi and disarmedAfi must both be values, or both be null');
  }
  if (armedAfi === null && !eas) {
    fault('security', 'without AFI and without EAS no gate would ever ring');
  }
}

/** The session has one pad, one scanner, one card reader and one printer. */
const ONE_OF_EACH = {
  pad: PAD_DRIVERS,
  'barcode scanner': SCANNER_DRIVERS,
  'card reader': CARD_DRIVERS,
  'receipt printer': PRINTER_DRIVERS,
} as const;

function inWords({ path, message, code, ...issue }: z.core.$ZodIssue): string {
  const where = path.reduce<string>(
    (before, key) =>
      typeof key === 'number'
        ? `${before}[${key}]`
        : before
          ? `${before}.${String(key)}`
          : String(key),
    '',
  );
  if (code === 'unrecognized_keys' && 'keys' in issue) {
    return `${where || 'The settings'}: does not know ${issue.keys.join(', ')}`;
  }
  const missing = code === 'invalid_type' && message.endsWith('received undefined');
  return `${where || 'The settings'}: ${missing ? 'is missing' : message}`;
}
