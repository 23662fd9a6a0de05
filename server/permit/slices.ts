/** Long work on the event loop, cut small: whoever waits at a kiosk is answered in between (design decision 17). */
import { setImmediate } from 'node:timers/promises';

/** A turn of the loop may take so long; measured by the clock, for machines differ. */
const SLICE_MS = 4;
/** Asking the clock costs as much as a row. */
const LOOK_EVERY = 32;

export class Slices {
  readonly #lookEvery: number;
  #began = performance.now();
  #since = 0;

  /** @param lookEvery 1 where a step is long */
  constructor(lookEvery = LOOK_EVERY) {
    this.#lookEvery = lookEvery;
  }

  /** To be awaited once a step, if it says so: most steps need not wait. @returns whether this slice is used up */
  isUsedUp(): boolean {
    this.#since += 1;
    if (this.#since < this.#lookEvery) return false;
    this.#since = 0;
    return performance.now() - this.#began > SLICE_MS;
  }

  async rest(): Promise<void> {
    await setImmediate();
    this.#began = performance.now();
  }
}

/** Does something with each, with rests. */
export async function inSlices<T>(all: Iterable<T>, act: (one: T) => void): Promise<void> {
  const slices = new Slices();
  for (const one of all) {
    act(one);
    if (slices.isUsedUp()) await slices.rest();
  }
}
