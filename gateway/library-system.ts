/** What lies behind the terminal, whichever it is: our server, or the library's own system. */
import type { Ils } from './ils/ils.ts';
import type { StaffApi } from './ils/central/staff-api.ts';
import type { ManifestApi } from './drop-box/manifest-api.ts';
import type { PairingApi } from './pairing/pairing-api.ts';
import type { PermitApi } from './permit/permit-api.ts';
import type { ReceiptMailApi } from './receipt/receipt-mail.ts';
import type { StaffModeApi } from './staff-mode/staff-mode-api.ts';
import type { RemoteApi } from './remote/remote-api.ts';
import type { UpdateApi } from './updates/update-api.ts';

export interface LibrarySystem {
  readonly ils: Ils;
  /** For the staff's desk; a system behind SIP2 has no accounts for staff. */
  readonly staff: StaffApi | undefined;
  /** Where it lets terminals in by a code. */
  readonly pairing?: PairingApi;
  /** Where it takes lists of emptied bins. */
  readonly manifests?: ManifestApi;
  /** Where it mails receipts. */
  readonly receiptMail?: ReceiptMailApi;
  /** Where it takes what staff have done at the machine. */
  readonly staffMode?: StaffModeApi;
  /** Where it gives permits. */
  readonly permits: PermitApi | undefined;
  /** By which staff reach this terminal from afar; a system behind SIP2 has no such hand. */
  readonly remote?: RemoteApi;
  /** Where it has releases of this program. */
  readonly updates?: UpdateApi;
  /** It answers, and lends. */
  readonly online: boolean;
  /** How long a patron is left waiting for one answer. Milliseconds; undefined: as usual. */
  readonly patienceMs: number | undefined;
  /** Queued transactions under way at the same time; absent: as usual. */
  readonly lanes?: number;
  start(): void;
  /** It is asked now rather than when its turn comes: it may have let this terminal in. */
  hurry?(): void;
  /** The terminal's state has changed. */
  report(): void;
  close(): Promise<void>;
}
