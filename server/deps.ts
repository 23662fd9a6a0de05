import type { Logger } from 'pino';
import type { TransactionLine } from './circulation/transaction-line.ts';
import type { AppDatabase } from './db/registry.ts';
import type { ImportDesk } from './import/import-desk.ts';
import type { Mailer } from './mail/mailer.ts';
import type { OpenLinks } from './monitoring/open-links.ts';
import type { Notices } from './monitoring/notices/routes.ts';
import type { TerminalNews } from './monitoring/terminal-news.ts';
import type { PinSeal } from './patrons/sealed-pins/pin-seal.ts';
import type { PermitDesk } from './permit/permit-desk.ts';
import type { UnderWay } from './http/under-way.ts';
import type { CookieSettings } from './staff/routes.ts';
import type { StaffGate } from './staff/staff-gate.ts';
import type { TerminalGate } from './terminals/terminal-gate.ts';
import type { UpdateDesk } from './updates/update-desk.ts';

/**
 * What the routes of every folder are given. A folder exports `routes(deps)` from its `routes.ts`: an app made by
 * `newApi()` of `http/api.ts`, whose paths are relative to `/api`; `app.ts` mounts it there.
 */
export interface Deps {
  readonly db: AppDatabase;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly log: Logger;
  /** For PINs that came in clear and are not hashed yet. */
  readonly pinSeal: PinSeal;
}

/** … and to those that answer to terminals or staff: `deps.terminals.requireTerminal`, `deps.staff.requireStaff`. */
export interface GuardedDeps extends Deps {
  readonly terminals: TerminalGate;
  readonly staff: StaffGate;
  readonly news: TerminalNews;
  /** Something that staff should do has come up, is over, or is seen to. */
  readonly alertNews: TerminalNews;
  /** Who is told of alerts, and how. */
  readonly notices: Notices;
  /** Absent: the settings do not say how mail is sent. */
  readonly mailer: Mailer | undefined;
  /** The terminals that are linked to this server now. */
  readonly links: OpenLinks;
  /** Every checkout, checkin and renewal goes through it, from whatever door. */
  readonly transactions: TransactionLine;
  readonly imports: ImportDesk;
  readonly permits: PermitDesk;
  /** Releases of the program, for terminals. */
  readonly updates: UpdateDesk;
  readonly cookies: CookieSettings;
  /** How far the clocks of two terminals may be apart. */
  readonly clockUncertaintyMs: number;
  /** Aborted when the server is to stop: whatever is held open ends. */
  readonly stopping: AbortSignal;
  readonly underWay: UnderWay;
}
