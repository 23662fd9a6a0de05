/** What staff are told of terminals. docs/rules/terminal-health.md says when, and what each is about. */

/** `now`: a visitor stands before it, or books lie wrong · `soon`: today · `know`: nothing to do yet. */
export const SEVERITIES = ['now', 'soon', 'know'] as const;
export type Severity = (typeof SEVERITIES)[number];

export const ALERT_CODES = [
  'staff-called',
  'silent',
  'never-heard',
  'out-of-service',
  'paused',
  'device-faulty',
  'paper-out',
  'paper-low',
  'printer-fault',
  'bin-full',
  'bin-near-full',
  'bin-away',
  'drop-box-fault',
  'outbox-closed',
  'outbox-lost',
  'outbox-damaged',
  'queue-old',
  'queue-large',
  'uncured',
  'clock-unknown',
  'clock-certificate',
  'clock-wrong',
  'permit-fault',
  'permit-ends-soon',
  'permit-old',
  'disk-nearly-full',
  'too-hot',
  'settings-undone',
  'update-returned',
  'version-behind',
  'conflicts-open',
] as const;
export type AlertCode = (typeof ALERT_CODES)[number];

/** Severities from the one that cannot wait. */
export const bySeverity = (a: Severity, b: Severity): number =>
  SEVERITIES.indexOf(a) - SEVERITIES.indexOf(b);
