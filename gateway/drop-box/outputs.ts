/** Keeps the outputs as the state wants them: held, renewed while they are wanted, let go of when they are not. */
import type { DigitalIo, LineName } from '../devices/device.ts';
import { isPortLoss } from '../errors.ts';

export interface OutputsOptions {
  readonly io: Pick<DigitalIo, 'hold' | 'release'>;
  /** How long an output is held at a time; renewed three times as often. Milliseconds. */
  readonly holdMs: number;
  readonly at: (delayMs: number, run: () => void) => () => void;
  /** The board was told and did not do it; it is told again when it is there again. */
  readonly onFault: (line: LineName, error: unknown) => void;
}

/** One that is late, or lost on the line, lets nothing fall shut. */
const RENEWALS = 3;

export class Outputs {
  readonly #options: OutputsOptions;
  #wanted: ReadonlySet<LineName> = new Set();
  readonly #held = new Set<LineName>();
  #work: Promise<void> = Promise.resolve();
  #cancel: (() => void) | undefined;
  #isClosed = false;

  constructor(options: OutputsOptions) {
    this.#options = options;
  }

  /** Letting go comes first: a mouth is shut before a trap is opened. */
  want(lines: readonly LineName[]): void {
    const before = this.#wanted;
    this.#wanted = new Set(lines);
    for (const line of before) if (!this.#wanted.has(line)) this.#do(() => this.#release(line));
    for (const line of this.#wanted) if (!before.has(line)) this.#do(() => this.#hold(line));
    // Its beat is its own: whatever happens at the box must not put it off.
    this.#cancel ??= this.#beat();
  }

  /** A board that comes back has let go of everything. */
  renew(): void {
    for (const line of this.#wanted) this.#do(() => this.#hold(line));
  }

  /** Lets go of all. */
  async close(): Promise<void> {
    this.want([]);
    this.#isClosed = true;
    this.#cancel?.();
    await this.#work;
  }

  #beat(): (() => void) | undefined {
    if (this.#isClosed || this.#wanted.size === 0) return undefined;
    return this.#options.at(this.#options.holdMs / RENEWALS, () => {
      this.renew();
      this.#cancel = this.#beat();
    });
  }

  #do(act: () => Promise<void>): void {
    this.#work = this.#work.then(act);
  }

  async #hold(line: LineName): Promise<void> {
    if (!this.#wanted.has(line)) return;
    await this.#tried(line, () => this.#options.io.hold(line, this.#options.holdMs));
    this.#held.add(line);
  }

  async #release(line: LineName): Promise<void> {
    if (this.#wanted.has(line) || !this.#held.delete(line)) return;
    await this.#tried(line, () => this.#options.io.release(line));
  }

  /** What could not be let go of lets go by itself. That a board is not there is told by the board, once. */
  async #tried(line: LineName, act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      if (!isPortLoss(error)) this.#options.onFault(line, error);
    }
  }
}
