/** One terminal at work: its devices, its session, its outbox, its server and its screen, tied together once. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { v7 as newId } from 'uuid';
import { type AppOptions, type RunningApp, startApp } from './app.ts';
import { ClockFile } from './clock-file.ts';
import type { Config } from './config.ts';
import type { DeskRunner } from './desk/desk-runner.ts';
import { pairWith } from './desk/rules/learning.ts';
import { type BuiltDevice, DeviceWatch } from './device-watch.ts';
import type { DeskSnapshot } from './desk-messages.ts';
import type { DeviceEvent } from './devices/device.ts';
import type { RfidPad } from './devices/rfid/rfid-pad.ts';
import { type Identity, openIdentity } from './identity.ts';
import type { LibrarySystem } from './library-system.ts';
import { PermitLending, SiteLending } from './offline-lending.ts';
import type { OfflineLending } from './offline-policy.ts';
import { openDesk } from './open-desk.ts';
import { openSystem } from './open-system.ts';
import { Journal } from './outbox/journal.ts';
import { PermitKeeper } from './permit/permit-keeper.ts';
import { PermitWatch } from './permit-watch.ts';
import { VERSION } from './release.ts';
import { healthOf, stateOf, type Told } from './self-report.ts';
import type { Security } from './session/security.ts';
import type { Transactions } from './session/transactions.ts';
import { settingsOf, wedgeOf } from './session-settings.ts';
import { SessionRunner } from './session/session-runner.ts';
import { type LabelledScan, proposeRules } from './scans/propose.ts';
import { SiteScansInForce } from './site-scans.ts';
import type { SiteSecurityInForce } from './site-security.ts';
import { TerminalClock } from './terminal-clock.ts';
import { TerminalMemory } from './terminal-memory.ts';
import { namesOf } from './terminal-names.ts';
import { TimeWatch } from './time-watch.ts';

export interface Hardware {
  readonly devices: readonly BuiltDevice[];
  readonly security: Security;
  /** How the site secures its books; the staff's desk may learn other values. */
  readonly site: SiteSecurityInForce;
  /** For the staff's desk; absent where the terminal has no pad. */
  readonly pad?: RfidPad;
}

export interface GatewayOptions {
  readonly mount?: AppOptions['mount'];
  /** The server does not know this terminal; said once until it does. */
  readonly onStranger?: (identity: Identity) => void;
}

export interface RunningGateway {
  /** Where the kiosk is served, without a slash at the end. */
  readonly url: string;
  readonly identity: Identity;
  close(): Promise<void>;
}

/** Transactions under way have this long to be answered; then they are looked up after the next start. */
const PATIENCE_MS = 2_000;

export class Gateway implements RunningGateway {
  readonly identity: Identity;
  readonly #config: Config;
  readonly #log: Logger;
  readonly #clock = new TerminalClock();
  readonly #memory: TerminalMemory;
  readonly #journal: Journal;
  readonly #system: LibrarySystem;
  /** Behind our own server: what may be lent while it does not answer. */
  readonly #permits: PermitKeeper | undefined;
  readonly #permitWatch: PermitWatch | undefined;
  readonly #time: TimeWatch;
  readonly #runner: SessionRunner;
  readonly #desk: DeskRunner | undefined;
  readonly #hardware: Hardware;
  readonly #scans: SiteScansInForce;
  readonly #devices: DeviceWatch;
  readonly #options: GatewayOptions;
  #app: RunningApp | undefined;
  #reported = '';
  #strangerTold = false;

  private constructor(
    config: Config,
    hardware: Hardware,
    memory: TerminalMemory,
    log: Logger,
    options: GatewayOptions,
  ) {
    const clock = this.#clock;
    this.#config = config;
    this.#log = log;
    this.#memory = memory;
    this.#options = options;
    this.identity = openIdentity(config.terminal.id, join(config.dataFolder, 'terminal-key.pem'));
    this.#journal = new Journal({
      path: join(config.dataFolder, 'outbox.db'),
      version: VERSION,
      readClocks: clock.read,
      timer: { now: clock.steady, at: clock.at },
      random: Math.random,
      permit: () => this.#permits?.state,
      ...(config.credentialsFolder !== undefined && {
        credentialsFolder: config.credentialsFolder,
      }),
      onFault: (error) => log.error({ err: error }, 'the outbox failed'),
      onSalvaged: (salvaged) =>
        log.warn(salvaged, 'the outbox was damaged: what could be read goes on'),
    });
    this.#system = this.#connect();
    this.#permits = this.#openPermits();
    this.#time = new TimeWatch({
      clock,
      lastRow: this.#journal.lastRecordedAt(),
      file: new ClockFile(join(config.dataFolder, 'clock.json'), (error) =>
        log.warn({ err: error }, 'what was known of time could not be read or kept'),
      ),
      onChange: (known) => {
        log.warn(clock.state, known ? 'the time is known' : 'the time is not known: returns only');
        this.#runner.setTimeKnown(known);
        this.#permitWatch?.check();
        this.#report();
      },
    });
    this.#permitWatch = this.#watchPermits();
    this.#hardware = hardware;
    if (memory.learnedAfi) hardware.site.learn(pairWith(memory.learnedAfi));
    this.#scans = new SiteScansInForce(config);
    if (memory.learnedRules) this.#scans.learn(memory.learnedRules);
    this.#runner = this.#session(hardware);
    this.#desk = this.#openDesk(hardware);
    this.#desk?.checkDoubts();
    this.#devices = new DeviceWatch({
      ...{ devices: hardware.devices, wedge: wedgeOf(config), now: clock.now, log },
      onEvent: (event) => this.#happened(event),
    });
  }

  /** @throws Error when the port is taken, the key cannot be read, or the data folder cannot be made */
  static async start(
    config: Config,
    hardware: Hardware,
    log: Logger,
    options: GatewayOptions = {},
  ): Promise<Gateway> {
    mkdirSync(config.dataFolder, { recursive: true });
    const memory = await TerminalMemory.open(join(config.dataFolder, 'terminal.json'), (error) =>
      log.warn({ err: error }, 'what was remembered of the terminal is lost'),
    );
    const gateway = new Gateway(config, hardware, memory, log, options);
    try {
      await gateway.#open();
    } catch (error) {
      await gateway.close();
      throw error;
    }
    return gateway;
  }

  get url(): string {
    return this.#app?.url ?? '';
  }

  async close(): Promise<void> {
    this.#runner.close();
    this.#time.close();
    this.#permitWatch?.close();
    await Promise.all([this.#app?.close(), this.#devices.close()]);
    const stopped = this.#journal.stop();
    await Promise.race([
      stopped,
      new Promise((resolve) => this.#clock.at(PATIENCE_MS, () => resolve(undefined))),
    ]);
    const permits = this.#permits?.close();
    await this.#system.close();
    await permits;
    await this.#desk?.close();
    await stopped;
    this.#journal.close();
    this.#log.info('the gateway has stopped');
  }

  async #open(): Promise<void> {
    const { listen, pagesFolder } = this.#config;
    await this.#permits?.load();
    this.#app = await startApp({
      ...{ listen, pagesFolder, version: VERSION, screen: this.#runner },
      ...(this.#options.mount && { mount: this.#options.mount }),
      ...(this.#desk && { desk: this.#desk }),
      ...(this.#isTaggingStation && { home: '/desk' }),
      onScreens: (count) => this.#devices.heardBy(count),
      health: () => healthOf(this.#told),
    });
    this.#runner.subscribe(() => {
      this.#desk?.setServing(this.#runner.serving);
      this.#report();
    });
    this.#devices.start();
    this.#system.start();
    this.#journal.wake();
    this.#log.info(
      { url: this.url, version: VERSION, ...this.#journal.recovered },
      'the gateway is ready',
    );
  }

  #connect(): LibrarySystem {
    return openSystem(this.#config, {
      ...{ identity: this.identity, clock: this.#clock, log: this.#log },
      state: () => stateOf(this.#told),
      onOnline: (online) => {
        this.#runner.setOnline(online);
        this.#permits?.setOnline(online);
        this.#desk?.setOnline(online);
      },
      onAnswers: () => this.#journal.wake(),
      onServerTime: () => {
        this.#time.heard();
        this.#permitWatch?.check();
      },
      onCertificateDate: () => this.#time.refused(),
      onTimeHint: (time) => this.#time.hint(time),
      onOffLine: (isOk) => {
        this.#runner.setOfflineLoans(isOk);
        void this.#memory.keepOffLine(isOk);
      },
      onNames: (names) => {
        this.#strangerTold = false;
        this.#runner.setTerminal(names);
        this.#desk?.setTerminal(names);
        void this.#memory.keepTerminal(names);
      },
      onIntroduced: (introduction) => this.#permits?.introduce(introduction),
      onStranger: (saidSo) => {
        if (saidSo) this.#permits?.disown();
        this.#tellStranger();
      },
    });
  }

  #openPermits(): PermitKeeper | undefined {
    const { permits: api } = this.#system;
    if (!api) return undefined;
    return new PermitKeeper({
      ...{ api, identity: this.identity, clock: this.#clock, log: this.#log },
      folder: join(this.#config.dataFolder, 'permit'),
      random: Math.random,
      onChange: () => {
        this.#permitWatch?.check();
        this.#report();
      },
    });
  }

  #watchPermits(): PermitWatch | undefined {
    if (!this.#permits) return undefined;
    return new PermitWatch({
      ...{ permits: this.#permits, clock: this.#clock },
      timeKnown: () => this.#time.known,
      onChange: (lends) => this.#runner.setOfflineLoans(lends),
    });
  }

  #offlineLending(transactions: Transactions): OfflineLending | undefined {
    const watch = this.#permitWatch;
    if (watch) return new PermitLending(transactions, () => watch.permit);
    const { loans } = this.#config.offline;
    return loans === 'none' ? undefined : new SiteLending(transactions, loans);
  }

  #session({ devices, security }: Hardware): SessionRunner {
    const { ils, lanes, online, patienceMs } = this.#system;
    const { abandoned, ambiguous } = this.#journal.recovered;
    const transactions = this.#journal.use({
      ils,
      ...(patienceMs !== undefined && { patienceMs }),
      ...(lanes !== undefined && { lanes }),
      onWritable: (writable) => this.#runner.setOutboxWritable(writable),
      onOutcome: ({ outcome }) => {
        this.#app?.metrics.outcome(outcome);
        this.#desk?.checkDoubts();
        this.#report();
      },
      onUnclear: () => this.#desk?.checkDoubts(),
    });
    const offline = this.#offlineLending(transactions);
    const runner = new SessionRunner({
      ...{ ils, security, transactions, newId, online, log: this.#log, clock: this.#clock },
      settings: settingsOf(this.#config, devices, this.#scans.current),
      terminal: namesOf(this.#config, this.#memory.terminal),
      timeKnown: this.#time.known,
      ...(offline && { offline }),
      recovered: ambiguous + abandoned > 0,
    });
    if (!this.#journal.isOpen) runner.setOutboxWritable(false);
    if (!this.#permits && this.#memory.offLine) runner.setOfflineLoans(true);
    return runner;
  }

  #openDesk({ pad, site }: Hardware): DeskRunner | undefined {
    return openDesk({
      ...{ pad, site, config: this.#config, system: this.#system, scans: this.#scans },
      journal: this.#journal,
      ...{ clock: this.#clock, log: this.#log, memory: this.#memory },
      learnRules: (samples) => this.#learnRules(samples),
      terminal: namesOf(this.#config, this.#memory.terminal),
      ownsDevices: this.#isTaggingStation,
      onOpen: (open) => this.#runner.setDesk(open),
    });
  }

  /** @param samples undefined: back to the settings file */
  #learnRules(samples: readonly LabelledScan[] | undefined): void {
    const learned = samples && proposeRules(samples)?.rules;
    if (learned) this.#scans.learn(learned);
    else this.#scans.forget();
    this.#runner.setScanRules(this.#scans.current.rules);
    void this.#memory.keepLearnedRules(learned);
  }

  get #isTaggingStation(): boolean {
    return this.#config.terminal.profile === 'tagging';
  }

  #happened(event: DeviceEvent): void {
    // Tags are told to both, so that the session knows what lies there when it has the devices again.
    const isDesks = this.#desk?.hasDevices === true && SCANS.includes(event.kind);
    if (!isDesks) this.#runner.deviceEvent(event);
    this.#desk?.deviceEvent(event);
    this.#desk?.setDevices(this.#deskDevices());
    this.#report();
  }

  #deskDevices(): DeskSnapshot['devices'] {
    const { model } = this.#hardware.pad ?? {};
    return this.#devices.list().map(({ code, id, kind, state }) => ({
      ...{ id, kind, state },
      ...(code !== undefined && { code }),
      ...(kind === 'rfid-reader' && model && { model: model.name }),
    }));
  }

  get #told(): Told {
    return {
      ...{ devices: this.#devices, journal: this.#journal, permitWatch: this.#permitWatch },
      ...{ runner: this.#runner, system: this.#system, time: this.#time },
    };
  }

  /** To the server, when something has changed that it wants to know. */
  #report(): void {
    const state = JSON.stringify(stateOf(this.#told));
    if (state === this.#reported) return;
    this.#reported = state;
    this.#system.report();
  }

  #tellStranger(): void {
    if (this.#strangerTold) return;
    this.#strangerTold = true;
    const { publicKeyText, terminalId } = this.identity;
    this.#log.info({ terminalId, publicKeyText }, 'this key is to be registered at the server');
    this.#options.onStranger?.(this.identity);
  }
}

/** What was scanned at the desk is no visitor's. */
const SCANS: readonly DeviceEvent['kind'][] = ['scanned', 'scan-unreadable', 'card-read'];
