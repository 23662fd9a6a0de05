/** Says when the terminal comes to know the time, or no longer does. */
import { floorOf, isTimeKnown } from './time-floor.ts';
import { BUILT_AT } from './release.ts';
import type { TerminalClock } from './terminal-clock.ts';

export interface TimeWatchOptions {
  readonly clock: TerminalClock;
  /** Epoch milliseconds, as they were found at the start. */
  readonly lastRow: number | undefined;
  readonly lastServerTime: number | undefined;
  /** Each change once. */
  readonly onChange: (known: boolean) => void;
}

/** A network time service may set the clock right at any moment. */
const EVERY_MS = 10_000;

export class TimeWatch {
  readonly #options: TimeWatchOptions;
  readonly #floor: number;
  #known: boolean;
  #cancel: () => void = () => undefined;

  constructor(options: TimeWatchOptions) {
    this.#options = options;
    this.#floor = floorOf({ builtAt: BUILT_AT, ...options });
    this.#known = this.#look();
    this.#ask();
  }

  get known(): boolean {
    return this.#known;
  }

  check(): void {
    const known = this.#look();
    if (known === this.#known) return;
    this.#known = known;
    this.#options.onChange(known);
  }

  /** Whoever says so need not be right: it is believed only where the terminal itself cannot know. */
  hint(time: number): void {
    const { clock } = this.#options;
    if (this.#known || time < this.#floor) return;
    clock.hear(time, 0);
    this.check();
  }

  close = (): void => this.#cancel();

  #look(): boolean {
    const { clock } = this.#options;
    return isTimeKnown(clock.now(), this.#floor, clock.serverOffset !== undefined);
  }

  #ask(): void {
    this.#cancel = this.#options.clock.at(EVERY_MS, () => {
      this.check();
      this.#ask();
    });
  }
}
