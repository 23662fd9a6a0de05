import type { SimulatedTime } from '../io-wires.ts';
import type { Measures } from './measures.ts';
import type { Thing } from './things.ts';

/** What the way in does with whatever moves along it. */
export interface AlongTheWay {
  readonly measures: Measures;
  /** Whether something can pass the shutter now. */
  shutterIsOpen(): boolean;
  /** Something has passed an eye, the shutter, or has stopped. */
  moved(body: Body): void;
}

/** So far beyond a mark that it has been passed. */
const BEYOND = 0.01;
const USUAL = { lengthMm: 210, thicknessMm: 20 } as const;

/**
 * One thing, or several held together, on the way in: where its front is, and how fast it goes. It moves evenly from
 * mark to mark, so that nothing has to be computed between them.
 */
export class Body {
  readonly things: readonly Thing[];
  readonly length: number;
  readonly thickness: number;
  /** Millimetres from the outer edge of the mouth, at `#since`. */
  #front = 0;
  #speed = 0;
  #since: number;
  #stuckAt: number | undefined;
  #cancel = () => {};
  readonly #way: AlongTheWay;
  readonly #time: SimulatedTime;

  constructor(things: readonly Thing[], way: AlongTheWay, time: SimulatedTime) {
    this.things = things;
    this.length = Math.max(...things.map(({ lengthMm = USUAL.lengthMm }) => lengthMm));
    this.thickness = things.reduce(
      (sum, { thicknessMm = USUAL.thicknessMm }) => sum + thicknessMm,
      0,
    );
    this.#way = way;
    this.#time = time;
    this.#since = time.now();
  }

  get front(): number {
    return this.#front + (this.#speed * (this.#time.now() - this.#since)) / 1000;
  }

  get rear(): number {
    return this.front - this.length;
  }

  get speed(): number {
    return this.#speed;
  }

  get isStuck(): boolean {
    return this.#stuckAt !== undefined && this.front >= this.#stuckAt;
  }

  isBefore(mark: number): boolean {
    return this.rear < mark && this.front > mark;
  }

  /** Wedged when its front comes here. */
  wedgeAt(front: number): void {
    this.#stuckAt = front;
    if (this.#speed > 0) this.go(this.#speed);
  }

  /** @param speed millimetres a second, negative on the way out; 0: stops */
  go(speed: number): void {
    this.#front = this.front;
    this.#since = this.#time.now();
    this.#speed = this.#isHeldUp(speed) ? 0 : speed;
    this.#cancel();
    const next = this.#nextMark();
    if (next === undefined) return;
    const ms = (Math.abs(next - this.#front) * 1000) / Math.abs(this.#speed);
    this.#cancel = this.#time.at(ms, () => this.#arrive(next));
  }

  /** Puts it where it is out of reach of everything on the way. */
  leave(): void {
    this.#cancel();
    this.#speed = 0;
  }

  /** Lies at the end of the way, its rear at the inner eye. */
  rest(): void {
    this.leave();
    this.#front = this.#way.measures.innerEye + this.length - BEYOND;
    this.#since = this.#time.now();
  }

  #arrive(mark: number): void {
    const direction = Math.sign(this.#speed);
    this.#front = mark + direction * BEYOND;
    this.#since = this.#time.now();
    this.go(this.#speed);
    this.#way.moved(this);
  }

  /** A shut shutter stops the front on the way in and the rear on the way out; too thick a thing never passes. */
  #isHeldUp(speed: number): boolean {
    const { shutter, slot } = this.#way.measures;
    const isShut = !this.#way.shutterIsOpen() || this.thickness > slot;
    if (this.#stuckAt !== undefined && speed > 0 && this.#front >= this.#stuckAt) return true;
    if (speed > 0) return isShut && near(this.#front, shutter);
    return speed < 0 && isShut && near(this.rear, shutter);
  }

  #nextMark(): number | undefined {
    if (this.#speed === 0) return undefined;
    const { innerEye, outerEye, shutter } = this.#way.measures;
    // Before the shutter there is a place where it waits.
    const marks = [outerEye, shutter - WAITING, shutter, innerEye];
    const ofRear = [outerEye, shutter, shutter + WAITING, innerEye].map(
      (mark) => mark + this.length,
    );
    const ends = [0, this.#stuckAt].filter((mark) => mark !== undefined);
    const ahead = [...marks, ...ofRear, ...ends].filter((mark) =>
      this.#speed > 0 ? mark > this.#front : mark < this.#front,
    );
    if (ahead.length === 0) return undefined;
    return this.#speed > 0 ? Math.min(...ahead) : Math.max(...ahead);
  }
}

/** What waits at the shutter stands so far from it. */
const WAITING = 2;
const near = (edge: number, shutter: number): boolean => Math.abs(edge - shutter) <= WAITING;
