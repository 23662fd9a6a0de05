import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { Sip2Settings } from './connection.ts';
import { DialectOverrides } from './rules/dialect.ts';
import { DIALECT_NAMES, dialectOf } from './rules/dialects.ts';
import type { Site } from './rules/site.ts';

/** What was asked for on the command line. */
export interface Call {
  readonly command: string;
  readonly words: readonly string[];
  readonly settings: Sip2Settings;
  readonly site: Site;
  readonly doctor: DoctorOptions;
  readonly cancel: boolean;
  readonly pickup?: string | undefined;
}

export interface DoctorOptions {
  readonly card?: string | undefined;
  readonly pin?: string | undefined;
  readonly item?: string | undefined;
  readonly gentle: boolean;
  readonly allowWrite: boolean;
}

export class UsageError extends Error {}

const text = { type: 'string' } as const;
const texts = { type: 'string', multiple: true } as const;
const flag = { type: 'boolean', default: false } as const;

const helpFlag = { ...flag, short: 'h' } as const;

const OPTIONS = {
  ...{ host: text, port: text, login: text, password: text, location: text },
  ...{ institution: text, 'terminal-password': text, 'time-zone': text },
  ...{ dialect: text, charset: text, set: texts },
  ...{ tls: flag, ca: text, 'pin-certificate': text, 'server-name': text },
  ...{ card: text, pin: text, item: text, gentle: flag, 'allow-write': flag },
  ...{ cancel: flag, pickup: text, explain: flag, help: helpFlag },
} as const;

/** @throws UsageError with a sentence */
export function parseWords(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

type Values = ReturnType<typeof parseWords>['values'];

/** @param password from the environment @throws UsageError with a sentence */
export function callOf(args: readonly string[], password: string | undefined): Call {
  const { values, positionals } = parseWords(args);
  const [command = '', ...words] = positionals;
  const site = siteOf(values);
  return {
    ...{ command, words, site, cancel: values.cancel, pickup: values.pickup },
    settings: settingsOf(values, site, password),
    doctor: {
      ...{ card: values.card, pin: values.pin, item: values.item },
      ...{ gentle: values.gentle, allowWrite: values['allow-write'] },
    },
  };
}

function settingsOf(values: Values, { dialect, institution }: Site, password = ''): Sip2Settings {
  const { host, port, login, location } = values;
  const number = Number(port);
  if (host === undefined) throw new UsageError('Where? --host is missing.');
  if (!Number.isInteger(number) || number < 1 || number > 65_535) {
    throw new UsageError('--port must be a number from 1 to 65535.');
  }
  const account = { user: login ?? '', password: values.password ?? password };
  return {
    ...{ host, port: number, dialect, institution },
    ...(login === undefined
      ? {}
      : { login: { ...account, ...(location === undefined ? {} : { location }) } }),
    ...tlsOf(values),
  };
}

function tlsOf(values: Values): Pick<Sip2Settings, 'tls'> {
  const { ca, 'pin-certificate': pin, 'server-name': serverName } = values;
  const wanted = values.tls || [ca, pin, serverName].some((one) => one !== undefined);
  return wanted ? { tls: { ca: ca === undefined ? ca : fileText(ca), pin, serverName } } : {};
}

function fileText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`--ca ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function siteOf(values: Values): Site {
  const timeZone = values['time-zone'] ?? 'Asia/Ho_Chi_Minh';
  const terminalPassword = values['terminal-password'];
  if (!isTimeZone(timeZone)) throw new UsageError(`There is no time zone “${timeZone}”.`);
  return {
    dialect: dialectOf(dialectName(values.dialect), overridesOf(values)),
    ...{ timeZone, institution: values.institution ?? '', patronPins: true, givenName: 'last' },
    ...(terminalPassword === undefined ? {} : { terminalPassword }),
  };
}

function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function dialectName(name = 'generic') {
  const parsed = z.enum(DIALECT_NAMES).safeParse(name);
  if (parsed.success) return parsed.data;
  throw new UsageError(`There is no dialect “${name}”; there are: ${DIALECT_NAMES.join(', ')}.`);
}

function overridesOf({ set = [], charset }: Values): DialectOverrides {
  const pairs = [...set, ...(charset === undefined ? [] : [`charset=${charset}`])].map(pairOf);
  const parsed = DialectOverrides.safeParse(Object.fromEntries(pairs));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UsageError(`--set ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'wrong'}`);
}

/** Numbers, yes and no, and lists are JSON; all else is the text itself. */
function pairOf(pair: string): [string, unknown] {
  const [name = '', ...rest] = pair.split('=');
  const value = rest.join('=');
  if (name === 'language' || name === 'protocolVersion' || name === 'renewBy') return [name, value];
  try {
    return [name, JSON.parse(value)];
  } catch (error) {
    if (error instanceof SyntaxError)
      return [name, value.split(',').length > 1 ? value.split(',') : value];
    throw error;
  }
}
