/** The library's own system behind the terminal, by SIP2, in the place of our server. */
import { z } from 'zod';
import { DialectOverrides } from '../ils/sip2/rules/dialect.ts';
import { DIALECT_NAMES, dialectOf } from '../ils/sip2/rules/dialects.ts';
import { Port, Text } from './words.ts';

const HEX_SHA_256 = /^(?:[0-9a-fA-F]{2}:?){31}[0-9a-fA-F]{2}$/;

const Tls = z.strictObject({
  /** PEM file of the authority to believe instead of the machine's. */
  caFile: Text.exactOptional(),
  /** SHA-256 of the system's certificate. */
  pin: z
    .string()
    .regex(HEX_SHA_256, 'must be a SHA-256 in hexadecimal (64 digits, colons or not)')
    .exactOptional(),
  /** Name in the certificate, where it is not the host's. */
  serverName: Text.exactOptional(),
});

const TimeZone = Text.refine(isTimeZone, 'must be a time zone such as "Asia/Ho_Chi_Minh"');

export const IlsConfig = z
  .strictObject({
    kind: z.literal('sip2', 'must be "sip2"'),
    host: Text,
    port: Port.min(1),
    /** `{}`: TLS with the machine's own authorities; without it, plain TCP. */
    tls: Tls.exactOptional(),
    /** Without a login, 93 is not sent. */
    login: Text.exactOptional(),
    password: Text.exactOptional(),
    /** A file whose first line it is, for its owner's eyes. */
    passwordFile: Text.exactOptional(),
    dialect: z.enum(DIALECT_NAMES, `must be one of ${DIALECT_NAMES.join(', ')}`),
    /** What this site's system does otherwise than its dialect. */
    overrides: DialectOverrides.default({}),
    /** Shown on the screen; what 98 says in AM by default. */
    library: Text.exactOptional(),
    /** Of the dates on the wire and on the screen. */
    timeZone: TimeZone.default('Asia/Ho_Chi_Minh'),
    /** AO. */
    institution: Text.exactOptional(),
    /** CP and AP: where the terminal stands. */
    location: Text.exactOptional(),
    /** AC, where the system wants one of the terminal besides its login's. */
    terminalPassword: Text.exactOptional(),
    /** Whether patrons have PINs: SIP2 does not say. */
    patronPins: z.boolean().default(true),
    /** Vietnamese names end with the given name. */
    givenName: z.enum(['first', 'last']).default('last'),
  })
  .superRefine(checkLogin);
export type IlsConfig = z.output<typeof IlsConfig>;

/** What may be done while nobody answers. Returns are always taken. */
export const OfflineConfig = z.strictObject({
  returns: z.literal(true, 'must be true: a book that is handed in is taken').default(true),
  loans: z
    .union(
      [
        z.literal('none'),
        z.strictObject({
          /** Books to one card in one outage. */
          perCard: z.int().min(1).max(50),
          /** How long they are lent; closed days are not known here. */
          days: z.int().min(1).max(365),
          /** Said where patrons have PINs: nobody can check one meanwhile. */
          withoutPin: z.literal(true).exactOptional(),
        }),
      ],
      'must be "none", or { "perCard": books, "days": days }',
    )
    .default('none'),
});
export type OfflineConfig = z.output<typeof OfflineConfig>;

type Ils = Pick<IlsConfig, 'dialect' | 'overrides' | 'patronPins'>;
type Told = (path: readonly string[], message: string) => void;

/** Why loans may not be promised as the settings want it. */
export function checkOffline(ils: Ils | undefined, offline: OfflineConfig, told: Told): void {
  if (offline.loans === 'none') return;
  const path = ['offline', 'loans'];
  if (!ils) return told(path, 'must be "none" with our server: its permit says what is lent');
  if (ils.patronPins && offline.loans.withoutPin !== true) {
    const so = 'a card alone is enough then; where patrons need their PIN, loans must be "none"';
    told([...path, 'withoutPin'], `must be true where patrons have PINs: ${so}`);
  }
  if (!dialectOf(ils.dialect, ils.overrides).noBlock) {
    const so = 'what was lent could not be told later (ils.overrides.noBlock)';
    told(path, `must be "none" where the system does not know “no block”: ${so}`);
  }
}

interface Login {
  readonly login?: string | undefined;
  readonly password?: string | undefined;
  readonly passwordFile?: string | undefined;
}

function checkLogin({ login, password, passwordFile }: Login, context: z.RefinementCtx): void {
  const fault = (path: string, message: string) =>
    context.addIssue({ code: 'custom', path: [path], message });
  const given = [password, passwordFile].filter((each) => each !== undefined).length;
  if (given > 1) fault('password', 'is given twice: here, or in passwordFile');
  if (login !== undefined && given === 0) fault('password', 'is missing, or passwordFile is');
  if (login === undefined && given > 0) fault('login', 'is missing');
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== '';
  } catch {
    return false;
  }
}
