/** How this site has its gates ring: by the settings file, until the staff's desk has learned other values. */
import type { Config } from './config.ts';
import type { RfidPad } from './devices/rfid/rfid-pad.ts';
import { Fault } from './errors.ts';
import type { Security } from './session/security.ts';
import type { AfiPair, SiteSecurity } from './tags/security.ts';

export class SiteSecurityInForce {
  readonly #settings: SiteSecurity;
  #learned: AfiPair | undefined;

  constructor(settings: Config['security']) {
    this.#settings = siteSecurityOf(settings);
  }

  /** What is written and believed from now on. */
  get current(): SiteSecurity {
    return this.#learned ? { ...this.#settings, afi: this.#learned } : this.#settings;
  }

  /** Values met on the site's own books; used at once. */
  learn(pair: AfiPair): void {
    this.#learned = pair;
  }

  /** Back to the settings file. */
  forget(): void {
    this.#learned = undefined;
  }
}

export function siteSecurityOf(settings: Config['security']): SiteSecurity {
  const { armedAfi: armed, disarmedAfi: disarmed, alsoArmed, alsoDisarmed, eas } = settings;
  if (armed === null || disarmed === null) return { eas };
  return { eas, afi: { armed, disarmed, alsoArmed, alsoDisarmed } };
}

type SecurityPad = Pick<RfidPad, 'readSecurity' | 'secure'>;

/** @param site asked each time, because it may be learned while the terminal works */
export function securityOf(pad: SecurityPad | undefined, site: () => SiteSecurity): Security {
  const atHand = (): SecurityPad => {
    if (!pad) throw new Fault('port-missing', 'this terminal has no pad');
    return pad;
  };
  return {
    read: async (uid, known) => atHand().readSecurity(uid, site(), known),
    set: async (uid, wanted, seen) => atHand().secure(uid, wanted, site(), seen),
  };
}
