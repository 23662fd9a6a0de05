/** Keeps the terminal's permit: loads what lies here, fetches what is newer, and says what is in force (PM10, PM11, PM50–PM56). */
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { TerminalIdentity } from '../ils/central/access.ts';
import type { TerminalClock } from '../terminal-clock.ts';
import { type Disk, nodeDisk } from './disk.ts';
import { chunksOf, Intake, type Taken } from './intake.ts';
import type { Permit } from './permit.ts';
import type { PermitApi } from './permit-api.ts';
import { PermitFault, type PermitFaultCode } from './permit-fault.ts';
import type { Manifest } from '#server/permit/format/manifest.ts';
import { PermitFolder, type Trust } from './permit-folder.ts';
import { delayAfterFetch, delayWhenReached, type LastFetch } from './rules/fetch-times.ts';
import { isInForce, type Moment } from './rules/in-force.ts';
import { SealingKey } from './sealing-key.ts';

export interface PermitKeeperOptions {
  /** Folder of its own, made where it is not there. */
  readonly folder: string;
  readonly identity: TerminalIdentity;
  readonly api: PermitApi;
  readonly clock: Pick<TerminalClock, 'now' | 'monotonic' | 'at'>;
  /** From 0 up to 1. */
  readonly random: () => number;
  readonly log: Logger;
  /** What is in force, or what is wrong, has changed. */
  readonly onChange: () => void;
  readonly disk?: Disk;
}

/** What the server says of itself with each token. */
export interface Introduction {
  readonly libraryId: string;
  /** Ed25519, base64url. */
  readonly permitKey: string;
}

/** For reports: nothing of it is about a person. Times in epoch milliseconds. */
export interface PermitState {
  readonly version?: number;
  readonly madeAt?: number;
  readonly endsAt?: number;
  /** When the server last gave it, or said that it is still the newest; absent: not since the start. */
  readonly fetchedAt?: number;
  readonly fault?: PermitFaultCode | 'not-known';
}

export class PermitKeeper {
  readonly #options: PermitKeeperOptions;
  readonly #folder: PermitFolder;
  #intake: Intake | undefined;
  #trust: Trust | undefined;
  /** What of it is on disk. */
  #kept: Trust | undefined;
  #taken: Taken | undefined;
  #fault: PermitState['fault'];
  #isOnline = false;
  #isClosed = false;
  #fetchedAt: number | undefined;
  #succeeded: number | undefined;
  #failures = 0;
  /** One thing at a time is done with the folder. */
  #work: Promise<void> = Promise.resolve();
  #cancel: () => void = () => undefined;

  constructor(options: PermitKeeperOptions) {
    this.#options = options;
    this.#folder = new PermitFolder(options.folder, options.disk ?? nodeDisk);
  }

  /** What lies on the disk is in force when it resolves, where it is whole. Never rejects: what is wrong is told. */
  load = (): Promise<void> => this.#queue(() => this.#loadAll());

  /**
   * The server has said who it is; told before it is asked for a permit.
   * @param introduction of an authenticated line
   */
  introduce({ libraryId, permitKey }: Introduction): void {
    const known = this.#trust;
    const isSame = known?.libraryId === libraryId && known.permitKey === permitKey;
    if (isSame && !known.isStranger) return;
    const isNewKey = known?.permitKey !== permitKey;
    if (known && isNewKey)
      this.#options.log.warn('the server signs permits with another key than before');
    // A server that was set up anew counts from one again, and what the old key has signed is taken no more.
    this.#setTrust({ libraryId, permitKey, highest: isNewKey ? {} : known.highest });
    this.#succeeded = undefined;
    if (this.#isOnline) this.setOnline(true);
  }

  /** The server does not know this terminal any more: what it promised could not be told to anybody (PM55). */
  disown(): void {
    if (this.#trust && !this.#trust.isStranger)
      this.#setTrust({ ...this.#trust, isStranger: true });
  }

  /** The server has said who it is; undefined: never, as far as this disk knows. False: it does not know this terminal any more. */
  get isIntroduced(): boolean | undefined {
    return this.#trust && !this.#trust.isStranger;
  }

  setOnline(online: boolean): void {
    this.#isOnline = online;
    this.#cancel();
    if (online) this.#fetchIn(delayWhenReached(this.#last, this.#options.random()));
  }

  current(moment: Moment): Permit | undefined {
    const permit = this.#taken?.permit;
    const { libraryId, isStranger } = this.#trust ?? {};
    const isOurs = permit && permit.libraryId === libraryId && !isStranger;
    return isOurs && isInForce(permit, moment) ? permit : undefined;
  }

  get state(): PermitState {
    const permit = this.#taken?.permit;
    const fault = this.#trust?.isStranger ? 'not-known' : this.#fault;
    return {
      ...(permit && { version: permit.version, madeAt: permit.madeAt, endsAt: permit.endsAt }),
      ...(this.#fetchedAt !== undefined && { fetchedAt: this.#fetchedAt }),
      ...(fault && { fault }),
    };
  }

  /** Asks the server now. Never rejects: what is wrong is told. */
  fetch = (): Promise<void> => this.#queue(() => this.#fetchNow());

  /** What is being fetched ends with the line; what is to be written down is written. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancel();
    await this.#work;
  }

  async #loadAll(): Promise<void> {
    const intake = await this.#openIntake();
    const kept = await this.#folder.trust();
    if (!this.#trust) this.#trust = this.#kept = kept;
    else if (kept) this.#trust = { ...this.#trust, highest: kept.highest };
    const stored = await this.#folder.current();
    if (!this.#trust || !stored) return;
    await this.#putInForce(await intake.fromDisk(stored, this.#trust));
  }

  async #fetchNow(): Promise<void> {
    if (this.#isClosed) return;
    try {
      const intake = await this.#openIntake();
      const { api, clock } = this.#options;
      const taken = await intake.fromServer(api, this.#keptTrust, this.#taken);
      this.#fetchedAt = clock.now();
      await this.#putInForce(taken);
      await this.#folder.keepOnly(chunksOf(taken.manifest));
      this.#ended();
    } catch (error) {
      await this.#refused(error);
    }
  }

  /** A library that has ceased to lend offline means it at once; whatever else is wrong, what was there stays in force. */
  async #refused(error: unknown): Promise<void> {
    this.#ended(error);
    if (!isCode(error, 'no-permit')) throw error;
    await this.#folder.dropCurrent();
    this.#taken = undefined;
    await this.#folder.keepOnly(new Set());
    throw error;
  }

  /** First the permit, then how high its version is: cut in between, the next start finds both in order. */
  async #putInForce(taken: Taken): Promise<void> {
    const isNew = taken.permit !== this.#taken?.permit;
    this.#taken = taken;
    this.#setFault(undefined);
    const { epoch, endsAt, version } = taken.manifest;
    if (isNew) {
      this.#options.log.info({ version, epoch, endsAt }, 'a permit is in force');
      this.#options.onChange();
    }
    await this.#keepHighest(taken.manifest);
  }

  async #keepHighest({ library, version }: Manifest): Promise<void> {
    const trust = this.#trust;
    if (!trust || version <= (trust.highest[library] ?? 0)) return;
    this.#trust = { ...trust, highest: { ...trust.highest, [library]: version } };
    await this.#keptTrust();
  }

  /** On disk before anything that rests on it: a permit that nobody vouches for would not be in force at the next start. */
  #keptTrust = async (): Promise<Trust> => {
    const trust = this.#trust;
    if (!trust)
      throw new PermitFault('signature', 'the server has not said by which key it signs permits');
    if (trust !== this.#kept) await this.#folder.keepTrust(trust);
    return (this.#kept = trust);
  };

  async #openIntake(): Promise<Intake> {
    if (this.#intake) return this.#intake;
    const { disk = nodeDisk, folder, identity, log } = this.#options;
    await this.#folder.make();
    const sealingKey = await SealingKey.open(join(folder, 'sealing-key.pem'), disk, (err) =>
      log.warn({ err }, 'the key that permits are sealed to cannot be read; there is a new one'),
    );
    return (this.#intake = new Intake({ identity, folder: this.#folder, sealingKey }));
  }

  /** Says when to ask again. @param error what it came to, if to no permit */
  #ended(error?: unknown): void {
    const isAnswer = error === undefined || isCode(error, 'no-permit');
    this.#failures = isAnswer ? 0 : this.#failures + 1;
    if (isAnswer) this.#succeeded = this.#options.clock.monotonic();
    if (this.#isOnline) this.#fetchIn(delayAfterFetch(this.#last, this.#options.random()));
  }

  get #last(): LastFetch {
    const { monotonic } = this.#options.clock;
    return {
      hasPermit: this.#taken !== undefined,
      failures: this.#failures,
      ago: this.#succeeded === undefined ? undefined : monotonic() - this.#succeeded,
    };
  }

  #fetchIn(delayMs: number): void {
    this.#cancel();
    if (!this.#isClosed) this.#cancel = this.#options.clock.at(delayMs, () => void this.fetch());
  }

  #queue(step: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(step).catch((error: unknown) => this.#failed(error));
    return this.#work;
  }

  #failed(err: unknown): void {
    const code = err instanceof PermitFault ? err.code : 'failed';
    if (code !== this.#fault) this.#options.log.warn({ err, code }, 'no newer permit was taken');
    this.#setFault(code);
  }

  #setFault(fault: PermitFaultCode | undefined): void {
    if (fault === this.#fault) return;
    this.#fault = fault;
    this.#options.onChange();
  }

  #setTrust(trust: Trust): void {
    this.#trust = trust;
    void this.#queue(async () => void (await this.#keptTrust()));
    this.#options.onChange();
  }
}

const isCode = (error: unknown, code: PermitFaultCode): boolean =>
  error instanceof PermitFault && error.code === code;
