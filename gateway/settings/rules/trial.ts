/**
 * New settings are on trial until the server has been heard under them; else the terminal goes back by itself to those it
 * had (docs/rules/settings.md, ST10–ST13). What is on disk says where a sudden end has left it.
 */
import type { SettingsInForce } from '#server/settings/format/terminal-settings.ts';

export interface Undone {
  readonly version: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly why: 'not-heard' | 'ended-suddenly' | 'does-not-fit';
}

export interface Kept {
  /** Under these the server was heard. */
  readonly good: SettingsInForce;
  /** `starts`: how often the gateway has begun under it since it was taken. */
  readonly trial?: { readonly settings: SettingsInForce; readonly starts: number };
  readonly undone?: Undone;
}

/** The terminal's own file alone. */
export const NOTHING_KEPT: Kept = { good: { version: 0, settings: {} } };

/** A power cut is no proof against a setting; a second start without the server is. */
const MOST_STARTS = 1;
/** Within this the server must be heard. */
export const TRIAL_MS = 120_000;

export const inForce = ({ good, trial }: Kept): SettingsInForce => trial?.settings ?? good;

/** The gateway begins. */
export function begun(kept: Kept, now: number): Kept {
  const { trial } = kept;
  if (!trial) return kept;
  if (trial.starts >= MOST_STARTS) return takenBack(kept, 'ended-suddenly', now);
  return { ...kept, trial: { ...trial, starts: trial.starts + 1 } };
}

export type LookedBecause = 'by-itself' | 'asked';

/** Whether what the server has now is to be tried. @param because staff may ask for what was taken back */
export function isToBeTried(kept: Kept, offered: SettingsInForce, because: LookedBecause): boolean {
  // A server where nobody has set anything says nothing; it takes nothing away either.
  if (offered.version === 0 || kept.trial) return false;
  if (offered.version === kept.good.version && isSame(offered, kept.good)) return false;
  return because === 'asked' || offered.version !== kept.undone?.version;
}

export function tried({ good }: Kept, settings: SettingsInForce): Kept {
  return { good, trial: { settings, starts: 0 } };
}

/** The server has been heard under what is on trial. */
export const proved = ({ good, trial }: Kept): Kept => ({ good: trial?.settings ?? good });

export function takenBack({ good, trial, undone }: Kept, why: Undone['why'], at: number): Kept {
  if (trial) return { good, undone: { version: trial.settings.version, at, why } };
  return { good, ...(undone && { undone }) };
}

const isSame = (one: SettingsInForce, other: SettingsInForce): boolean =>
  JSON.stringify(one.settings) === JSON.stringify(other.settings);
