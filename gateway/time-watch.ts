/** Looks at the terminal's clocks: says what changes of them, and keeps on disk how late it certainly is (TM3, TM4, TM7). */
import type { ClockFile } from './clock-file.ts';
import { BUILT_AT } from './release.ts';
import type { ClockState, TerminalClock } from './terminal-clock.ts';
import type { Anchor } from './time-belief.ts';
import { floorOf } from './time-floor.ts';

export interface TimeState extends ClockState {
  /** When the server's certificate was last refused because of its date; epoch milliseconds. */
  readonly certificateAt?: number;
}

export interface TimeWatchOptions {
  readonly clock: TerminalClock;
  readonly file: ClockFile;
  /** Of the outbox's last row, epoch milliseconds, as it was found at the start. */
  readonly lastRow: number | undefined;
  /** The time is known or no longer is, or something else is wrong with the clock; each change once. */
  readonly onChange: (known: boolean) => void;
}

/** A network time service may set the clock right at any moment. */
const EVERY_MS = 10_000;

/** Nobody can be told while it lasts, and nobody wants to hear of it for ever. */
const CERTIFICATE_TOLD_MS = 86_400_000;

/** So much older may a permit be taken to be by a clock that was set back between two starts. */
export const KEEP_EVERY_MS = 600_000;

export class TimeWatch {
  readonly #options: TimeWatchOptions;
  readonly #floor: number;
  #kept: Anchor | undefined;
  #told: string;
  /** By the clock that nobody sets, as is the next: the wall clock was wrong then. */
  #refusedAt: number | undefined;
  #heardSince: number | undefined;
  #cancel: () => void = () => undefined;

  constructor(options: TimeWatchOptions) {
    const { clock, file, lastRow } = options;
    this.#options = options;
    this.#kept = file.read();
    this.#floor = floorOf({ builtAt: BUILT_AT, lastRow, lastKnown: this.#kept?.time });
    clock.begin(this.#floor, this.#kept);
    this.#told = sayingOf(clock.state);
    this.#keep();
    this.#ask();
  }

  get known(): boolean {
    return this.#options.clock.isKnown;
  }

  get state(): TimeState {
    const { clock } = this.#options;
    const isOver = clock.monotonic() - (this.#heardSince ?? Infinity) > CERTIFICATE_TOLD_MS;
    if (this.#refusedAt === undefined || isOver) return clock.state;
    return { ...clock.state, certificateAt: clock.timeAt(this.#refusedAt) };
  }

  /** The server's certificate is not good at this machine's date. */
  refused(): void {
    this.#refusedAt = this.#options.clock.monotonic();
    this.#heardSince = undefined;
  }

  /** The server has said its time. */
  heard(): void {
    this.#heardSince ??= this.#options.clock.monotonic();
    this.check();
  }

  check(): void {
    const { clock, onChange } = this.#options;
    this.#keep();
    const state = sayingOf(clock.state);
    if (state === this.#told) return;
    this.#told = state;
    onChange(clock.isKnown);
  }

  /** Whoever says so need not be right: it is believed only where the terminal itself cannot know. */
  hint(time: number): void {
    const { clock } = this.#options;
    if (clock.isKnown || time < this.#floor) return;
    clock.hear(time, 0);
    this.check();
  }

  close = (): void => this.#cancel();

  #keep(): void {
    const { clock, file } = this.#options;
    const { anchor } = clock;
    if (!anchor || !isNews(anchor, this.#kept)) return;
    this.#kept = anchor;
    file.keep(anchor);
  }

  #ask(): void {
    this.#cancel();
    this.#cancel = this.#options.clock.at(EVERY_MS, () => {
      this.check();
      this.#ask();
    });
  }
}

/** By how much a clock is off may tremble at the edge of what it is rounded to. */
const sayingOf = ({ fault, known }: ClockState): string => `${known} ${fault}`;

/** Flash memory wears out by writing. */
function isNews(anchor: Anchor, kept: Anchor | undefined): boolean {
  if (anchor.boot !== kept?.boot || anchor.source !== kept.source) return true;
  return anchor.elapsed - kept.elapsed >= KEEP_EVERY_MS;
}
