/** Everything between this terminal and the central server: line, token, questions and answers, link. */
import { ManifestApi } from './drop-box/manifest-api.ts';
import { ReceiptMailApi } from './receipt/receipt-mail.ts';
import { CentralIls } from './ils/central-ils.ts';
import { Access, type TerminalIdentity } from './ils/central/access.ts';
import { CentralLink, type GivenOrder, type TerminalState } from './ils/central/link.ts';
import {
  type Unreached,
  type UnreachedReason,
  whyUnreached,
} from './ils/central/rules/unreached.ts';
import { type ServerAddress, ServerLine } from './ils/central/server-line.ts';
import { StaffApi } from './ils/central/staff-api.ts';
import type { LibrarySystem } from './library-system.ts';
import { PairingApi } from './pairing/pairing-api.ts';
import { PermitApi } from './permit/permit-api.ts';
import type { Introduction } from './permit/permit-keeper.ts';
import { RemoteApi } from './remote/remote-api.ts';
import { StaffModeApi } from './staff-mode/staff-mode-api.ts';
import { ReachWatch } from './reach-watch.ts';
import type { TerminalClock } from './terminal-clock.ts';
import { UpdateApi } from './updates/update-api.ts';
import type { Registered, TerminalNames } from './terminal-memory.ts';

export interface CentralOptions {
  readonly server: ServerAddress;
  readonly identity: TerminalIdentity;
  readonly clock: TerminalClock;
  readonly random: () => number;
  readonly state: () => TerminalState;
  /** Each change once. */
  readonly onOnline: (online: boolean) => void;
  /** The server has heard this terminal over the link. */
  readonly onBeat: () => void;
  /** Staff want something of this terminal; told again until it is answered. */
  readonly onOrder: (given: GivenOrder) => void;
  /** Settings were changed somewhere, so many times by now. */
  readonly onSettings: (generation: number) => void;
  /** Why the server is not reached; each change of the reason once, until it is reached. */
  readonly onUnreached: (why: Unreached) => void;
  readonly onServerTime: (serverTime: number) => void;
  readonly onNames: (names: TerminalNames) => void;
  /** What the server calls this terminal, and what it takes it to be for; from an older one neither is heard. */
  readonly onRegistered: (registered: Registered) => void;
  /** Whose terminal this is, and by which key permits are signed. */
  readonly onIntroduced: (introduction: Introduction) => void;
  /** The server does not know this terminal; each time it says so. As that of `Access`. */
  readonly onStranger: (saidSo: boolean) => void;
}

export class Central implements LibrarySystem {
  readonly ils: CentralIls;
  /** For the staff's desk. */
  readonly staff: StaffApi;
  readonly pairing: PairingApi;
  readonly permits: PermitApi;
  readonly remote: RemoteApi;
  readonly updates: UpdateApi;
  readonly manifests: ManifestApi;
  readonly staffMode: StaffModeApi;
  readonly receiptMail: ReceiptMailApi;
  readonly patienceMs = undefined;
  readonly #options: CentralOptions;
  readonly #link: CentralLink;
  readonly #reach: ReachWatch;
  #unreached: UnreachedReason | undefined;

  constructor(options: CentralOptions) {
    const { clock, identity, random, server, state } = options;
    this.#options = options;
    const onServerTime = (serverTime: number, roundTripMs: number) => {
      clock.hear(serverTime, roundTripMs);
      options.onServerTime(serverTime);
    };
    const line = new ServerLine(server);
    const { at, monotonic } = clock;
    const access = new Access({
      ...{ line, identity, monotonic, onServerTime, onStranger: options.onStranger },
      onIntroduced: ({ terminal: { id, name, profile, library }, permitKey }) => {
        options.onRegistered({ ...(id !== undefined && { id }), ...(profile && { profile }) });
        options.onNames({ name, library: library.name, timeZone: library.timeZone });
        if (permitKey !== undefined) options.onIntroduced({ libraryId: library.id, permitKey });
      },
    });
    this.staff = new StaffApi(line);
    this.pairing = new PairingApi({ line, identity, monotonic, onServerTime });
    this.permits = new PermitApi(line, access, identity);
    this.manifests = new ManifestApi(line, access);
    this.staffMode = new StaffModeApi(line, access);
    this.receiptMail = new ReceiptMailApi(line, access);
    this.updates = new UpdateApi(line, access);
    this.remote = new RemoteApi({
      ...{ line, access, answer: (answer) => this.#link.answer(answer) },
      redial: () => this.#link.redial(),
    });
    this.#link = new CentralLink({
      ...{ line, access, state, at, random, monotonic },
      ...{ onOrder: options.onOrder, onSettings: options.onSettings },
      onServerTime: (serverTime, roundTripMs) => {
        onServerTime(serverTime, roundTripMs);
        this.#reach.see({ kind: 'beat', roundTripMs });
        options.onBeat();
      },
      onHeard: (heard) => this.#linked(heard),
      onFailed: (error) => this.#failed(error),
    });
    this.#reach = new ReachWatch({ at, monotonic, probe: this.report, onOnline: options.onOnline });
    this.ils = new CentralIls({ line, access, onAsked: this.#reach.ask });
  }

  get online(): boolean {
    return this.#reach.online;
  }

  start = (): void => this.#link.start();

  hurry = (): void => this.#link.hurry();

  /** The terminal's state has changed. */
  report = (): void => this.#link.report();

  async close(): Promise<void> {
    this.#reach.close();
    this.#link.close();
    await this.ils.close();
  }

  #linked(heard: boolean): void {
    if (heard) this.#unreached = undefined;
    this.#reach.see({ kind: 'link', up: heard });
  }

  #failed(error: unknown): void {
    const why = whyUnreached(error);
    if (why.reason === this.#unreached) return;
    this.#unreached = why.reason;
    this.#options.onUnreached(why);
  }
}
