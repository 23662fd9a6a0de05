import type { Charset } from '#server/sip2/protocol/charset.ts';
import type { ChecksumMode } from '#server/sip2/protocol/checksum.ts';
import type { Dialect, DialectField, DialectOverrides } from './dialect.ts';
import type { DialectName } from './dialects.ts';
import { dialectOf, rowOf } from './dialects.ts';
import { DUE_DATE_FORMATS, readDueDate } from './due-date.ts';
import type { DueDateFormat } from './due-date.ts';

/** What a peer did. Only what was found out is there. */
export interface Observations {
  /** 99 before 93: answered, or not, or the peer hung up. */
  readonly statusBeforeLogin?: 'answered' | 'silence' | 'closed' | 'other';
  /** Replies end with CR LF. */
  readonly crlf?: boolean;
  /** Messages without AY and AZ are answered. */
  readonly plainTaken?: boolean;
  /** Messages with them are. */
  readonly sealedTaken?: boolean;
  readonly sequenceEchoed?: boolean;
  /** What fits the check sums of all replies that were heard; `none` of the known ways; not there: they had none. */
  readonly checksumMode?: ChecksumMode | 'none';
  /** A message with a wrong check sum was answered as if it were right. */
  readonly wrongChecksumTaken?: boolean;
  /** The version in SV of 98, and other words by which a system can be known. */
  readonly serverVersion?: string;
  readonly charset?: Charset;
  /** AH as it came. */
  readonly dueDate?: string;
  /** What is said to a message without AO. */
  readonly withoutInstitution?: 'same' | 'other';
  /** Which message renewed, where it was tried. */
  readonly renewBy?: '29' | '11';
  /** The BX flag of 35. */
  readonly takesEndSession?: boolean;
  readonly offLineOk?: boolean;
  /** The currency in BH, where it was said. */
  readonly currency?: string;
}

/** One field of the dialect, as the peer wants it, and by what it is known. */
export interface Finding {
  readonly field: DialectField;
  readonly value: unknown;
  readonly because: string;
}

export interface Proposal {
  readonly name: DialectName;
  readonly because: string;
  /** Fields in which the peer departs from that dialect. */
  readonly differs: readonly Finding[];
  readonly overrides: DialectOverrides;
  /** Fields that nobody has looked at: the site must. */
  readonly unsure: readonly DialectField[];
}

export function propose(observations: Observations, timeZone: string): Proposal {
  const { name, because } = kindOf(observations);
  const dialect = dialectOf(name);
  const findings = findingsOf(observations, timeZone);
  const differs = findings.filter(({ field, value }) => !agrees(dialect, field, value));
  const known = new Set(findings.map(({ field }) => field));
  return {
    ...{ name, because, differs },
    overrides: Object.fromEntries(differs.map((one) => [one.field, settingOf(dialect, one)])),
    unsure: rowOf(name).unsure.filter((field) => !known.has(field)),
  };
}

/** Few systems can be told by what they say. */
function kindOf(seen: Observations): { name: DialectName; because: string } {
  if (seen.serverVersion?.startsWith('Gossip') === true) {
    return {
      name: 'gossip',
      because: `it says that it is ${seen.serverVersion.split(';')[0] ?? ''}`,
    };
  }
  if (seen.checksumMode === 'dp2') return { name: 'dp2', because: 'only dp2 sums like that' };
  if (seen.checksumMode === 'ascii') return { name: 'alma', because: 'Alma sums like that' };
  if (seen.crlf === true) return { name: 'koha', because: 'Koha ends its replies with CR LF' };
  return { name: 'generic', because: 'nothing tells which system it is' };
}

function findingsOf(seen: Observations, timeZone: string): Finding[] {
  return [
    ...statusFindings(seen),
    ...sealFindings(seen),
    ...found('charset', seen.charset, 'its text reads so'),
    ...dueDateFindings(seen.dueDate, timeZone),
    ...found('renewBy', seen.renewBy, 'that renewed the loan'),
    ...(seen.takesEndSession === false
      ? found('endSession', false, 'BX says that it does not take 35')
      : []),
    ...found(
      'noBlock',
      seen.offLineOk,
      `98 says off-line ok = ${seen.offLineOk === true ? 'Y' : 'N'}`,
    ),
    ...found('currency', seen.currency, 'it names this currency itself'),
  ];
}

function statusFindings({ statusBeforeLogin }: Observations): Finding[] {
  if (statusBeforeLogin === undefined || statusBeforeLogin === 'answered') return [];
  const what = {
    silence: 'is not answered',
    closed: 'makes it hang up',
    other: 'is not answered by 98',
  };
  return found('status', 'after-login', `99 before the login ${what[statusBeforeLogin]}`);
}

function sealFindings(seen: Observations): Finding[] {
  const { checksumMode: mode } = seen;
  return [
    ...(seen.sealedTaken === false && seen.plainTaken === true
      ? found('errorDetection', false, 'it answers only messages without AY and AZ')
      : []),
    ...(seen.sealedTaken === true ? found('errorDetection', true, 'it answers AY and AZ') : []),
    ...(seen.sealedTaken === true
      ? found('sequenceEchoed', seen.sequenceEchoed, 'its AY says so')
      : []),
    ...(mode === 'none'
      ? found('checksumCheck', 'ignore', 'its AZ fits nothing that is known')
      : found('checksumMode', mode, 'its AZ fits this')),
  ];
}

function dueDateFindings(text: string | undefined, timeZone: string): Finding[] {
  const format = text === undefined ? undefined : formatOf(text, timeZone);
  return format === undefined ? [] : found('dueDates', format, `AH was “${text ?? ''}”`);
}

/** The first that fits; that a day is before the thirteenth leaves it open whether it is the month. */
const formatOf = (text: string, timeZone: string): DueDateFormat | undefined =>
  DUE_DATE_FORMATS.find((format) => readDueDate(text, [format], timeZone).kind === 'known');

const found = (field: DialectField, value: unknown, because: string): Finding[] =>
  value === undefined ? [] : [{ field, value, because }];

/** A list of formats agrees when the one that was seen is tried first. */
function agrees(dialect: Dialect, field: DialectField, value: unknown): boolean {
  return field === 'dueDates' ? dialect.dueDates[0] === value : dialect[field] === value;
}

function settingOf(dialect: Dialect, { field, value }: Finding): unknown {
  if (field !== 'dueDates') return value;
  return [value, ...dialect.dueDates.filter((format) => format !== value)];
}

/** The proposal in words, for the one who stands there, and as the setting of the site. */
export function proposalLines({ name, because, differs, overrides, unsure }: Proposal): string[] {
  return [
    `Proposed dialect: ${name} (${rowOf(name).title}), because ${because}.`,
    ...differs.map(
      (one) => `  but ${one.field}: ${JSON.stringify(one.value)}, because ${one.because}`,
    ),
    ...(unsure.length === 0 ? [] : [`  not found out, please check: ${unsure.join(', ')}`]),
    `  setting: ${JSON.stringify({ dialect: name, overrides })}`,
  ];
}
