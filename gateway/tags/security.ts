/** `armed`: the gate rings. `disarmed`: the book may leave. */
export type SecurityState = 'armed' | 'disarmed';

/** The AFI values of a site. ISO 28560 and the Danish data model: 07 in stock, C2 on loan; old sites have their own. */
export interface SecurityValues {
  /** Written on return. */
  readonly armed: number;
  /** Written on loan. */
  readonly disarmed: number;
}

export const afiFor = (state: SecurityState, values: SecurityValues): number => values[state];
