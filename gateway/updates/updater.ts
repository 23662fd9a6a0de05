/** Brings the terminal up to date: looks, fetches, unpacks beside, waits for its moment, starts the new version on trial (docs/rules/updates.md). */
import { rm, statfs } from 'node:fs/promises';
import type { Logger } from 'pino';
import type { Manifest } from '#server/updates/format/manifest.ts';
import { isNewer } from '#server/updates/format/version.ts';
import type { Order } from '../ils/central/answers.ts';
import type { TerminalState } from '../ils/central/link.ts';
import type { Part } from '../part.ts';
import { DONE, type Obeyed, refused } from '../remote/rules/obeyed.ts';
import { bytesLeft, fetchArchive } from './fetch-archive.ts';
import type { ReleaseFolder } from './release-folder.ts';
import { type Here, whyNot } from './rules/judge.ts';
import { isMoment, type Moment } from './rules/moment.ts';
import type { Seen } from './rules/trial.ts';
import { manifestIn } from './signed-manifest.ts';
import { TrialWatch } from './trial-watch.ts';
import { unpack } from './unpack.ts';
import type { UpdateApi } from './update-api.ts';
import { UpdateFault } from './update-fault.ts';

type Told = NonNullable<TerminalState['update']>;

export interface UpdaterOptions {
  readonly here: Readonly<Record<keyof Here, string>>;
  readonly releases: ReleaseFolder;
  /** Whose signature counts. */
  readonly keys: readonly string[];
  readonly api: Pick<UpdateApi, 'offer' | 'piece'>;
  readonly clock: {
    now(): number;
    monotonic(): number;
    at(delayMs: number, run: () => void): () => void;
  };
  readonly log: Logger;
  readonly seen: () => Seen;
  readonly moment: () => Omit<Moment, 'isAsked' | 'now'>;
  /** Milliseconds until a new version must have proved good. */
  readonly proveMs: number;
  readonly onChange: () => void;
  /** Ends; whoever watches over the program starts it again. */
  readonly restart: () => void;
}

const FIRST_LOOK_MS = 60_000;
const LOOK_MS = 1_800_000;
const AGAIN_MS = 300_000;
/** What came was not what was signed: a server that sends such a thing is not asked for it all day. */
const HOLD_OFF_MS = 6 * 3_600_000;
/** Whether the moment has come is looked at so often, and whenever a visit ends. */
const MOMENT_MS = 30_000;
/** Left free besides: journal and log go on. */
const ROOM_BYTES = 200 * 1024 * 1024;

/** The gateway ends. */
class Closed extends Error {}

export class Updater implements Part {
  readonly #options: UpdaterOptions;
  #told: Told | undefined;
  /** What is on disk, as long as nothing has changed: it is told with each word to the server. */
  #rest: Told | undefined;
  /** Why the last look came to nothing. */
  #why: string | undefined;
  #trial: TrialWatch | undefined;
  #bringing: Promise<void> | undefined;
  #isAsked = false;
  #isClosed = false;
  #wake: () => void = () => undefined;
  #cancelLook: () => void = () => undefined;

  constructor(options: UpdaterOptions) {
    this.#options = options;
  }

  start(): void {
    const { clock, here, proveMs, releases } = this.#options;
    const { trial } = releases;
    if (trial?.version === here.version) {
      this.#tell({ state: 'applying', version: trial.version, at: trial.expected.at });
      this.#trial = new TrialWatch(trial, {
        ...{ releases, clock, proveMs, log: this.#options.log, seen: this.#options.seen },
        isBusy: () => this.#options.moment().isBusy,
        onSettled: () => this.#settled(),
        onReturned: () => this.#options.restart(),
      });
      return;
    }
    this.#tidy();
    this.#lookIn(FIRST_LOOK_MS);
  }

  #tidy(): void {
    const { clock, here, log, releases } = this.#options;
    try {
      // The power went before the link was changed; or the launcher has gone back, and wrote so.
      if (releases.trial) releases.forgetTrial();
      if (releases.settled?.version !== here.version)
        releases.settle({ version: here.version, at: clock.now() });
    } catch (err) {
      log.error({ err }, 'which version runs could not be kept');
    }
    this.#tell(undefined);
  }

  state(): { readonly update: Told } {
    return { update: this.#told ?? (this.#rest ??= this.#resting()) };
  }

  obey(what: Order): Promise<Obeyed> | undefined {
    return what.kind === 'look-for-update' ? this.#asked() : undefined;
  }

  /** Somebody has come or gone. */
  look(): void {
    this.#wake();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#trial?.close();
    this.#cancelLook();
    this.#wake();
    await this.#bringing;
  }

  /** What it says while nothing is under way. */
  #resting(): Told {
    const { here, releases } = this.#options;
    const failure = releases.failures.findLast(({ version }) => isNewer(version, here.version));
    const settled = releases.settled ?? { version: here.version, at: 0 };
    if (failure)
      return { state: 'returned', version: failure.version, at: failure.at, why: failure.why };
    const why = this.#why === undefined ? {} : { why: this.#why };
    return { state: 'current', version: here.version, at: settled.at, ...why };
  }

  async #asked(): Promise<Obeyed> {
    if (this.#trial) return refused('on-trial');
    this.#isAsked = true;
    this.#wake();
    if (this.#bringing) return { ...DONE, code: this.#told?.state ?? 'fetching' };
    try {
      const manifest = await this.#offered();
      this.#isAsked = manifest !== undefined;
      if (!manifest) return { ...DONE, code: 'nothing-newer' };
      this.#begin(manifest);
      return { ...DONE, code: 'fetching', message: manifest.version };
    } catch (error) {
      this.#isAsked = false;
      if (!(error instanceof UpdateFault)) throw error;
      return refused(error.code);
    }
  }

  #lookIn(delayMs: number): void {
    this.#cancelLook();
    if (this.#isClosed) return;
    this.#cancelLook = this.#options.clock.at(delayMs, () => void this.#lookByItself());
  }

  async #lookByItself(): Promise<void> {
    this.#lookIn(LOOK_MS);
    if (this.#bringing) return;
    try {
      const manifest = await this.#offered();
      if (manifest) this.#begin(manifest);
    } catch (error) {
      this.#failed(error);
    }
  }

  /** @returns undefined: nothing newer. @throws UpdateFault */
  async #offered(): Promise<Manifest | undefined> {
    const { api, here, keys, releases } = this.#options;
    const offer = await api.offer(here);
    this.#why = undefined;
    this.#rest = undefined;
    if (offer === undefined) return undefined;
    const manifest = manifestIn(offer, keys);
    const why = whyNot(manifest, here, releases.failuresOf(manifest.version));
    if (why !== undefined) throw new UpdateFault(why, `${manifest.version} is not for here`);
    return manifest;
  }

  #begin(manifest: Manifest): void {
    if (this.#bringing || this.#isClosed) return;
    this.#bringing = this.#bring(manifest)
      .catch((error: unknown) => this.#failed(error))
      .finally(() => (this.#bringing = undefined));
  }

  async #bring(manifest: Manifest): Promise<void> {
    const { clock, releases } = this.#options;
    const { version } = manifest;
    if (!releases.has(version)) {
      this.#tell({ state: 'fetching', version, at: clock.now() });
      await this.#makeRoom(manifest);
      await this.#unpack(manifest, await this.#fetch(manifest));
    }
    this.#tell({ state: 'waiting', version, at: clock.now() });
    await this.#until(() => this.#isMoment());
    // It may have waited for days: what staff have paused since, or whose key was withdrawn, is not begun.
    const still = await this.#offered();
    if (!still) return this.#withdrawn();
    // Another one by now; or somebody has come while the server was asked.
    if (still.version !== version || !this.#isMoment()) return this.#bring(still);
    this.#apply(version);
  }

  #withdrawn(): void {
    this.#isAsked = false;
    this.#tell(undefined);
  }

  /** @throws UpdateFault `disk-full` */
  async #makeRoom({ archive, unpacked, version }: Manifest): Promise<void> {
    const { here, releases } = this.#options;
    const { settled } = releases;
    releases.sweep([version, here.version, settled?.version ?? here.version]);
    const { bavail, bsize } = await statfs(releases.downloads);
    const needed = (await bytesLeft(archive, releases.downloads)) + unpacked.bytes + ROOM_BYTES;
    if (bavail * bsize < needed)
      throw new UpdateFault('disk-full', `${needed} bytes must be free for ${version}`);
  }

  /** Half the time the line is left to others, and all of it while somebody is served. */
  #fetch({ archive }: Manifest): Promise<string> {
    const { api, clock, moment, releases } = this.#options;
    return fetchArchive({
      ...{ archive, folder: releases.downloads, monotonic: () => clock.monotonic() },
      piece: (...asked) => api.piece(...asked),
      turn: async (tookMs) => {
        await this.#sleep(tookMs);
        await this.#until(() => !moment().isBusy);
      },
    });
  }

  async #unpack(manifest: Manifest, archive: string): Promise<void> {
    const { clock, releases } = this.#options;
    const { version } = manifest;
    try {
      await unpack(archive, releases.begin(version), manifest);
      releases.finish(version);
    } catch (error) {
      releases.sweepBegun();
      // It is what was signed: it would be the same the next time.
      if (error instanceof UpdateFault)
        releases.fail(version, { at: clock.now(), why: error.code });
      throw error;
    } finally {
      await rm(archive, { force: true });
    }
  }

  #isMoment(): boolean {
    const { clock, moment } = this.#options;
    return isMoment({ ...moment(), now: clock.now(), isAsked: this.#isAsked });
  }

  /** From here to the restart nothing is waited for. */
  #apply(version: string): void {
    const { clock, here, log, releases, restart, seen } = this.#options;
    const expected = { ...seen(), at: clock.now() };
    this.#tell({ state: 'applying', version, at: clock.now() });
    releases.tryOut({ version, from: here.version, expected });
    log.info({ version, from: here.version }, 'a new version is on trial from the next start on');
    restart();
  }

  #settled(): void {
    this.#trial = undefined;
    this.#tell(undefined);
    this.#lookIn(LOOK_MS);
  }

  #failed(error: unknown): void {
    if (error instanceof Closed) return;
    const code = error instanceof UpdateFault ? error.code : 'disk-failed';
    this.#why = code;
    // What staff asked for has been tried; the next time its hours count again.
    this.#isAsked = false;
    if (code === 'unreachable') this.#options.log.info({ err: error }, 'no release was fetched');
    else this.#options.log.warn({ err: error }, 'the terminal was not brought up to date');
    this.#tell(undefined);
    this.#lookIn(code === 'does-not-fit' ? HOLD_OFF_MS : AGAIN_MS);
  }

  #tell(told: Told | undefined): void {
    this.#told = told;
    this.#rest = undefined;
    this.#options.onChange();
  }

  /** @throws Closed */
  async #until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await this.#sleep(MOMENT_MS, true);
    if (this.#isClosed) throw new Closed();
  }

  /** @param isLight also wakes when something has changed. @throws Closed */
  async #sleep(delayMs: number, isLight = false): Promise<void> {
    if (this.#isClosed) throw new Closed();
    await new Promise<void>((resolve) => {
      const cancel = this.#options.clock.at(delayMs, resolve);
      this.#wake = () => {
        if (!isLight && !this.#isClosed) return;
        cancel();
        resolve();
      };
    });
    if (this.#isClosed) throw new Closed();
  }
}
