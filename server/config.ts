/** The server's settings: a JSON file and the environment, checked as a whole, every fault told at once. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { accessSync, constants, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { CLOCK_UNCERTAINTY_MS } from './circulation/rules/timeline.ts';
import type { DatabasePlace } from './db/open.ts';
import { messageOf } from './db/fault.ts';
import { POSTGRES_LIMITS } from './db/postgres/limits.ts';
import { LOG_LEVELS } from './logging.ts';
import type { LogLevel } from './logging.ts';
import { MailSection, mailSettings } from './mail/settings.ts';
import type { MailSettings } from './mail/settings.ts';
import { isLoopback } from './loopback.ts';
import { NetworkRange } from './monitoring/notices/networks.ts';
import { PermitSection } from './permit/settings.ts';
import type { PermitSettings } from './permit/settings.ts';
import { Sip2Section } from './sip2/settings.ts';
import type { Sip2Settings } from './sip2/settings.ts';
import { UpdatesSection } from './updates/settings.ts';
import type { UpdatesSettings } from './updates/settings.ts';

export interface Config {
  readonly listen: { readonly host: string; readonly port: number };
  /** Holds what this server alone writes: the SQLite file, the first password. */
  readonly dataFolder: string;
  readonly database: DatabasePlace;
  /** PEM texts. */
  readonly tls?: { readonly certificate: string; readonly key: string } | undefined;
  /** A proxy in front speaks TLS with the world and names the client in X-Forwarded-For. */
  readonly behindTlsProxy: boolean;
  /** Origins of staff pages that are not served by this very server, such as `https://staff.library.example`. */
  readonly allowedOrigins: readonly string[];
  /** Events of two terminals that lie no further apart than this may have happened in either order: the return comes first. */
  readonly clockUncertaintyMs: number;
  /** Days after which a loan that has ended is nobody's: the patron is cut from it everywhere. */
  readonly keepLoanHistoryDays: number;
  /** What terminals may lend while this server does not answer. */
  readonly permit: PermitSettings;
  /** The built pages. */
  readonly pagesFolder: string;
  readonly logLevel: LogLevel;
  /** The door for kiosks and sorters of other makers; without it there is none. */
  readonly sip2?: Sip2Settings | undefined;
  /** Whose releases terminals are offered; without it none are. */
  readonly updates?: UpdatesSettings | undefined;
  /** How mail is sent; without it none is. */
  readonly mail?: MailSettings | undefined;
  /** Private networks that notices may be sent into, as `10.20.0.0/16`; none by default. */
  readonly webhooks?: { readonly privateNetworks: readonly string[] } | undefined;
  /** Opens `/metrics` to other machines; without it only this one may read it. */
  readonly metricsToken?: string | undefined;
  /** Where staff reach the staff pages: links in notices. */
  readonly publicUrl?: string | undefined;
}

const Path = z.string().min(1);

const ConfigFile = z.strictObject({
  listen: z
    .strictObject({
      host: z.string().min(1).default('127.0.0.1'),
      port: z.int().min(0).max(65_535).default(4700),
    })
    .prefault({}),
  dataFolder: Path.default('data/server'),
  database: z
    .strictObject({
      url: z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgresql:// URL' }),
      statementSeconds: z
        .number()
        .min(1)
        .max(3600)
        .default(POSTGRES_LIMITS.statementMs / 1000),
      lockSeconds: z
        .number()
        .min(1)
        .max(3600)
        .default(POSTGRES_LIMITS.lockMs / 1000),
    })
    .optional(),
  tls: z.strictObject({ certificate: Path, key: Path }).optional(),
  behindTlsProxy: z.boolean().default(false),
  allowedOrigins: z.array(z.url({ protocol: /^https?$/ })).default([]),
  clockUncertaintySeconds: z
    .number()
    .min(0)
    .max(3600)
    .default(CLOCK_UNCERTAINTY_MS / 1000),
  keepLoanHistoryDays: z.int().min(1).max(3650).default(30),
  permit: PermitSection.prefault({}),
  pagesFolder: Path.optional(),
  logLevel: z.enum(LOG_LEVELS).default('info'),
  sip2: Sip2Section.optional(),
  mail: MailSection.optional(),
  updates: UpdatesSection.optional(),
  webhooks: z.strictObject({ privateNetworks: z.array(NetworkRange).max(64) }).optional(),
  metricsTokenFile: Path.optional(),
  publicUrl: z.url({ protocol: /^https?$/ }).optional(),
});
type ConfigFile = z.output<typeof ConfigFile>;

/** What the environment may say instead of the file; it wins. */
export const ENVIRONMENT = {
  NHIPCAU_DATA: 'dataFolder',
  NHIPCAU_SERVER_HOST: 'listen.host',
  NHIPCAU_SERVER_PORT: 'listen.port',
  NHIPCAU_LOG_LEVEL: 'logLevel',
  DATABASE_URL: 'database.url',
} as const;
type Environment = Readonly<Record<string, string | undefined>>;

/** All that is wrong with a configuration, a sentence each. */
export class ConfigFaults extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(
      `the configuration has ${faults.length} fault(s):\n${faults.map((f) => `  - ${f}`).join('\n')}`,
    );
    this.name = 'ConfigFaults';
    this.faults = faults;
  }
}

/**
 * @param file paths in it are relative to its folder; without a file they are relative to the working directory
 * @throws ConfigFaults
 */
export function readConfig(file: string | undefined, environment: Environment): Config {
  const read = file === undefined ? {} : readFile(file);
  const parsed = ConfigFile.safeParse(overlay(read, environment));
  if (!parsed.success) throw new ConfigFaults(parsed.error.issues.flatMap(inWords));
  return checked(
    parsed.data,
    file === undefined ? process.cwd() : dirname(resolve(file)),
    environment,
  );
}

function readFile(file: string): Record<string, unknown> {
  try {
    const found: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof found === 'object' && found !== null && !Array.isArray(found)) return { ...found };
  } catch (error) {
    throw new ConfigFaults([`${file} cannot be read as JSON: ${messageOf(error)}`]);
  }
  throw new ConfigFaults([`${file} must hold one JSON object`]);
}

function overlay(file: Record<string, unknown>, environment: Environment): Record<string, unknown> {
  const settings = { ...file };
  for (const [variable, path] of Object.entries(ENVIRONMENT)) {
    const value = environment[variable];
    if (value === undefined || value === '') continue;
    const [outer = '', inner] = path.split('.');
    const setting = path === 'listen.port' ? numberIn(value) : value;
    const before = settings[outer];
    const group = typeof before === 'object' ? before : {};
    settings[outer] = inner === undefined ? setting : { ...group, [inner]: setting };
  }
  return settings;
}

/** Left as it is when it is no number, so that the schema tells of it. */
const numberIn = (text: string): number | string => (/^\d+$/.test(text) ? Number(text) : text);

function inWords(issue: z.core.$ZodIssue): string[] {
  const path = issue.path.join('.');
  const variable = Object.entries(ENVIRONMENT).find(([, setting]) => setting === path)?.[0];
  const name = variable === undefined ? path : `${path} (or ${variable})`;
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map(
      (key) => `${path === '' ? '' : `${path}.`}${key}: there is no such setting`,
    );
  return [`${name}: ${issue.message}`];
}

function checked(file: ConfigFile, base: string, environment: Environment): Config {
  const faults: string[] = [];
  const attempt = <T>(name: string, act: () => T): T | undefined => {
    try {
      return act();
    } catch (error) {
      faults.push(`${name}: ${messageOf(error)}`);
      return undefined;
    }
  };
  // What the environment names is relative to where the program was started, as people expect of a shell.
  const dataBase = environment['NHIPCAU_DATA'] ? process.cwd() : base;
  const dataFolder = resolve(dataBase, file.dataFolder);
  attempt('dataFolder (or NHIPCAU_DATA)', () => mustBeWritable(dataFolder));
  const { tls: tlsFiles } = file;
  const tls = tlsFiles && attempt('tls', () => readTls(base, tlsFiles));
  if (!isLoopback(file.listen.host) && !file.tls && !file.behindTlsProxy)
    faults.push(
      `listen.host: ${file.listen.host} can be reached from other machines, so “tls” is needed, ` +
        'or a proxy that speaks TLS and "behindTlsProxy": true',
    );
  const sip2 = attempt('sip2.tls', () => sip2Settings(base, file.sip2, tls));
  const { mail: mailSection, metricsTokenFile } = file;
  const mail = mailSection && attempt('mail', () => mailSettings(base, mailSection));
  const metricsToken =
    metricsTokenFile === undefined
      ? undefined
      : attempt('metricsTokenFile', () => readToken(base, metricsTokenFile));
  if (faults.length > 0) throw new ConfigFaults(faults);
  return {
    listen: file.listen,
    dataFolder,
    database: file.database
      ? { engine: 'postgres', url: file.database.url, limits: limitsIn(file.database) }
      : { engine: 'sqlite', file: join(dataFolder, 'server.db') },
    tls,
    behindTlsProxy: file.behindTlsProxy,
    allowedOrigins: file.allowedOrigins.map((origin) => new URL(origin).origin),
    clockUncertaintyMs: Math.round(file.clockUncertaintySeconds * 1000),
    keepLoanHistoryDays: file.keepLoanHistoryDays,
    permit: file.permit,
    pagesFolder: file.pagesFolder
      ? resolve(base, file.pagesFolder)
      : resolve(import.meta.dirname, '../build/kiosk'),
    logLevel: file.logLevel,
    sip2,
    mail,
    webhooks: file.webhooks,
    updates: file.updates,
    metricsToken,
    publicUrl: file.publicUrl?.replace(/\/+$/u, ''),
  };
}

const limitsIn = ({ lockSeconds, statementSeconds }: NonNullable<ConfigFile['database']>) => ({
  statementMs: Math.round(statementSeconds * 1000),
  lockMs: Math.round(lockSeconds * 1000),
});

function mustBeWritable(folder: string): void {
  // Password hashes and loans are in there: nobody else on this machine has a look.
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  accessSync(folder, constants.W_OK);
}

/** TLS of terminals is that of the server, unless it is given its own. */
function sip2Settings(
  base: string,
  section: ConfigFile['sip2'],
  own: Config['tls'],
): Sip2Settings | undefined {
  if (!section?.tls) return section && { ...section, tls: undefined };
  const { host, port, certificate, key } = section.tls;
  const pair =
    certificate !== undefined && key !== undefined ? readTls(base, { certificate, key }) : own;
  if (!pair) throw new Error('has no certificate and key, and the server has none either');
  return { ...section, tls: { host, port, ...pair } };
}

/** What anybody could guess protects nothing. */
const SHORTEST_TOKEN = 16;

function readToken(base: string, file: string): string {
  const token = readFileSync(resolve(base, file), 'utf8').trim();
  if (token.length < SHORTEST_TOKEN)
    throw new Error(`must hold ${SHORTEST_TOKEN} characters or more`);
  return token;
}

function readTls(base: string, tls: NonNullable<ConfigFile['tls']>) {
  const certificate = readFileSync(resolve(base, tls.certificate), 'utf8');
  const key = readFileSync(resolve(base, tls.key), 'utf8');
  if (!new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key)))
    throw new Error('the key is not the one of the certificate');
  return { certificate, key };
}
