/** What a subscriber wants to be told, and when (TH50–TH55). */
import { SEVERITIES } from './alert-codes.ts';
import type { AlertCode, Severity } from './alert-codes.ts';
import { isQuiet, nextAt } from './quiet-hours.ts';
import type { QuietHours, TimeOfDay } from './quiet-hours.ts';

export type Language = 'vi' | 'en' | 'fr';

export interface MailWishes {
  readonly kind: 'mail';
  readonly severities: readonly Severity[];
  readonly language: Language;
  readonly quiet?: QuietHours | undefined;
  /** Kinds of the severity `now` for which somebody gets up. */
  readonly wakeFor: readonly AlertCode[];
  readonly digestAt: TimeOfDay;
  readonly inDigest: readonly Severity[];
}

export interface WebhookWishes {
  readonly kind: 'webhook';
  readonly severities: readonly Severity[];
}

export type Wishes = MailWishes | WebhookWishes;

export interface Matter {
  readonly code: AlertCode;
  readonly severity: Severity;
}

export type Delivery =
  | { readonly kind: 'none' }
  | { readonly kind: 'at-once'; readonly dueAt: number }
  | { readonly kind: 'digest'; readonly dueAt: number };

/** When a network goes, many things break at the same moment: they are told together. */
export const GATHER_MS = 10_000;

/** @param timeZone of the library that is subscribed for */
export function deliveryOf(
  wishes: Wishes,
  { code, severity }: Matter,
  timeZone: string,
  now: number,
): Delivery {
  if (wishes.kind === 'webhook')
    return wishes.severities.includes(severity)
      ? { kind: 'at-once', dueAt: now }
      : { kind: 'none' };
  const { quiet, wakeFor, severities, inDigest } = wishes;
  if (inDigest.includes(severity)) return digest(wishes, timeZone, now);
  if (!severities.includes(severity)) return { kind: 'none' };
  const isNight = quiet !== undefined && isQuiet(quiet, timeZone, now);
  const wakes = severity === 'now' && wakeFor.includes(code);
  if (isNight && !wakes) return digest(wishes, timeZone, now);
  return { kind: 'at-once', dueAt: now + GATHER_MS };
}

/** Of the end of what was told: however little severe it has become meanwhile, whoever heard of the beginning waits for it. */
export const deliveryOfEnd = (
  wishes: Wishes,
  matter: Matter,
  timeZone: string,
  now: number,
): Delivery => deliveryOf({ ...wishes, severities: SEVERITIES }, matter, timeZone, now);

/** A digest that falls into the night waits for its end. */
function digest({ quiet, digestAt }: MailWishes, timeZone: string, now: number): Delivery {
  const dueAt = nextAt(digestAt, timeZone, now);
  const isNight = quiet !== undefined && isQuiet(quiet, timeZone, dueAt);
  return { kind: 'digest', dueAt: isNight ? nextAt(quiet.to, timeZone, dueAt) : dueAt };
}
