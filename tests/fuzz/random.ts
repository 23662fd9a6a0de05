/** A source of chance that begins anew from its seed, so that every run can be repeated. */
export class Random {
  #state: number;

  /** @param seed 32 bits */
  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** 32 bits, by Mulberry32 (public domain): 2^32 different numbers before it repeats. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  /** 0 … below − 1. */
  below(below: number): number {
    return this.next() % below;
  }

  byte(): number {
    return this.next() & 0xff;
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.byte());
  }

  /** @throws RangeError of an empty list */
  one<T>(list: readonly T[]): T {
    const index = this.below(Math.max(1, list.length));
    const found = list.at(index);
    if (found === undefined) throw new RangeError('there is nothing to choose from');
    return found;
  }
}

/** A seed of its own for each name, so that decoders can be run alone and see the same. */
export function seedFor(seed: number, name: string): number {
  let mixed = seed >>> 0;
  for (const letter of name) mixed = (Math.imul(mixed, 31) + letter.charCodeAt(0)) >>> 0;
  return mixed;
}
