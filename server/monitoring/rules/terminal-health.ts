/** What is wrong at a terminal now, and what cannot be told (docs/rules/terminal-health.md). */
import type { AlertCode, Severity } from './alert-codes.ts';
import type { Condition } from './condition.ts';
import { condition } from './condition.ts';
import { deviceConditions, isHidden } from './device-health.ts';
import { innerConditions } from './inner-health.ts';
import type { Presence } from './presence.ts';
import type { Profile, TerminalWord } from './terminal-word.ts';
import { isOlder } from './version.ts';

export interface Facts {
  /** Epoch milliseconds. */
  readonly addedAt: number;
  readonly profile: Profile;
  readonly presence: Presence;
  /** What it last said; absent also when this server does not understand it. */
  readonly word?: TerminalWord | undefined;
  /** This server has been up for long enough to have been found again by who looks for it. */
  readonly isFound: boolean;
  /** Its library is open on this day. */
  readonly isOpenToday: boolean;
  /** Looked up less often than terminals speak; absent: not this time. */
  readonly network?: NetworkFacts | undefined;
}

export interface NetworkFacts {
  /** That most of the terminals have. */
  readonly usualVersion?: string | undefined;
  /** Conflicts from this terminal that have been open for days. */
  readonly conflicts?: { readonly count: number; readonly oldestAt: number } | undefined;
}

export interface Health {
  readonly conditions: readonly Condition[];
  /** Whether what is not among the conditions is fine; else nobody knows, and it stays as it was. */
  readonly knows: (code: AlertCode) => boolean;
}

const OF_PRESENCE: readonly AlertCode[] = ['silent', 'never-heard'];
const OF_NETWORK: readonly AlertCode[] = ['version-behind', 'conflicts-open'];

export function assess(facts: Facts, now: number): Health {
  const { presence, word, network } = facts;
  const isSpeaking = presence.online && word !== undefined;
  const conditions = [
    ...presenceConditions(facts),
    ...(isSpeaking ? spokenConditions(word, facts.profile, now) : []),
    ...(network ? networkConditions(network, isSpeaking ? word : undefined) : []),
  ];
  const knows = (code: AlertCode): boolean => {
    if (OF_PRESENCE.includes(code)) return presence.online || facts.isFound;
    if (code === 'conflicts-open') return network !== undefined;
    if (!isSpeaking || isHidden(word, code)) return false;
    return network !== undefined || !OF_NETWORK.includes(code);
  };
  return { conditions, knows };
}

function presenceConditions({ addedAt, presence, word, isFound, ...where }: Facts): Condition[] {
  // After a restart of the server everybody is silent.
  if (presence.online || !isFound) return [];
  if (!('heardAt' in presence)) return [condition('never-heard', 'know', { since: addedAt })];
  const { heardAt } = presence;
  const endsAt = word?.permit?.lends === true ? word.permit.endsAt : undefined;
  const params = { queued: word?.queued ?? 0, ...(endsAt !== undefined && { endsAt }) };
  return [condition('silent', severityOfSilence(where), { params, since: heardAt })];
}

/** A van drives where no network is, a PC of the staff is switched off at night, and so is what stands in a library that is closed. */
const severityOfSilence = ({
  profile,
  isOpenToday,
}: Pick<Facts, 'profile' | 'isOpenToday'>): Severity =>
  isOpenToday && (profile === 'kiosk' || profile === 'drop-box') ? 'now' : 'know';

function spokenConditions(word: TerminalWord, profile: Profile, now: number): Condition[] {
  const called = word.staffCalled === true ? [condition('staff-called', 'now')] : [];
  const within = [...deviceConditions(word, profile, now), ...innerConditions(word, now)];
  return [...called, ...serviceConditions(word, within, now), ...within];
}

/** Each of them puts a terminal out of service by itself, and says more than that it is. */
const STOPPING: readonly AlertCode[] = [
  'device-faulty',
  'outbox-closed',
  'drop-box-fault',
  'bin-full',
  'bin-away',
];
const DAY_MS = 86_400_000;

function serviceConditions(
  { stage, pause }: TerminalWord,
  within: readonly Condition[],
  now: number,
): Condition[] {
  if (pause) {
    // Nobody means to pause a machine for more than a day without saying so again.
    const severity = now - pause.since > DAY_MS ? 'soon' : 'know';
    return [condition('paused', severity, { params: { by: pause.by }, since: pause.since })];
  }
  const isExplained = within.some(({ code }) => STOPPING.includes(code));
  return stage === 'out-of-service' && !isExplained ? [condition('out-of-service', 'now')] : [];
}

function networkConditions(
  { usualVersion, conflicts }: NetworkFacts,
  word: TerminalWord | undefined,
): Condition[] {
  const conditions: Condition[] = [];
  if (word && usualVersion !== undefined && isOlder(word.version, usualVersion)) {
    const params = { version: word.version, usual: usualVersion };
    conditions.push(condition('version-behind', 'know', { params }));
  }
  if (conflicts && conflicts.count > 0) {
    const { count, oldestAt } = conflicts;
    conditions.push(condition('conflicts-open', 'soon', { params: { count }, since: oldestAt }));
  }
  return conditions;
}
