import type { FieldId } from '#server/sip2/protocol/fields.ts';
import type { Dialect } from './dialect.ts';

/** What must be known of a library to speak to its system, beside the line itself. */
export interface Site {
  readonly dialect: Dialect;
  /** IANA name: dates on the wire are in the library's local time. */
  readonly timeZone: string;
  /** AO. */
  readonly institution: string;
  /** AC, the terminal's own password; not the one of the login. */
  readonly terminalPassword?: string;
  /** AP, where the terminal stands; AO where it is not set. CT, the destination of a return, is compared with both. */
  readonly location?: string;
  /** Whether patrons have PINs: SIP2 tells no more than whether the one that was given is right. */
  readonly patronPins: boolean;
  /** Which word of AE is the given name: Vietnamese names end with it. */
  readonly givenName: 'first' | 'last';
}

/** A tagged field of a request that is to be built; `undefined` leaves it out. */
export type MaybeField = readonly [FieldId, string | undefined];
