import type { BookTag } from './book-tag.ts';
import type { Line } from './line.ts';
import { ReaderFaults } from './reader-faults.ts';
import { until } from './serial-timing.ts';
import type {
  ActListener,
  ActMoment,
  FiredFault,
  PullAwayMoment,
  ReaderAct,
  ReaderTraffic,
  SimulatedReader,
  WriteFailure,
} from './simulated-reader.ts';

/** A request as the reader has understood it. */
export interface TakenRequest {
  readonly act: ReaderAct;
  /** The command by its name in the protocol. */
  readonly name: string;
  /** The tag it is for; undefined where it is for none, or for all. */
  readonly uid: string | undefined;
  /** The frame as it came. */
  readonly bytes: Uint8Array;
}

export interface ReaderAnswer {
  /** Whole frames, one after the other; empty: the reader says nothing. */
  readonly bytes: Uint8Array;
  /** Milliseconds of radio: what the air takes, beside the line. */
  readonly airMs: number;
}

/** How a write went, for the protocol to put into its own words. */
export type WriteResult =
  | { readonly result: 'done' | 'gone' }
  /** At which block it stopped. */
  | { readonly result: 'unconfirmed' | 'refused' | 'no-such-block'; readonly block: number };

const DONE: WriteResult = { result: 'done' };
const GONE: WriteResult = { result: 'gone' };

/**
 * What the simulators of all readers share: tags in a field, one request at a time, faults that strike at their
 * moment, and whoever listens. A simulator of one protocol says how bytes become a request and what is answered.
 */
export abstract class SimulatedRfidReader<Request extends TakenRequest> implements SimulatedReader {
  readonly line: Line;
  protected readonly faults = new ReaderFaults();
  readonly #tags = new Map<string, BookTag>();
  /** Tags at the edge that are not seen in this round of looking. */
  #unseen = new Set<string>();
  readonly #counts = new Map<string, number>();
  readonly #listeners = new Set<{
    hears: (request: TakenRequest) => boolean;
    when: ActMoment;
    call: ActListener;
  }>();
  readonly #traffic = new Set<(traffic: ReaderTraffic) => void>();
  #taken = 0;
  #airTimeMs = 0;
  #instant = false;
  #work: Promise<void> = Promise.resolve();

  protected constructor(line: Line) {
    this.line = line;
    line.onData((bytes) => {
      for (const request of this.collect(bytes, performance.now())) {
        this.#work = this.#work.then(() => this.#serve(request));
      }
    });
  }

  /** Whole requests that these bytes bring to an end; readers are silent about all else. */
  protected abstract collect(bytes: Uint8Array, now: number): readonly Request[];
  /** Does what was asked, to the tags in the field. */
  protected abstract carryOut(request: Request): ReaderAnswer;

  get tags(): readonly BookTag[] {
    return [...this.#tags.values()];
  }

  get fired(): readonly FiredFault[] {
    return this.faults.fired;
  }

  get airTimeMs(): number {
    return this.#airTimeMs;
  }

  seen(act?: ReaderAct): number {
    return act ? (this.#counts.get(`act ${act}`) ?? 0) : this.#taken;
  }

  /** How many requests of this name were taken. */
  seenCommand(name: string): number {
    return this.#counts.get(`command ${name}`) ?? 0;
  }

  place(...tags: readonly BookTag[]): void {
    for (const tag of tags) this.#tags.set(tag.uid, tag);
  }

  remove(...uids: readonly string[]): void {
    for (const uid of uids) this.#tags.delete(uid);
  }

  onAct(act: ReaderAct, call: ActListener, when: ActMoment = 'before'): () => void {
    return this.#listen((request) => request.act === act, call, when);
  }

  nextAct(act: ReaderAct, when: ActMoment = 'before'): Promise<void> {
    return next((call) => this.onAct(act, call, when));
  }

  /** As `onAct`, for one command of the protocol. */
  onCommand(name: string, call: ActListener, when: ActMoment = 'before'): () => void {
    return this.#listen((request) => request.name === name, call, when);
  }

  nextCommand(name: string, when: ActMoment = 'before'): Promise<void> {
    return next((call) => this.onCommand(name, call, when));
  }

  onTraffic(listener: (traffic: ReaderTraffic) => void): () => void {
    this.#traffic.add(listener);
    return () => this.#traffic.delete(listener);
  }

  simulateWriteFailure(uid: string, times: number, how: WriteFailure = 'write-error'): void {
    this.faults.armWriteFailure(uid, times, how);
  }

  simulatePullAway(uid: string, at: PullAwayMoment, afterBlocks?: number): void {
    this.faults.armPullAway(uid, at, afterBlocks);
  }

  simulateMisread(times = 1): void {
    this.faults.arm('misread', times);
  }

  simulateFlicker(uid: string, oneIn: number): void {
    this.faults.armFlicker(uid, oneIn);
  }

  simulateGhost(uid: string): void {
    this.faults.armGhost(uid);
  }

  simulateBitError(times = 1, at?: ReaderAct): void {
    this.faults.arm('bit-error', times, at);
  }

  simulateSilence(times = 1, at?: ReaderAct): void {
    this.faults.arm('silence', times, at);
  }

  simulateGap(ms: number): void {
    this.faults.armGap(ms);
  }

  simulateLateAnswer(ms: number, at?: ReaderAct): void {
    this.faults.armLate(ms, at);
  }

  simulateLockedBlock(uid: string, block: number): void {
    const tag = this.#tags.get(uid);
    if (!tag) throw new Error(`There is no tag ${uid} in the field.`);
    tag.locked.add(block);
  }

  /** Radio takes no time: for whoever wants to see ten thousand books laid down today. */
  simulateInstantRadio(): void {
    this.#instant = true;
  }

  /** Bytes that nobody asked for. */
  simulateUnaskedBytes(bytes: Uint8Array): Promise<void> {
    return this.line.write(bytes);
  }

  /** A round of looking begins: tags at the edge of the field are seen in it, or are not. */
  protected beginRound(): void {
    const unseen = this.tags.map(({ uid }) => uid).filter((uid) => !this.faults.isSeen(uid));
    this.#unseen = new Set(unseen);
  }

  /** Who answers an inventory now: nobody, when it is to misread. Lifts off who is to go at this moment. */
  protected answering(): readonly BookTag[] {
    this.remove(...this.faults.takeAllAway('inventory'));
    if (this.faults.take('misread')) return [];
    return this.tags.filter(({ uid }) => !this.#unseen.has(uid));
  }

  /** The tag, if it is there to be read. */
  protected tagToRead(uid: string): BookTag | undefined {
    if (this.faults.takeAway(uid, 'read')) this.remove(uid);
    return this.#tags.get(uid);
  }

  /** A write of something that is taken whole or not at all: AFI, DSFID, EAS. */
  protected write(uid: string, apply: (tag: BookTag) => void): WriteResult {
    if (this.faults.takeAway(uid, 'write')) this.remove(uid);
    const tag = this.#tags.get(uid);
    if (!tag) return GONE;
    const failure = this.faults.takeWriteFailure(uid);
    if (failure === undefined) apply(tag);
    return this.#afterWrite(tag, failure, 0);
  }

  /** Block after block, as a reader writes them: a tag that goes meanwhile keeps those before. */
  protected writeBlocks(uid: string, first: number, bytes: Uint8Array): WriteResult {
    const tag = this.#tags.get(uid);
    if (!tag) return GONE;
    const { blockSize, memory } = tag;
    const count = bytes.length / blockSize;
    const torn = this.faults.takeTear(uid, count);
    const failure = this.faults.takeWriteFailure(uid);
    for (let index = 0; index < (torn ?? count) && failure === undefined; index++) {
      const block = first + index;
      if ((block + 1) * blockSize > memory.length) return { result: 'no-such-block', block };
      if (tag.locked.has(block)) return this.#locked(block);
      memory.set(bytes.subarray(index * blockSize, (index + 1) * blockSize), block * blockSize);
    }
    if (torn === undefined) return this.#afterWrite(tag, failure, first);
    this.remove(uid);
    return GONE;
  }

  /** Word after word, as of an EPC bank: `apply` is told how many the tag takes before it goes. */
  protected writeWords(
    uid: string,
    count: number,
    apply: (tag: BookTag, taken: number) => void,
  ): WriteResult {
    const tag = this.#tags.get(uid);
    if (!tag) return GONE;
    const torn = this.faults.takeTear(uid, count);
    const failure = this.faults.takeWriteFailure(uid);
    if (failure === undefined) apply(tag, torn ?? count);
    if (torn === undefined) return this.#afterWrite(tag, failure, 0);
    this.remove(uid);
    return GONE;
  }

  #locked(block: number): WriteResult {
    this.faults.fire('locked-block');
    return { result: 'refused', block };
  }

  #afterWrite({ uid }: BookTag, failure: WriteFailure | undefined, block: number): WriteResult {
    if (failure === 'write-error') return { result: 'unconfirmed', block };
    if (failure === 'protected') return { result: 'refused', block };
    if (this.faults.takeAway(uid, 'after-write')) this.remove(uid);
    return DONE;
  }

  #listen(
    hears: (request: TakenRequest) => boolean,
    call: ActListener,
    when: ActMoment,
  ): () => void {
    const entry = { hears, when, call };
    this.#listeners.add(entry);
    return () => this.#listeners.delete(entry);
  }

  async #serve(request: Request): Promise<void> {
    this.#count(request);
    this.#show('request', request, request.bytes);
    await this.#tell(request, 'before');
    const begin = performance.now();
    const answer = this.carryOut(request);
    if (!this.#instant) await until(begin + answer.airMs);
    this.#airTimeMs += performance.now() - begin;
    this.#show('answer', request, answer.bytes);
    await this.#answer(Uint8Array.from(answer.bytes));
    await this.#tell(request, 'after');
  }

  #count({ act, name }: Request): void {
    this.#taken += 1;
    for (const key of [`act ${act}`, `command ${name}`]) {
      this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    }
    this.faults.begin(act, this.#taken);
  }

  async #answer(bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0 || this.faults.take('silence')) return;
    const late = this.faults.takeLate();
    if (late > 0) await until(performance.now() + late);
    // No frame of any reader is shorter than five bytes.
    if (this.faults.take('bit-error')) bytes[4] = (bytes[4] ?? 0) ^ 0x10;
    const gap = this.faults.takeGap();
    if (gap === 0) return this.line.write(bytes);
    await this.line.write(bytes.subarray(0, 3));
    await until(performance.now() + gap);
    await this.line.write(bytes.subarray(3));
  }

  #show(direction: ReaderTraffic['direction'], { act, name }: Request, bytes: Uint8Array): void {
    for (const listener of this.#traffic) listener({ direction, act, name, bytes });
  }

  async #tell(request: Request, when: ActMoment): Promise<void> {
    for (const { hears, when: moment, call } of [...this.#listeners]) {
      if (moment === when && hears(request)) await call(request.uid);
    }
  }
}

function next(listen: (call: () => void) => () => void): Promise<void> {
  return new Promise((resolve) => {
    const stop = listen(() => (stop(), resolve()));
  });
}
