/** What a simulated reader was told to do wrong, whatever its protocol, and a record of when it did. */
import type { FiredFault, PullAwayMoment, ReaderAct, WriteFailure } from './simulated-reader.ts';

type FaultName = FiredFault['fault'];
/** Faults that strike the next request, or the next of one act. */
type RequestFault = 'misread' | 'bit-error' | 'silence';

interface PullAway {
  readonly moment: PullAwayMoment;
  readonly afterBlocks: number | undefined;
}

export class ReaderFaults {
  readonly fired: FiredFault[] = [];
  readonly #writeFailures = new Map<string, { left: number; how: WriteFailure }>();
  readonly #pullAways = new Map<string, PullAway>();
  readonly #flicker = new Map<string, { oneIn: number; rounds: number }>();
  readonly #ghosts: string[] = [];
  #armed: { fault: RequestFault; at: ReaderAct | undefined }[] = [];
  #gapMs = 0;
  #late: { ms: number; at: ReaderAct | undefined } | undefined;
  #now: { act: ReaderAct; at: number } = { act: 'other', at: 0 };

  /** The reader has taken its request number `at`: what fires from now on, fires at it. */
  begin(act: ReaderAct, at: number): void {
    this.#now = { act, at };
  }

  fire(fault: FaultName): void {
    this.fired.push({ fault, ...this.#now });
  }

  arm(fault: RequestFault, times: number, at?: ReaderAct): void {
    for (let time = 0; time < times; time++) this.#armed.push({ fault, at });
  }

  /** Takes one fault that is armed for the request at hand. */
  take(fault: RequestFault): boolean {
    const { act } = this.#now;
    const index = this.#armed.findIndex(
      (armed) => armed.fault === fault && (armed.at ?? act) === act,
    );
    if (index < 0) return false;
    this.#armed.splice(index, 1);
    this.fire(fault);
    return true;
  }

  armGap(ms: number): void {
    this.#gapMs = ms;
  }

  takeGap(): number {
    const gap = this.#gapMs;
    this.#gapMs = 0;
    if (gap > 0) this.fire('gap');
    return gap;
  }

  armLate(ms: number, at?: ReaderAct): void {
    this.#late = { ms, at };
  }

  takeLate(): number {
    const { ms, at } = this.#late ?? { ms: 0, at: undefined };
    if (ms === 0 || (at ?? this.#now.act) !== this.#now.act) return 0;
    this.#late = undefined;
    this.fire('late');
    return ms;
  }

  armGhost(uid: string): void {
    this.#ghosts.push(uid);
  }

  takeGhost(): string | undefined {
    const ghost = this.#ghosts.shift();
    if (ghost !== undefined) this.fire('ghost');
    return ghost;
  }

  armWriteFailure(uid: string, left: number, how: WriteFailure): void {
    this.#writeFailures.set(uid, { left, how });
  }

  takeWriteFailure(uid: string): WriteFailure | undefined {
    const failure = this.#writeFailures.get(uid);
    if (!failure || failure.left === 0) return undefined;
    failure.left -= 1;
    this.fire('write-failure');
    return failure.how;
  }

  armPullAway(uid: string, moment: PullAwayMoment, afterBlocks: number | undefined): void {
    this.#pullAways.set(uid, { moment, afterBlocks });
  }

  /** Tags that are to be lifted off at this moment of an inventory. */
  takeAllAway(moment: PullAwayMoment): string[] {
    return [...this.#pullAways.keys()].filter((uid) => this.takeAway(uid, moment));
  }

  takeAway(uid: string, moment: PullAwayMoment): boolean {
    if (this.#pullAways.get(uid)?.moment !== moment) return false;
    this.#pullAways.delete(uid);
    this.fire('pull-away');
    return true;
  }

  /** @returns how many of the blocks to be written now the tag still takes; undefined: it stays until they are done */
  takeTear(uid: string, count: number): number | undefined {
    const pullAway = this.#pullAways.get(uid);
    if (pullAway?.moment !== 'write') return undefined;
    const { moment, afterBlocks = count >> 1 } = pullAway;
    if (afterBlocks >= count) {
      this.#pullAways.set(uid, { moment, afterBlocks: afterBlocks - count });
      return undefined;
    }
    this.takeAway(uid, moment);
    return afterBlocks;
  }

  armFlicker(uid: string, oneIn: number): void {
    if (oneIn > 1) this.#flicker.set(uid, { oneIn, rounds: 0 });
    else this.#flicker.delete(uid);
  }

  /** One more round of looking. @returns whether a tag at the edge of the field is seen in it */
  isSeen(uid: string): boolean {
    const flicker = this.#flicker.get(uid);
    if (!flicker) return true;
    const seen = flicker.rounds++ % flicker.oneIn === 0;
    if (!seen) this.fire('flicker');
    return seen;
  }
}
