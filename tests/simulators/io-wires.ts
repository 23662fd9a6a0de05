/**
 * What is wired to a board, whatever the board: the mechanics read its outputs and set its inputs. Both boards and
 * mechanics know only these.
 */
export interface IoWires {
  /** Whether the output is on now, its own timer counted. */
  output(number: number): boolean;
  setInput(number: number, on: boolean): void;
  /** Calls back at each change of an output. @returns unsubscribe */
  onOutput(listener: (number: number, on: boolean) => void): () => void;
}

/** Time for whoever needs a timer: real, or moved by a test. */
export interface SimulatedTime {
  now(): number;
  /** @returns cancels it */
  at(delayMs: number, run: () => void): () => void;
}

export const realTime: SimulatedTime = {
  now: () => performance.now(),
  at: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

/** Outputs that let go by themselves, and inputs. */
export class IoTerminals implements IoWires {
  readonly #time: SimulatedTime;
  readonly #outputs = new Map<number, { readonly stop: () => void }>();
  readonly #inputs = new Map<number, boolean>();
  readonly #listeners = new Set<(number: number, on: boolean) => void>();

  constructor(time: SimulatedTime) {
    this.#time = time;
  }

  output(number: number): boolean {
    return this.#outputs.has(number);
  }

  input(number: number): boolean {
    return this.#inputs.get(number) ?? false;
  }

  setInput(number: number, on: boolean): void {
    this.#inputs.set(number, on);
  }

  onOutput(listener: (number: number, on: boolean) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** @param forMs undefined: until it is switched off */
  switchOn(number: number, forMs?: number): void {
    const before = this.#outputs.get(number);
    before?.stop();
    const off = () => this.switchOff(number);
    const stop = forMs === undefined ? () => {} : this.#time.at(forMs, off);
    this.#outputs.set(number, { stop });
    if (!before) this.#tell(number, true);
  }

  switchOff(number: number): void {
    const before = this.#outputs.get(number);
    if (!before) return;
    before.stop();
    this.#outputs.delete(number);
    this.#tell(number, false);
  }

  /** Without power every relay drops. */
  switchAllOff(): void {
    for (const number of [...this.#outputs.keys()]) this.switchOff(number);
  }

  #tell(number: number, on: boolean): void {
    for (const listener of [...this.#listeners]) listener(number, on);
  }
}
