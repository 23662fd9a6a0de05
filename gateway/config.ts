/** The settings file and the environment, checked: every fault at once, in words. */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import {
  CARD_DRIVERS,
  DeviceConfig,
  PAD_DRIVERS,
  SCANNER_DRIVERS,
} from './config/device-config.ts';
import { ScanRulesConfig } from './config/scan-config.ts';
import { GroupsConfig, SecurityConfig, SetsConfig, TagsConfig } from './config/site-config.ts';
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

const Config = z
  .strictObject({
    terminal: z.strictObject({
      id: Id,
      profile: z.enum(['kiosk', 'tagging'], 'must be "kiosk" or "tagging"'),
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
    pagesFolder: Text.exactOptional(),
    server: Server,
    devices: z.array(DeviceConfig).min(1, 'must name at least one device'),
    security: SecurityConfig.prefault({}),
    sets: SetsConfig.prefault({}),
    groups: GroupsConfig.prefault({}),
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
        waiting: Milliseconds.exactOptional(),
        doubleTap: Milliseconds.exactOptional(),
        securityRetry: Milliseconds.exactOptional(),
        padClear: Milliseconds.exactOptional(),
        start: Milliseconds.exactOptional(),
      })
      .default({}),
    logLevel: z.enum(LOG_LEVELS).default('info'),
  })
  .superRefine(checkParts);

export type { DeviceConfig };

/** Checked settings of one gateway; folders are whole paths. */
export type Config = z.output<typeof Config> & { readonly pagesFolder: string };
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
  if (!result.success) throw new ConfigFault(result.error.issues.map(inWords));
  const { dataFolder, pagesFolder = BUILT_PAGES } = result.data;
  return {
    ...result.data,
    dataFolder: resolve(folder, dataFolder),
    pagesFolder: resolve(folder, pagesFolder),
  };
}

/**
 * @param path of a JSON file; paths in it are relative to its folder
 * @param environment `NHIPCAU_DATA`, `NHIPCAU_GATEWAY_PORT`, `NHIPCAU_SERVER_URL` and `NHIPCAU_LOG_LEVEL` overrule it
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
});

function withEnvironment(input: unknown, environment: NodeJS.ProcessEnv): unknown {
  const sections = Sections.safeParse(input);
  if (!sections.success) return input;
  const { NHIPCAU_DATA, NHIPCAU_GATEWAY_PORT, NHIPCAU_LOG_LEVEL, NHIPCAU_SERVER_URL } = environment;
  const { listen, server, ...rest } = sections.data;
  return {
    ...rest,
    listen: { ...listen, ...(NHIPCAU_GATEWAY_PORT && { port: Number(NHIPCAU_GATEWAY_PORT) }) },
    server: { ...server, ...(NHIPCAU_SERVER_URL && { url: NHIPCAU_SERVER_URL }) },
    ...(NHIPCAU_DATA && { dataFolder: resolve(NHIPCAU_DATA) }),
    ...(NHIPCAU_LOG_LEVEL && { logLevel: NHIPCAU_LOG_LEVEL }),
  };
}

const isPrivate = (url: string): boolean => {
  const parsed = URL.parse(url);
  return parsed?.protocol === 'https:' || LOOPBACK.includes(parsed?.hostname ?? '');
};

/** What no single field can say. */
type Parts = { readonly devices: readonly DeviceConfig[]; readonly security: SecurityConfig };

function checkParts({ devices, security }: Parts, context: z.RefinementCtx): void {
  const fault = (path: string, message: string) =>
    context.addIssue({ code: 'custom', path: [path], message });
  const ids = devices.map(({ id }) => id);
  if (new Set(ids).size < ids.length) fault('devices', 'two devices have the same id');
  for (const [name, drivers] of Object.entries(ONE_OF_EACH)) {
    const count = devices.filter(({ driver }) => drivers.some((one) => one === driver)).length;
    if (count > 1) fault('devices', `one ${name} is all that a terminal can have so far`);
  }
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

/** The session has one pad, one scanner and one card reader. */
const ONE_OF_EACH = {
  pad: PAD_DRIVERS,
  'barcode scanner': SCANNER_DRIVERS,
  'card reader': CARD_DRIVERS,
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
