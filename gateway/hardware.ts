/** What main.ts has built from the settings' devices: each a driver behind a line, and what they are good for. */
import type { BuiltDevice } from './device-watch.ts';
import type { DigitalIo, ReceiptPrinter } from './devices/device.ts';
import type { RfidPad } from './devices/rfid/rfid-pad.ts';
import type { Security } from './session/security.ts';
import type { SiteSecurityInForce } from './site-security.ts';

export interface Hardware {
  readonly devices: readonly BuiltDevice[];
  readonly security: Security;
  /** How the site secures its books; the staff's desk may learn other values. */
  readonly site: SiteSecurityInForce;
  /** For the staff's desk; absent where the terminal has no pad. */
  readonly pad?: RfidPad;
  readonly printer?: ReceiptPrinter;
  readonly io?: DigitalIo;
}
