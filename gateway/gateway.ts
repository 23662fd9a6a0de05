/** One terminal at work: its devices, its session, its outbox, its server and its screen, tied together once. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { type AppOptions, type RunningApp, type ScreenSource, startApp } from './app.ts';
import { ClockFile } from './clock-file.ts';
import type { Config } from './config.ts';
import { Counters } from './counters.ts';
import { pairWith } from './desk/rules/learning.ts';
import { DeviceWatch } from './device-watch.ts';
import type { DeviceEvent } from './devices/device.ts';
import type { Hardware } from './hardware.ts';
import { type Identity, openIdentity } from './identity.ts';
import type { LibrarySystem } from './library-system.ts';
import type { LogTail } from './log-tail.ts';
import { deskDevices, isTaggingStation, openDesk, openPin } from './open-desk.ts';
import { openOutbox } from './open-outbox.ts';
import { openPermits } from './open-permits.ts';
import { type OpenSession, openSession } from './open-session.ts';
import { openSystem } from './open-system.ts';
import type { Part, Terminal } from './part.ts';
import { openParts } from './parts.ts';
import { VERSION } from './release.ts';
import { openReceipts } from './receipt/open-receipts.ts';
import { openPause } from './remote/open-remote.ts';
import { openSettings } from './settings/open-settings.ts';
import { overruled } from './settings/overlay.ts';
import { Reporter } from './reporter.ts';
import { healthOf, stateOf, type Told } from './self-report.ts';
import { wedgeOf } from './session-settings.ts';
import { SiteScansInForce } from './site-scans.ts';
import { StrangerNotice } from './stranger-notice.ts';
import { hooksOf } from './system-hooks.ts';
import { TerminalClock } from './terminal-clock.ts';
import { TerminalMemory } from './terminal-memory.ts';
import { TimeWatch } from './time-watch.ts';

export interface GatewayOptions {
  readonly mount?: AppOptions['mount'];
  /** The server does not know this terminal; said once until it does. */
  readonly onStranger?: (identity: Identity) => void;
  /** The end of the log, for whoever mends this terminal from afar. */
  readonly logTail?: Pick<LogTail, 'lines'>;
  /** It is to be ended and started again; nobody is being served. */
  readonly onRestart?: () => void;
}

export interface RunningGateway {
  /** Where the kiosk is served, without a slash at the end. */
  readonly url: string;
  readonly identity: Identity;
  close(): Promise<void>;
}

/** What the gateway is given before any of its parts is there. */
interface Beginning {
  readonly config: Config;
  readonly hardware: Hardware;
  readonly memory: TerminalMemory;
  readonly log: Logger;
}

/** Transactions under way have this long to be answered; then they are looked up after the next start. */
const PATIENCE_MS = 2_000;

export class Gateway implements RunningGateway {
  readonly #terminal: Terminal;
  /** None yet while they are being made: they may have something to tell already. */
  #parts: readonly Part[] = [];
  readonly #stranger: StrangerNotice;
  readonly #reporter: Reporter;
  readonly #options: GatewayOptions;
  /** What visitors deal with: the session, or the part that has the devices in its place. */
  readonly #machine: ScreenSource;
  /** … and what else is laid over it. */
  readonly #screen: ScreenSource;
  #app: RunningApp | undefined;

  private constructor(begin: Beginning, options: GatewayOptions) {
    const { config, hardware, log, memory } = begin;
    this.#options = options;
    const called = memory.registered?.id ?? config.terminal.id;
    const identity = openIdentity(called, join(config.dataFolder, 'terminal-key.pem'));
    this.#stranger = new StrangerNotice({ ...options, identity, log });
    const clock = new TerminalClock();
    const permit = () => this.#terminal.permits?.keeper.state;
    const journal = openOutbox({ clock, config, log, permit });
    const settings = openSettings(config, clock, log);
    const { elsewhere } = settings.current;
    const inForce = overruled(config, settings.current);
    const system = this.#connect({ ...begin, config: inForce }, identity, clock);
    this.#reporter = new Reporter({
      state: () => stateOf(this.#told),
      send: () => system.report(),
    });
    const core = { ...begin, identity, clock, journal, system };
    const time = this.#watchTime(core);
    const permits = openPermits({
      ...{ ...core, api: system.permits, timeKnown: () => time.known },
      onChange: this.#report,
      onLends: (lends) => this.#terminal.runner.setOfflineLoans(lends),
    });
    if (memory.learnedAfi) hardware.site.learn(pairWith(memory.learnedAfi));
    const scans = new SiteScansInForce(config);
    if (memory.learnedRules) scans.learn(memory.learnedRules);
    const counters = new Counters(clock.now());
    const receipts = openReceipts({
      ...{ ...core, config: inForce, counters, time, runner: () => runner },
    });
    const session = this.#session({
      ...{ ...core, config: inForce, elsewhere, permits, receipts, scans },
      timeKnown: time.known,
    });
    const { runner } = session;
    const pin = openPin(core);
    const desk = openDesk({ ...core, pin, runner, scans });
    const devices = new DeviceWatch({
      ...{ devices: hardware.devices, wedge: wedgeOf(config), now: clock.now, log },
      onEvent: (event) => this.#happened(event),
    });
    const report = this.#report;
    const pause = openPause({ config, log, report, runner });
    const parts = {
      counters,
      desk,
      devices,
      pause,
      permits,
      pin,
      report,
      settings,
      time,
      ...session,
    };
    this.#terminal = {
      ...{ ...core, ...parts, receipts, scans: () => scans.current },
      ...(options.logTail && { logTail: options.logTail }),
      state: () => stateOf(this.#told),
      metrics: async () => (await this.#app?.metrics.registry.metrics()) ?? '',
      restart: () => options.onRestart?.(),
    };
    this.#parts = openParts(this.#terminal);
    this.#machine = this.#parts.find(({ screen }) => screen)?.screen ?? runner;
    this.#screen = this.#parts.reduce<ScreenSource>(
      (below, part) => part.over?.(below) ?? below,
      this.#machine,
    );
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
    const gateway = new Gateway({ config, hardware, memory, log }, options);
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

  get identity(): Identity {
    return this.#terminal.identity;
  }

  async close(): Promise<void> {
    const { clock, desk, devices, journal, log, permits, receipts, runner, system, time } =
      this.#terminal;
    runner.close();
    time.close();
    permits?.watch.close();
    await Promise.all([this.#app?.close(), devices.close(), receipts.close()]);
    await Promise.all(this.#parts.map((part) => part.close?.()));
    const stopped = journal.stop();
    const patience = new Promise((resolve) => clock.at(PATIENCE_MS, () => resolve(undefined)));
    await Promise.race([stopped, patience]);
    const kept = permits?.keeper.close();
    await system.close();
    await kept;
    await desk?.close();
    await stopped;
    journal.close();
    log.info('the gateway has stopped');
  }

  async #open(): Promise<void> {
    const { config, counters, desk, devices, journal, log, permits, runner, system } =
      this.#terminal;
    await permits?.keeper.load();
    this.#app = await startApp({
      ...{ listen: config.listen, pagesFolder: config.pagesFolder, version: VERSION },
      ...(this.#options.mount && { mount: this.#options.mount }),
      ...(desk && { desk }),
      home: () => (isTaggingStation(config) && !runner.snapshot.pairing ? '/desk' : undefined),
      screen: this.#screen,
      onScreens: (count) => devices.heardBy(count),
      health: () => healthOf(this.#told),
    });
    runner.subscribe((snapshot) => {
      counters.see(snapshot);
      desk?.setServing(runner.serving);
      this.#report();
    });
    for (const part of this.#parts) part.start?.();
    devices.start();
    system.start();
    journal.wake();
    log.info({ url: this.url, version: VERSION, ...journal.recovered }, 'the gateway is ready');
  }

  #connect({ config, log }: Beginning, identity: Identity, clock: TerminalClock): LibrarySystem {
    return openSystem(config, {
      ...{ identity, clock, log, state: () => stateOf(this.#told) },
      ...hooksOf(() => ({
        terminal: this.#terminal,
        parts: this.#parts,
        stranger: this.#stranger,
      })),
    });
  }

  #watchTime({
    clock,
    config,
    journal,
    log,
  }: Pick<Terminal, 'clock' | 'config' | 'journal' | 'log'>) {
    return new TimeWatch({
      clock,
      lastRow: journal.lastRecordedAt(),
      file: new ClockFile(join(config.dataFolder, 'clock.json'), (error) =>
        log.warn({ err: error }, 'what was known of time could not be read or kept'),
      ),
      onChange: (known) => {
        log.warn(clock.state, known ? 'the time is known' : 'the time is not known: returns only');
        this.#terminal.runner.setTimeKnown(known);
        this.#terminal.permits?.watch.check();
        this.#report();
      },
    });
  }

  #session(of: Omit<OpenSession, 'onOutcome' | 'onUnclear' | 'onWritable'>) {
    return openSession({
      ...of,
      onOutcome: ({ outcome }) => {
        this.#app?.metrics.outcome(outcome);
        this.#terminal.desk?.checkDoubts();
        this.#report();
      },
      onUnclear: () => this.#terminal.desk?.checkDoubts(),
      onWritable: (writable) => {
        for (const part of this.#parts) part.setOutboxWritable?.(writable);
      },
    });
  }

  #happened(event: DeviceEvent): void {
    const { desk, devices, hardware, runner } = this.#terminal;
    if (this.#parts.some((part) => part.takes?.(event))) return;
    // Tags are told to both, so that the session knows what lies there when it has the devices again.
    const isDesks = desk?.hasDevices === true && SCANS.includes(event.kind);
    if (!isDesks && this.#machine === runner) runner.deviceEvent(event);
    desk?.deviceEvent(event);
    desk?.setDevices(deskDevices(devices, hardware));
    for (const part of this.#parts) part.deviceEvent?.(event);
    this.#report();
  }

  get #told(): Told {
    const { permits } = this.#terminal;
    return { ...this.#terminal, parts: this.#parts, permitWatch: permits?.watch };
  }

  #report = (): void => this.#reporter.report();
}

/** What was scanned at the desk is no visitor's. */
const SCANS: readonly DeviceEvent['kind'][] = ['scanned', 'scan-unreadable', 'card-read'];
