/** The terminal's time: what is believed of it, kept up by the clock that nobody sets. */
import { type MachineClock, machineClock } from './machine-clock.ts';
import type { Reading } from './outbox/rules/true-time.ts';
import {
  type Anchor,
  type Belief,
  beliefAt,
  beliefFrom,
  beliefOnServer,
  type ClockFault,
  faultOf,
  isTimeKnown,
  timeOf,
} from './time-belief.ts';

/** For reports: nothing of it is about a person. */
export interface ClockState {
  readonly known: boolean;
  /** What is believed minus what the wall clock shows, to ten seconds; milliseconds. */
  readonly offset: number;
  readonly fault?: ClockFault;
}

const OFFSET_STEP_MS = 10_000;

export class TerminalClock {
  readonly #machine: MachineClock;
  readonly #start: number;
  #belief: Belief | undefined;
  /** Epoch milliseconds that are certainly over; before `begin` nothing is known of that. */
  #floor = Infinity;

  constructor(machine = machineClock()) {
    this.#machine = machine;
    const { elapsed, wall } = machine.look();
    this.#start = wall - elapsed;
  }

  /**
   * @param floor epoch milliseconds that are certainly over
   * @param anchor what an earlier start believed
   */
  begin(floor: number, anchor: Anchor | undefined): void {
    this.#floor = floor;
    this.#belief ??= anchor && beliefFrom(anchor, this.#machine.boot, this.#look());
  }

  /** Epoch milliseconds, as right as is known. */
  now = (): number => Math.round(timeOf(this.#belief, this.#look()));

  /** When `monotonic` was so much: epoch milliseconds, as right as is known by now. */
  timeAt(monotonic: number): number {
    const { elapsed, wall } = this.#look();
    const then = { elapsed: monotonic, wall: wall - (elapsed - monotonic) };
    return Math.round(timeOf(this.#belief, then));
  }

  /** Milliseconds since the machine was switched on; nobody sets it. */
  monotonic = (): number => this.#machine.look().elapsed;

  /** Epoch milliseconds that never jump, right or wrong as they were at the start. */
  steady = (): number => this.#start + this.monotonic();

  get isKnown(): boolean {
    return isTimeKnown(this.#belief, this.#look());
  }

  /** The server was heard, in this start or in an earlier one since the machine was switched on. */
  get isServers(): boolean {
    return this.#belief?.source === 'server';
  }

  get state(): ClockState {
    const look = this.#look();
    const fault = faultOf(this.#belief, look);
    const offset = timeOf(this.#belief, look) - look.wall;
    return {
      known: isTimeKnown(this.#belief, look),
      offset: Math.round(offset / OFFSET_STEP_MS) * OFFSET_STEP_MS,
      ...(fault && { fault }),
    };
  }

  /** For the next start; undefined while nothing is known. */
  get anchor(): Anchor | undefined {
    const look = this.#look();
    const { boot } = this.#machine;
    if (!this.#belief || !isTimeKnown(this.#belief, look)) return undefined;
    return { ...look, boot, source: this.#belief.source, time: timeOf(this.#belief, look) };
  }

  read = (): Reading => {
    const look = this.#look();
    return {
      ...{ wall: look.wall, monotonic: look.elapsed, boot: this.#machine.boot },
      serverOffset: this.isServers ? timeOf(this.#belief, look) - look.wall : undefined,
    };
  };

  /** @param serverTime epoch milliseconds, as it was somewhere in the middle of the round trip */
  hear(serverTime: number, roundTripMs: number): void {
    this.#belief = beliefOnServer(this.#belief, this.#look(), serverTime, roundTripMs);
  }

  /** @returns cancels */
  at = (delayMs: number, run: () => void): (() => void) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  };

  #look() {
    const look = this.#machine.look();
    this.#belief = beliefAt(this.#belief, look, this.#floor);
    return look;
  }
}
