/**
 * Whether the gate rings for a tag: by its AFI, by its chip's own alarm (EAS), or by both, as the site decides.
 * ISO 28560 and the Danish data model say AFI 07 in stock and C2 on loan; old sites have their own pair.
 */

/** `armed`: the gate rings. `disarmed`: the book may leave. */
export type SecurityState = 'armed' | 'disarmed';

/** How a site secures its books. */
export interface SiteSecurity {
  /** Undefined: the gate does not look at the AFI, and it is left alone. */
  readonly afi?: AfiPair;
  /** The gate listens to the chip's own alarm. */
  readonly eas: boolean;
}

export interface AfiPair {
  /** Written on return. */
  readonly armed: number;
  /** Written on loan. */
  readonly disarmed: number;
  /** Other values met on the site's books that mean the same. */
  readonly alsoArmed: readonly number[];
  readonly alsoDisarmed: readonly number[];
}

/** What a tag says to a gate; undefined where the reader cannot tell. */
export interface SecurityReading {
  readonly afi: number | undefined;
  readonly eas: boolean | undefined;
}

/** What the reader at hand is able to do. */
export interface SecurityMeans {
  readonly afi: boolean;
  readonly eas: 'no' | 'write' | 'read-write';
}

/** One write, and how it is proved. AFI goes first: it can always be read back. */
export type SecurityStep =
  | { readonly kind: 'afi'; readonly value: number }
  | { readonly kind: 'eas'; readonly armed: boolean; readonly readable: boolean };

/**
 * The gate rings as soon as one of the two says so, and is silent only when all that it looks at is known to be.
 * `undefined`: it cannot be told; most readers cannot ask for EAS.
 */
export function assess(reading: SecurityReading, site: SiteSecurity): SecurityState | undefined {
  const votes = [
    ...(site.afi ? [reading.afi === undefined ? undefined : byAfi(reading.afi, site.afi)] : []),
    ...(site.eas ? [reading.eas === undefined ? undefined : byEas(reading.eas)] : []),
  ];
  if (votes.includes('armed')) return 'armed';
  return votes.length > 0 && !votes.includes(undefined) ? 'disarmed' : undefined;
}

/** 00, never programmed, and values nobody has named: a gate that looks for the armed value stays silent. */
function byAfi(value: number, pair: AfiPair): SecurityState {
  return value === pair.armed || pair.alsoArmed.includes(value) ? 'armed' : 'disarmed';
}

const byEas = (rings: boolean): SecurityState => (rings ? 'armed' : 'disarmed');

/** What must be written so that the gate does as wanted. */
export function stepsTo(
  wanted: SecurityState,
  site: SiteSecurity,
  means: SecurityMeans,
): readonly SecurityStep[] {
  const steps: SecurityStep[] = [];
  if (site.afi) steps.push({ kind: 'afi', value: site.afi[wanted] });
  if (site.eas && means.eas !== 'no') {
    steps.push({ kind: 'eas', armed: wanted === 'armed', readable: means.eas === 'read-write' });
  }
  return steps;
}
