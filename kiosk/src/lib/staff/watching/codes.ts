/** What alerts are about, in the order in which they are chosen from; each has words (`alert.code.…`). */
import type { AlertCode, Severity } from './answers.ts';

export const SEVERITIES = ['now', 'soon', 'know'] as const satisfies readonly Severity[];

/** A code that the server has and this list has not does not compile. */
const ORDER: Readonly<Record<AlertCode, true>> = {
  'staff-called': true,
  silent: true,
  'never-heard': true,
  'out-of-service': true,
  paused: true,
  'device-faulty': true,
  'paper-out': true,
  'paper-low': true,
  'printer-fault': true,
  'bin-full': true,
  'bin-near-full': true,
  'bin-away': true,
  'drop-box-fault': true,
  'outbox-closed': true,
  'outbox-lost': true,
  'outbox-damaged': true,
  'queue-old': true,
  'queue-large': true,
  uncured: true,
  'clock-unknown': true,
  'clock-certificate': true,
  'clock-wrong': true,
  'permit-fault': true,
  'permit-ends-soon': true,
  'permit-old': true,
  'disk-nearly-full': true,
  'too-hot': true,
  'settings-undone': true,
  'update-returned': true,
  'version-behind': true,
  'conflicts-open': true,
};

export const ALERT_CODES = Object.keys(ORDER) as readonly AlertCode[];
