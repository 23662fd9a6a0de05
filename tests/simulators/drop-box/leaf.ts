import type { SimulatedTime } from '../io-wires.ts';

/**
 * Something that moves between two ends: opens while its output is on, falls back without it. On what is in its way it
 * stops, and goes on when that is gone.
 */
export class Leaf {
  readonly #time: SimulatedTime;
  readonly #travelMs: number;
  readonly #onChange: () => void;
  readonly #isBlocked: () => boolean;
  #wanted = false;
  /** 0: shut, 1: open; as it was at `#since`. */
  #position = 0;
  #speed = 0;
  #since: number;
  #cancel = () => {};

  constructor(
    time: SimulatedTime,
    travelMs: number,
    onChange: () => void,
    isBlocked: () => boolean = () => false,
  ) {
    this.#time = time;
    this.#travelMs = travelMs;
    this.#onChange = onChange;
    this.#isBlocked = isBlocked;
    this.#since = time.now();
  }

  get isOpen(): boolean {
    return this.#position === 1 && this.#speed === 0;
  }

  get isShut(): boolean {
    return this.#position === 0 && this.#speed === 0;
  }

  /** It would shut, and something is in its way. */
  get isPressing(): boolean {
    return !this.#wanted && this.#position > 0 && this.#isBlocked();
  }

  /** How far it is open now, for whoever draws it. */
  get opening(): number {
    const moved = (this.#speed * (this.#time.now() - this.#since)) / this.#travelMs;
    return Math.min(1, Math.max(0, this.#position + moved));
  }

  want(open: boolean): void {
    this.#wanted = open;
    this.look();
  }

  /** Looks again whether something is in its way. */
  look(): void {
    this.#position = this.opening;
    this.#since = this.#time.now();
    this.#cancel();
    const end = this.#wanted ? 1 : 0;
    const isThere = this.#position === end;
    this.#speed = isThere || this.isPressing ? 0 : end === 1 ? 1 : -1;
    if (this.#speed === 0) return;
    const left = Math.abs(end - this.#position) * this.#travelMs;
    this.#cancel = this.#time.at(left, () => this.#arrive(end));
  }

  #arrive(end: 0 | 1): void {
    this.#position = end;
    this.#speed = 0;
    this.#since = this.#time.now();
    this.#onChange();
  }
}
