import type { Sip2Fault } from '#tests/simulators/sip2-faults.ts';

/** Faults that end a visit, or strike in one situation only: each has tests of its own. */
export const SEPARATE: ReadonlySet<Sip2Fault> = new Set([
  ...(['refuses-login', 'hangs-up-on-login', 'no-block-kills'] as const),
  ...(['silent-before', 'silent-after', 'late-reply', 'cut-before', 'cut-after'] as const),
  ...(['dies-in-reply', 'desensitize-refused', 'refuses-own-loan'] as const),
  ...(['refuses-not-on-loan', 'alert-without-type', 're-executes'] as const),
]);
