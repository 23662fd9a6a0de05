import type { DialectField, DialectOverrides } from './dialect.ts';
import { Dialect } from './dialect.ts';

/** What the standard says, and where it says nothing, what most peers bear. */
const GENERIC: Dialect = {
  terminator: 'cr',
  charset: 'utf-8',
  zone: 'blanks',
  errorDetection: true,
  checksumMode: 'bytes',
  checksumCheck: 'tolerant',
  sequenceEchoed: true,
  status: 'after-login',
  endSession: true,
  institution: 'setting',
  terminalPassword: 'always',
  patronPassword: 'always',
  location: 'when-set',
  keepAliveSeconds: 45,
  timeoutSeconds: 10,
  retries: 3,
  dueDates: ['sip', 'ymd', 'dmy'],
  holds: 'all',
  currency: 'VND',
  renewBy: '29',
  listWindow: true,
  noBlock: false,
  language: '000',
  protocolVersion: '2.00',
};

export interface DialectRow {
  readonly name: DialectName;
  /** For the installer. */
  readonly title: string;
  readonly differs: DialectOverrides;
  /** Defaults that nobody could check against the system itself: to be looked at on the site. */
  readonly unsure: readonly DialectField[];
}

/** `ours` is this project's own server. */
export const DIALECT_NAMES = [
  ...(['ours', 'generic', 'koha', 'evergreen', 'folio', 'symphony', 'alma'] as const),
  ...(['polaris', 'dp2', 'rero', 'verso', 'gossip'] as const),
] as const;
export type DialectName = (typeof DIALECT_NAMES)[number];

const row = (
  name: DialectName,
  title: string,
  differs: DialectOverrides,
  unsure: readonly DialectField[] = [],
): DialectRow => ({ name, title, differs, unsure });

export const DIALECTS: readonly DialectRow[] = [
  row('ours', 'Nhịp Cầu server', {
    checksumCheck: 'strict',
    dueDates: ['sip'],
    holds: 'shelf',
    noBlock: true,
    keepAliveSeconds: 120,
  }),
  row('generic', 'any other system', {}, ['charset', 'errorDetection', 'holds', 'dueDates']),
  // Koha ends its replies with CR LF unless the account says CR; it closes after 600 s; off-line replay is documented as unsupported.
  row('koha', 'Koha', { holds: 'shelf', keepAliveSeconds: 240 }, ['charset', 'dueDates']),
  // A SIPServer hangs up after the idle time of its listener, 60 s in the sample; on a wrong login it closes instead of saying 940.
  row('evergreen', 'Evergreen (SIPServer)', {}, ['charset', 'dueDates']),
  row('folio', 'FOLIO (edge-sip2)', { charset: 'cp850', dueDates: ['sip', 'ymd'] }, [
    ...(['charset', 'errorDetection', 'holds', 'keepAliveSeconds'] as const),
  ]),
  row('symphony', 'SirsiDynix Symphony', { dueDates: ['sip', 'mdy', 'ymd'], currency: '   ' }, [
    ...(['charset', 'holds', 'dueDates', 'keepAliveSeconds', 'currency'] as const),
  ]),
  // Alma sums each character that is not ASCII as a question mark, and knows a renewal as another checkout.
  row('alma', 'Ex Libris Alma', { checksumMode: 'ascii', renewBy: '11', noBlock: true }, [
    ...(['charset', 'holds', 'dueDates', 'keepAliveSeconds'] as const),
  ]),
  row('polaris', 'Innovative Polaris', { dueDates: ['sip', 'mdy', 'ymd'] }, [
    ...(['charset', 'errorDetection', 'holds', 'dueDates', 'keepAliveSeconds'] as const),
  ]),
  // dp2 always answers AY4, sums without the trailer, and at a single site wants AO empty.
  row(
    'dp2',
    'DigitalPlatform dp2',
    {
      errorDetection: false,
      checksumMode: 'dp2',
      sequenceEchoed: false,
      institution: 'empty',
      dueDates: ['ymd', 'sip'],
    },
    ['charset', 'holds', 'keepAliveSeconds', 'listWindow'],
  ),
  // invenio-sip2 says nothing to a message that it does not know, and looks at no check sum.
  row('rero', 'RERO ILS (invenio-sip2)', { checksumCheck: 'ignore', dueDates: ['sip', 'ymd'] }, [
    ...(['dueDates', 'keepAliveSeconds', 'listWindow'] as const),
  ]),
  row('verso', 'Auto-Graphics VERSO', { endSession: false, dueDates: ['sip', 'mdy', 'ymd'] }, [
    ...(['charset', 'holds', 'dueDates', 'keepAliveSeconds'] as const),
  ]),
  row('gossip', 'Gossip', { dueDates: ['dmy', 'sip'] }, ['charset', 'holds', 'keepAliveSeconds']),
];

/** The dialect of a site: its system's row, and what the site sets otherwise. */
export const dialectOf = (name: DialectName, overrides: DialectOverrides = {}): Dialect =>
  Dialect.parse({ ...GENERIC, ...rowOf(name).differs, ...overrides });

export function rowOf(name: DialectName): DialectRow {
  const found = DIALECTS.find((one) => one.name === name);
  if (!found) throw new RangeError(`There is no dialect “${name}”`);
  return found;
}
