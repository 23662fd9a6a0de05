import type { BookTag } from './book-tag.ts';
import {
  AIR_MS,
  BUFFERS,
  nameOf,
  readBlocks,
  record,
  systemInformation,
  uidOf,
} from './feig-answers.ts';
import type { FeigAnswer, FeigCommandName } from './feig-answers.ts';
import { FEIG_MODELS, FeigField } from './feig-field.ts';
import type { FeigModel } from './feig-field.ts';
import { FeigFaults } from './feig-faults.ts';
import type { FiredFault, PullAwayMoment, WriteFailure } from './feig-faults.ts';
import { answerOnWire, RequestCollector } from './feig-wire.ts';
import type { RequestOnWire } from './feig-wire.ts';
import type { Line } from './line.ts';
import { until } from './serial-timing.ts';

export type { FeigCommandName };

/** `before`: the request has arrived and nothing is done yet. `after`: done, and the answer has left. */
export type FeigMoment = 'before' | 'after';
type CommandListener = (uid: string | undefined) => void | Promise<void>;

/** One frame, for a page or a log that shows what goes over the line. */
export interface FeigTraffic {
  readonly direction: 'request' | 'answer';
  readonly command: FeigCommandName;
  readonly bytes: Uint8Array;
}

/** A FEIG reader in ISO host mode at the far end of a line, with tags in its field. */
export class SimulatedFeigReader {
  readonly line: Line;
  readonly #model: FeigModel;
  readonly #field: FeigField;
  readonly #faults = new FeigFaults();
  readonly #collector = new RequestCollector();
  readonly #counts = new Map<FeigCommandName, number>();
  readonly #listeners = new Set<{
    name: FeigCommandName;
    when: FeigMoment;
    call: CommandListener;
  }>();
  readonly #traffic = new Set<(traffic: FeigTraffic) => void>();
  #taken = 0;
  #airTimeMs = 0;
  #work: Promise<void> = Promise.resolve();

  private constructor(line: Line, model: FeigModel) {
    this.line = line;
    this.#model = model;
    this.#field = new FeigField(model);
    line.onData((bytes) => this.#receive(bytes));
  }

  /** Puts a reader on a line. */
  static on(line: Line, { model }: { model: keyof typeof FEIG_MODELS }): SimulatedFeigReader {
    return new SimulatedFeigReader(line, FEIG_MODELS[model]);
  }

  /** Tags in the field now. Their memory and AFI are what was written to them. */
  get tags(): readonly BookTag[] {
    return this.#field.tags;
  }

  /** Milliseconds of radio so far. */
  get airTimeMs(): number {
    return this.#airTimeMs;
  }

  /** Faults that really happened, in order, and at which command. */
  get fired(): readonly FiredFault[] {
    return this.#faults.fired;
  }

  /** How many commands of this name were carried out or refused; all of them without a name. */
  seen(name?: FeigCommandName): number {
    return name ? (this.#counts.get(name) ?? 0) : this.#taken;
  }

  place(...tags: BookTag[]): void {
    for (const tag of tags) this.#field.place(tag);
  }

  remove(...uids: string[]): void {
    for (const uid of uids) this.#field.remove(uid);
  }

  /** Calls back at each command of this name; the reader waits for the listener. @returns unsubscribe */
  onCommand(name: FeigCommandName, call: CommandListener, when: FeigMoment = 'before'): () => void {
    const entry = { name, when, call };
    this.#listeners.add(entry);
    return () => this.#listeners.delete(entry);
  }

  /** Resolves at the next command of this name. */
  nextCommand(name: FeigCommandName, when: FeigMoment = 'before'): Promise<void> {
    return new Promise((resolve) => {
      const stop = this.onCommand(name, () => (stop(), resolve()), when);
    });
  }

  onTraffic(listener: (traffic: FeigTraffic) => void): () => void {
    this.#traffic.add(listener);
    return () => this.#traffic.delete(listener);
  }

  /** The next `times` AFI writes of this tag fail. */
  simulateWriteFailure(uid: string, times: number, how: WriteFailure = 'write-error'): void {
    this.#faults.writeFailures.set(uid, { left: times, how });
  }

  /** The book is lifted off at the next such moment: before it is found, read or written, or just after the write. */
  simulatePullAway(uid: string, at: PullAwayMoment): void {
    this.#faults.pullAway.set(uid, at);
  }

  /** The next inventories find nothing, though the books lie there. */
  simulateMisread(times = 1): void {
    this.#faults.arm('misread', times);
  }

  /** The next inventory reports a tag that does not exist. */
  simulateGhost(uid: string): void {
    this.#faults.ghosts.push(uid);
  }

  /** A chip of another kind: its system information has another length than a library tag's. */
  simulateOddTag(uid: string): void {
    this.#faults.oddTags.add(uid);
  }

  /** One bit of the next answers (to this command) is turned round on the line. */
  simulateBitError(times = 1, at?: FeigCommandName): void {
    this.#faults.arm('bit-error', times, at);
  }

  /** The next requests (of this command) are carried out and not answered. */
  simulateSilence(times = 1, at?: FeigCommandName): void {
    this.#faults.arm('silence', times, at);
  }

  /** The next answer stops in the middle for so long. */
  simulateGap(ms: number): void {
    this.#faults.gapMs = ms;
  }

  /** The reader pushes what it sees and refuses commands (scan mode). */
  simulateScanMode(on = true): void {
    this.#faults.scanMode = on;
  }

  /** Status 93 comes without the tags that were found, as annex C of the manual can be read. */
  simulateBareOverflow(on = true): void {
    this.#faults.bareOverflow = on;
  }

  /** Bytes that nobody asked for. */
  simulateUnaskedBytes(bytes: Uint8Array): Promise<void> {
    return this.line.write(bytes);
  }

  #receive(bytes: Uint8Array): void {
    const request = this.#collector.push(bytes, performance.now());
    if (request) this.#work = this.#work.then(() => this.#serve(request));
  }

  async #serve(request: RequestOnWire): Promise<void> {
    const name = nameOf(request);
    const uid = uidOf(request, name);
    this.#taken += 1;
    this.#counts.set(name, this.seen(name) + 1);
    this.#show({ direction: 'request', command: name, bytes: request.frame });
    await this.#tell(name, 'before', uid);
    const answer = this.#carryOut(request, name, uid);
    this.#airTimeMs += answer.airMs;
    await until(performance.now() + answer.airMs);
    await this.#answer(request, name, answer);
    await this.#tell(name, 'after', uid);
  }

  async #tell(name: FeigCommandName, when: FeigMoment, uid: string | undefined): Promise<void> {
    for (const listener of [...this.#listeners]) {
      if (listener.name === name && listener.when === when) await listener.call(uid);
    }
  }

  async #answer(request: RequestOnWire, name: FeigCommandName, answer: FeigAnswer): Promise<void> {
    const frame = answerOnWire(request, answer.status, answer.data);
    this.#show({ direction: 'answer', command: name, bytes: Uint8Array.from(frame) });
    if (this.#faults.take('silence', name, this.#taken)) return;
    if (this.#faults.take('bit-error', name, this.#taken))
      frame.writeUInt8(frame.readUInt8(4) ^ 0x10, 4);
    const gap = this.#faults.takeGap(name, this.#taken);
    if (gap === 0) return this.line.write(frame);
    await this.line.write(frame.subarray(0, 3));
    await until(performance.now() + gap);
    await this.line.write(frame.subarray(3));
  }

  #show(traffic: FeigTraffic): void {
    for (const listener of this.#traffic) listener(traffic);
  }

  #carryOut(request: RequestOnWire, name: FeigCommandName, uid: string | undefined): FeigAnswer {
    if (this.#faults.scanMode && request.command === 0xb0) return { status: 0x82, airMs: 0 };
    switch (name) {
      case 'baud-detect':
      case 'rf-switch':
        return { status: 0x00, airMs: 0 };
      case 'software-version':
        return { status: 0x00, data: this.#version(), airMs: 0 };
      case 'reader-info':
        return { status: 0x00, data: Buffer.concat([this.#version(), BUFFERS]), airMs: 0 };
      case 'rf-reset':
        this.#field.reset();
        return { status: 0x00, airMs: AIR_MS.rfReset };
      case 'inventory':
        return this.#inventory(request.data[1] ?? 0);
      case 'stay-quiet':
      case 'read-blocks':
      case 'write-afi':
      case 'system-information':
        return this.#withTag(request, name, uid);
      case 'unknown':
        return { status: 0x80, airMs: 0 };
    }
  }

  #version(): Buffer {
    return Buffer.from([0x03, 0x03, 0x00, 0x44, this.#model.softwareType, 0x0d, 0x30]);
  }

  #inventory(mode: number): FeigAnswer {
    this.#pullAway('inventory', undefined, 'inventory');
    if (this.#faults.take('misread', 'inventory', this.#taken)) {
      return { status: 0x01, airMs: AIR_MS.inventory(0) };
    }
    const { tags, status } = mode & 0x80 ? this.#field.more() : this.#field.inventory();
    const records = tags.map(({ dsfid, uid }) => record(dsfid, uid));
    const ghost = this.#faults.ghosts.shift();
    if (ghost) {
      records.push(record(0, ghost));
      this.#faults.fired.push({ fault: 'ghost', command: 'inventory', at: this.#taken });
    }
    const airMs = AIR_MS.inventory(tags.length);
    const bare = status === 0x93 && this.#faults.bareOverflow;
    if (records.length === 0 || bare) return { status, airMs };
    const data = Buffer.concat([Buffer.from([records.length]), ...records]);
    return { status: ghost && status === 0x01 ? 0x00 : status, data, airMs };
  }

  #withTag(request: RequestOnWire, name: FeigCommandName, uid = ''): FeigAnswer {
    if (name === 'read-blocks') this.#pullAway('read', uid, name);
    if (name === 'write-afi') this.#pullAway('write-afi', uid, name);
    const tag = this.#field.tag(uid);
    if (!tag) return { status: 0x01, airMs: AIR_MS.stayQuiet };
    const rest = request.data.subarray(10);
    if (name === 'system-information') return this.#systemInformation(tag);
    if (name === 'read-blocks') return readBlocks(tag, rest[0] ?? 0, rest[1] ?? 0);
    if (name === 'write-afi') return this.#writeAfi(tag, rest);
    this.#field.stayQuiet(uid);
    return { status: 0x00, airMs: AIR_MS.stayQuiet };
  }

  #systemInformation(tag: BookTag): FeigAnswer {
    const answer = systemInformation(tag);
    const isOdd = this.#faults.oddTags.has(tag.uid);
    return isOdd ? { ...answer, data: Uint8Array.of(...(answer.data ?? []), 0x00) } : answer;
  }

  #writeAfi(tag: BookTag, [afi]: Uint8Array): FeigAnswer {
    if (afi === undefined) return { status: 0x81, airMs: 0 };
    const failure = this.#faults.takeWriteFailure(tag.uid, 'write-afi', this.#taken);
    if (failure === 'write-error') return { status: 0x03, airMs: AIR_MS.writeAfi };
    if (failure === 'protected') {
      return { status: 0x95, data: Uint8Array.of(0x12), airMs: AIR_MS.writeAfi };
    }
    if (failure === undefined) tag.afi = afi;
    this.#pullAway('after-write', tag.uid, 'write-afi');
    return { status: 0x00, airMs: AIR_MS.writeAfi };
  }

  #pullAway(moment: PullAwayMoment, uid: string | undefined, command: FeigCommandName): void {
    this.remove(...this.#faults.takePullAway(moment, uid, command, this.#taken));
  }
}
