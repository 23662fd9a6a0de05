/** How a terminal is, in one of six words; pure. What is wrong with it the server says (docs/rules/terminal-health.md). */
import type { Alert, Severity, Watched, WatchedDevice } from './answers.ts';

/** Worst first. `away`: not heard, and nothing to do about it. */
export const HEALTHS = [
  'offline',
  'out-of-service',
  'attention',
  'paused',
  'away',
  'working',
] as const;
export type Health = (typeof HEALTHS)[number];

/** Never told by colour alone. */
export const SIGNS: Readonly<Record<Health, string>> = {
  offline: '✕',
  'out-of-service': '■',
  attention: '!',
  paused: '‖',
  away: '–',
  working: '✓',
};

/** @param alerts open ones of this terminal */
export function healthOf(terminal: Watched, alerts: readonly Alert[] = []): Health {
  const { online, state } = terminal;
  const worst = worstOf(alerts);
  if (!online) return worst === 'now' || worst === 'soon' ? 'offline' : 'away';
  if (state?.pause) return 'paused';
  if (state?.stage === 'out-of-service') return 'out-of-service';
  // The server waits before it calls it an alert; a librarian who pulls a plug looks at once.
  const isTroubled = worst === 'now' || worst === 'soon' || state?.devices.some(isInTrouble);
  return isTroubled ? 'attention' : 'working';
}

export const isInTrouble = ({ state }: Pick<WatchedDevice, 'state'>): boolean =>
  state === 'faulty' || state === 'closed';

const SEVERITIES: readonly Severity[] = ['now', 'soon', 'know'];

export const worstOf = (alerts: readonly Alert[]): Severity | undefined =>
  SEVERITIES.find((severity) => alerts.some((alert) => alert.severity === severity));

export const worstHealth = (healths: Iterable<Health>): Health => {
  const present = new Set(healths);
  return HEALTHS.find((health) => present.has(health)) ?? 'working';
};

/** Until when it lends while nobody answers; undefined: it would take returns only. */
export const lendsUntil = ({ state }: Watched, now: number): number | undefined => {
  const { lends, endsAt } = state?.permit ?? {};
  return lends === true && endsAt !== undefined && endsAt > now ? endsAt : undefined;
};
