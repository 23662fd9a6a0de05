/** `armed`: the gate rings. `disarmed`: the book may leave. */
export type SecurityState = 'armed' | 'disarmed';

/** The AFI values of a site. Old sites have their own, and mixed shelves have both. */
export interface SecurityValues {
  /** Written on return. */
  readonly armed: number;
  /** Written on loan. */
  readonly disarmed: number;
  /** Other values taken for armed and disarmed when read. */
  readonly alsoArmed: readonly number[];
  readonly alsoDisarmed: readonly number[];
}

/** ISO 28560 and the Danish data model: 07 in stock, C2 on loan. */
export const STANDARD_SECURITY: SecurityValues = {
  armed: 0x07,
  disarmed: 0xc2,
  alsoArmed: [],
  alsoDisarmed: [],
};

export const afiFor = (state: SecurityState, values: SecurityValues): number => values[state];

/** What the gate will make of an AFI. 00 was never programmed; nobody knows what that gate does. */
export function assessSecurity(
  afi: number | undefined,
  values: SecurityValues,
): SecurityState | 'unknown' {
  if (afi === undefined) return 'unknown';
  if (afi === values.armed || values.alsoArmed.includes(afi)) return 'armed';
  if (afi === values.disarmed || values.alsoDisarmed.includes(afi)) return 'disarmed';
  return 'unknown';
}
