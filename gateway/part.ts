/** One more thing that a terminal does beside its visits: printing, obeying staff, sorting books, keeping up to date. */
import type { Logger } from 'pino';
import type { ScreenSource } from './app.ts';
import type { Config } from './config.ts';
import type { Counters } from './counters.ts';
import type { DeskPin } from './desk/desk-pin.ts';
import type { DeskRunner } from './desk/desk-runner.ts';
import type { DeviceWatch } from './device-watch.ts';
import type { DeviceEvent } from './devices/device.ts';
import type { Hardware } from './hardware.ts';
import type { Identity } from './identity.ts';
import type { Order } from './ils/central/answers.ts';
import type { GivenOrder, TerminalState } from './ils/central/link.ts';
import type { LibrarySystem } from './library-system.ts';
import type { Permits } from './open-permits.ts';
import type { Journal } from './outbox/journal.ts';
import type { LogTail } from './log-tail.ts';
import type { Receipts } from './receipt/receipts.ts';
import type { PauseSwitch } from './remote/pause.ts';
import type { Obeyed } from './remote/rules/obeyed.ts';
import type { SessionRunner } from './session/session-runner.ts';
import type { Transactions } from './session/transactions.ts';
import type { ScanRules } from './scans/scan-rules.ts';
import type { SettingsKeeper } from './settings/settings-keeper.ts';
import type { TerminalClock } from './terminal-clock.ts';
import type { Registered, TerminalMemory } from './terminal-memory.ts';
import type { TimeWatch } from './time-watch.ts';

/** All that a terminal is made of; it is there before the first part is made, and outlives the last. */
export interface Terminal {
  readonly config: Config;
  readonly identity: Identity;
  readonly clock: TerminalClock;
  readonly log: Logger;
  readonly hardware: Hardware;
  readonly devices: DeviceWatch;
  readonly system: LibrarySystem;
  readonly journal: Journal;
  readonly memory: TerminalMemory;
  readonly time: TimeWatch;
  /** Behind our own server: what may be lent while it does not answer. */
  readonly permits: Permits | undefined;
  readonly runner: SessionRunner;
  readonly transactions: Transactions;
  /** How cards are told from labels, now. */
  readonly scans: () => ScanRules;
  readonly counters: Counters;
  readonly desk: DeskRunner | undefined;
  /** The terminal's own, for staff at its desk and before it; undefined where its file cannot be read. */
  readonly pin: DeskPin | undefined;
  readonly pause: PauseSwitch;
  /** Prints; where there is no printer each print fails. */
  readonly receipts: Receipts;
  /** The end of the log; absent where nobody keeps it. */
  readonly logTail?: Pick<LogTail, 'lines'>;
  /** What staff have set from afar. */
  readonly settings: SettingsKeeper;
  /** Something that is told of the terminal has changed. */
  readonly report: () => void;
  /** All that it says of itself. */
  readonly state: () => TerminalState;
  /** Prometheus' text. */
  readonly metrics: () => Promise<string>;
  /** Ends; whoever watches over the program starts it again. Never while somebody is served. */
  readonly restart: () => void;
}

export interface Part {
  /** The devices are being opened, the screen is served. */
  start?(): void;
  deviceEvent?(event: DeviceEvent): void;
  /** It is this part's alone: neither the visit nor the desk, nor another part, hears of it. */
  takes?(event: DeviceEvent): boolean;
  /** Devices are this part's alone, and so is the screen, which shows the session's where that has more to say. */
  readonly screen?: ScreenSource;
  /** Lays a screen of its own over the terminal's. Called once, before the start. */
  over?(below: ScreenSource): ScreenSource;
  /** Transactions can be recorded, or not; each change once. */
  setOutboxWritable?(writable: boolean): void;
  /** The library answers, or does not; each change once. */
  setOnline?(online: boolean): void;
  /** Our server does not know this terminal. @param saidSo in its own words; else it was something that stands before it */
  stranger?(saidSo: boolean): void;
  /** Our server is not reached, or answers as no server of ours does. */
  unreached?(): void;
  /** Our server has let this terminal in, and says what it calls it; with each token. */
  registered?(registered: Registered): void;
  /** Staff want something of this terminal, by whatever part of it; told again until it is answered. */
  order?(given: GivenOrder): void;
  /** Carries out an order that is its own to carry out; undefined: it is none of its own. */
  obey?(what: Order, id: string): Promise<Obeyed> | undefined;
  /** Words of its own in what the terminal says of itself. */
  state?(): Partial<TerminalState>;
  close?(): Promise<void> | void;
}
