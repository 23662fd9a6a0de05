/** Fetches what staff have set from afar, puts it in force between two visits, and goes back by itself (docs/rules/settings.md). */
import type { Logger } from 'pino';
import {
  SettingsInForce,
  type TerminalSettings,
} from '#server/settings/format/terminal-settings.ts';
import type { TerminalState } from '../ils/central/link.ts';
import type { SettingsFile } from './settings-file.ts';
import {
  begun,
  inForce,
  isToBeTried,
  type Kept,
  type LookedBecause,
  proved,
  takenBack,
  TRIAL_MS,
  tried,
} from './rules/trial.ts';

export interface SettingsKeeperOptions {
  readonly file: SettingsFile;
  readonly log: Logger;
  readonly clock: {
    /** Epoch milliseconds. */
    now(): number;
    at(delayMs: number, run: () => void): () => void;
  };
}

/** What the keeper works upon; given once all of it is there. */
export interface SettingsUse {
  /** As it came; undefined: nothing newer. Rejects when the server does not answer. */
  readonly fetch: (version: number) => Promise<unknown>;
  /** Somebody is being served. */
  readonly serving: () => boolean;
  /** Whether this machine can do all of it: a setting may speak of what it has not. */
  readonly fits: (settings: TerminalSettings) => boolean;
  /** What holds has changed, from `before`; never while somebody is served. */
  readonly apply: (now: TerminalSettings, before: TerminalSettings) => void;
  /** Something of it is to be told. */
  readonly onChange: () => void;
}

/** Asked again even without news. Milliseconds. */
const EVERY_MS = 1_800_000;
/** The server did not answer. */
const AGAIN_MS = 60_000;

export class SettingsKeeper {
  readonly #options: SettingsKeeperOptions;
  readonly #listeners = new Set<(settings: TerminalSettings) => void>();
  #kept: Kept;
  #use: SettingsUse | undefined;
  /** Fetched, and not yet in force: somebody is being served. */
  #waiting: SettingsInForce | undefined;
  #generation: number | undefined;
  #looking: Promise<void> = Promise.resolve();
  #cancelLook: () => void = () => undefined;
  #cancelTrial: () => void = () => undefined;
  /** Epoch milliseconds. */
  #trialEndsAt: number | undefined;
  #isClosed = false;

  /** What holds is known at once; the terminal's own file is overruled by it before anything is opened. */
  constructor(options: SettingsKeeperOptions) {
    this.#options = options;
    const found = options.file.read();
    this.#kept = begun(found, options.clock.now());
    if (this.#kept !== found) this.#write();
  }

  /** In force now. */
  get current(): TerminalSettings {
    return inForce(this.#kept).settings;
  }

  get state(): NonNullable<TerminalState['settings']> {
    const { trial, undone } = this.#kept;
    const until = this.#trialEndsAt;
    return {
      version: inForce(this.#kept).version,
      ...(trial && until !== undefined && { trial: { until } }),
      ...(undone && { undone }),
    };
  }

  /** Called whenever others hold. @returns how to stop it */
  subscribe(listener: (settings: TerminalSettings) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  start(use: SettingsUse): void {
    this.#use = use;
    if (this.#kept.trial) this.#awaitServer();
  }

  /** The server has been heard: a trial has proved good. */
  heard(): void {
    if (!this.#kept.trial || this.#isClosed || !this.#use) return;
    this.#cancelTrial();
    const { version } = this.#kept.trial.settings;
    this.#keep(proved(this.#kept));
    this.#options.log.info({ version }, 'the settings have proved good');
    // What staff have changed meanwhile was not tried beside it.
    this.#lookIn(0);
  }

  /** The server says how often settings were changed anywhere; the first word after a start counts as news. */
  changed(generation: number): void {
    if (generation === this.#generation) return;
    this.#generation = generation;
    void this.look('by-itself').catch((err: unknown) =>
      this.#options.log.warn({ err }, 'the settings could not be fetched'),
    );
  }

  /** Nobody is being served any more, perhaps. */
  visitEnded(): void {
    const waiting = this.#waiting;
    if (!waiting || this.#use?.serving()) return;
    this.#waiting = undefined;
    this.#try(waiting);
  }

  /** One after the other. @throws Fault the server does not answer, or not as agreed */
  look(because: LookedBecause): Promise<void> {
    const looked = this.#looking.then(() => this.#look(because));
    this.#looking = looked.catch(() => undefined);
    return looked;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelLook();
    this.#cancelTrial();
    await this.#looking;
  }

  async #look(because: LookedBecause): Promise<void> {
    if (this.#isClosed || !this.#use) return;
    this.#lookIn(AGAIN_MS);
    // After a retreat the number that is known is the older one, so that what was taken back is offered again.
    const answer = await this.#use.fetch(inForce(this.#kept).version);
    this.#lookIn(EVERY_MS);
    // One trial at a time; when it has ended well it is looked again.
    if (answer === undefined || this.#kept.trial) return;
    const offered = SettingsInForce.safeParse(answer);
    if (!offered.success) return this.#refuse(answer, offered.error);
    if (!isToBeTried(this.#kept, offered.data, because)) return;
    if (!this.#use.fits(offered.data.settings)) return this.#refuse(answer);
    this.#waiting = offered.data;
    this.visitEnded();
  }

  /** Of a newer server, or of another machine: it says so, and stays with what it has. */
  #refuse(answer: unknown, why?: unknown): void {
    const version = versionIn(answer);
    if (version === undefined || version === this.#kept.undone?.version) return;
    this.#options.log.warn({ err: why, version }, 'the settings do not fit this terminal');
    // What the server said before is not its word any more.
    this.#waiting = undefined;
    const at = this.#options.clock.now();
    this.#keep({ good: this.#kept.good, undone: { version, at, why: 'does-not-fit' } });
  }

  /** On disk before anything is done: a sudden end finds that it was on trial. */
  #try(settings: SettingsInForce): void {
    const before = this.current;
    this.#awaitServer();
    this.#keep(tried(this.#kept, settings));
    this.#options.log.info({ version: settings.version }, 'new settings are on trial');
    this.#apply(before);
  }

  #awaitServer(): void {
    const { clock } = this.#options;
    this.#cancelTrial();
    this.#trialEndsAt = clock.now() + TRIAL_MS;
    this.#cancelTrial = clock.at(TRIAL_MS, () => this.#takeBack('not-heard'));
  }

  #takeBack(why: 'not-heard'): void {
    const { clock, log } = this.#options;
    const before = this.current;
    log.warn({ version: this.state.version, why }, 'the settings are taken back');
    this.#keep(takenBack(this.#kept, why, clock.now()));
    this.#apply(before);
    // What mends it may have been heard of already, and not tried beside it.
    this.#lookIn(0);
  }

  #apply(before: TerminalSettings): void {
    const { current } = this;
    this.#use?.apply(current, before);
    for (const listener of this.#listeners) listener(current);
  }

  #keep(kept: Kept): void {
    this.#kept = kept;
    this.#write();
    this.#use?.onChange();
  }

  /** What is not on disk holds all the same, until the next start. */
  #write(): void {
    try {
      this.#options.file.write(this.#kept);
    } catch (err) {
      this.#options.log.error({ err }, 'the settings could not be kept');
    }
  }

  #lookIn(delayMs: number): void {
    this.#cancelLook();
    if (this.#isClosed) return;
    this.#cancelLook = this.#options.clock.at(delayMs, () => {
      void this.look('by-itself').catch((err: unknown) =>
        this.#options.log.warn({ err }, 'the settings could not be fetched'),
      );
    });
  }
}

function versionIn(answer: unknown): number | undefined {
  if (typeof answer !== 'object' || answer === null || !('version' in answer)) return undefined;
  return typeof answer.version === 'number' ? answer.version : undefined;
}
