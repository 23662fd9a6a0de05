import type { AlertCode, Severity } from './alert-codes.ts';

/** What is wrong at a terminal, as one word of it shows. */
export interface Condition {
  readonly code: AlertCode;
  /** Id of the device or bin; empty where it is about the terminal. */
  readonly device: string;
  readonly severity: Severity;
  /** Fill in the sentence: instants as epoch milliseconds. */
  readonly params: Readonly<Record<string, string | number>>;
  /** As the terminal tells, epoch milliseconds; absent: nobody knows since when. */
  readonly since?: number | undefined;
}

type Said = Partial<Pick<Condition, 'device' | 'params' | 'since'>>;

export const condition = (
  code: AlertCode,
  severity: Severity,
  { device = '', params = {}, since }: Said = {},
): Condition => ({ code, device, severity, params, ...(since !== undefined && { since }) });
