import type { SimulatedTime } from '../io-wires.ts';
import type { BinWiring, Measures } from './measures.ts';
import type { Body } from './track.ts';
import type { Thing } from './things.ts';

/** One bin: what lies in it, its eye, its door, and whether it is there at all. */
export class Bin {
  readonly wiring: BinWiring;
  readonly #time: SimulatedTime;
  readonly #measures: Measures;
  readonly #onChange: () => void;
  #things: Thing[] = [];
  #heightMm = 0;
  /** Falling past the eye now. */
  #passing = 0;
  doorIsOpen = false;
  isThere = true;

  constructor(wiring: BinWiring, measures: Measures, time: SimulatedTime, onChange: () => void) {
    this.wiring = wiring;
    this.#measures = measures;
    this.#time = time;
    this.#onChange = onChange;
  }

  get things(): readonly Thing[] {
    return this.#things;
  }

  /** 0: empty, 1: up to the brim. */
  get filling(): number {
    return this.#heightMm / this.wiring.brimMm;
  }

  get eyeIsBlocked(): boolean {
    return this.#passing > 0 || this.#heightMm >= this.wiring.eyeMm;
  }

  hasRoomFor({ thickness }: Body): boolean {
    return !this.isThere || this.#heightMm + thickness <= this.wiring.brimMm;
  }

  /** @param landed told with whether it lies in the bin, and not on the floor below */
  catch(body: Body, landed: (inBin: boolean) => void): void {
    const { fallMs, passMs } = this.#measures;
    this.#time.at(fallMs - passMs, () => {
      this.#passing += 1;
      this.#onChange();
    });
    this.#time.at(fallMs, () => {
      this.#passing -= 1;
      if (this.isThere) this.#keep(body);
      landed(this.isThere);
      this.#onChange();
    });
  }

  #keep(body: Body): void {
    this.#things.push(...body.things);
    this.#heightMm += body.thickness;
  }

  /** @throws Error while its door is shut */
  empty(): readonly Thing[] {
    if (!this.doorIsOpen) throw new Error('The door before the bin is shut.');
    const things = this.#things;
    this.#things = [];
    this.#heightMm = 0;
    return things;
  }
}
