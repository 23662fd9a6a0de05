import type { SimulatedTime } from '../io-wires.ts';
import type { Leaf } from './leaf.ts';
import type { Measures } from './measures.ts';
import type { Thing } from './things.ts';
import { Body } from './track.ts';
import type { AlongTheWay } from './track.ts';

/** How long a person holds a book against a shutter that stays shut. */
const PATIENCE_MS = 10_000;

export interface WayInOptions {
  readonly measures: Measures;
  readonly time: SimulatedTime;
  readonly shutter: Leaf;
  /** Its rear has passed the inner eye: no hand has it any more. */
  readonly cameIn: (body: Body) => void;
  /** A person has it again. */
  readonly wentOut: (body: Body) => void;
  readonly onChange: () => void;
}

/** Mouth and shutter, and what hands do there. */
export class WayIn implements AlongTheWay {
  readonly measures: Measures;
  readonly #options: WayInOptions;
  readonly #bodies = new Set<Body>();
  /** Hands that push. */
  readonly #pushed = new Set<Body>();
  #wedgeNextAt: number | undefined;
  /** A hand, or anything else, between the eyes. */
  handIsIn = false;

  constructor(options: WayInOptions) {
    this.measures = options.measures;
    this.#options = options;
  }

  get bodies(): readonly Body[] {
    return [...this.#bodies];
  }

  isBefore(mark: number): boolean {
    return this.bodies.some((body) => body.isBefore(mark));
  }

  shutterIsOpen(): boolean {
    return this.#options.shutter.isOpen;
  }

  push(things: readonly Thing[], patienceMs = PATIENCE_MS): Body {
    const { time } = this.#options;
    const body = new Body(things, this, time);
    this.#bodies.add(body);
    this.#pushed.add(body);
    if (this.#wedgeNextAt !== undefined) body.wedgeAt(this.#wedgeNextAt);
    this.#wedgeNextAt = undefined;
    body.go(this.measures.push);
    time.at(patienceMs, () => this.#giveUp(body));
    return body;
  }

  /** A hand pulls whatever it still reaches. @returns what it has got hold of */
  pull(): readonly Body[] {
    const { pull, reach } = this.measures;
    const reached = this.bodies.filter(({ isStuck, rear }) => !isStuck && rear < reach);
    for (const body of reached) {
      this.#pushed.delete(body);
      body.go(-pull);
    }
    return reached;
  }

  /** A hand takes out what had come in. */
  takeOut(body: Body): void {
    this.#bodies.add(body);
    body.go(-this.measures.pull);
  }

  wedgeNext(front: number): void {
    this.#wedgeNextAt = front;
  }

  /** @returns all that was on the way */
  clear(): readonly Body[] {
    const bodies = this.bodies;
    for (const body of bodies) this.#drop(body);
    return bodies;
  }

  /** The shutter has opened: what waited before it is pushed on, and what it held fast can be pulled out. */
  goOn(): void {
    if (!this.shutterIsOpen()) return;
    for (const body of this.#bodies) {
      if (body.speed !== 0 || body.isStuck) continue;
      body.go(this.#pushed.has(body) ? this.measures.push : -this.measures.pull);
    }
  }

  moved(body: Body): void {
    const { cameIn, onChange, wentOut } = this.#options;
    if (body.front <= 0) {
      this.#drop(body);
      wentOut(body);
    } else if (body.speed > 0 && body.rear > this.measures.innerEye) {
      this.#drop(body);
      cameIn(body);
    }
    onChange();
  }

  #giveUp(body: Body): void {
    const waits = this.#pushed.has(body) && body.speed === 0 && !body.isStuck;
    if (!waits || body.front > this.measures.shutter) return;
    this.#pushed.delete(body);
    body.go(-this.measures.pull);
    this.#options.onChange();
  }

  #drop(body: Body): void {
    body.leave();
    this.#bodies.delete(body);
    this.#pushed.delete(body);
  }
}
