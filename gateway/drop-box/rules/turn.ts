/** One input being taken: what it makes of the state, and what it has done. */
import type { LineName } from '../../devices/device.ts';
import type { Effect } from './inputs.ts';
import type { DropBoxSettings } from './settings.ts';
import type { DropBox, Facts, Step } from './state.ts';

export interface Moment {
  /** Milliseconds of the clock that nobody sets. */
  readonly now: number;
  /** Epoch milliseconds, as right as is known. */
  readonly at: number;
  readonly newId: () => string;
  readonly settings: DropBoxSettings;
}

export class Turn {
  readonly now: number;
  readonly at: number;
  readonly newId: () => string;
  readonly settings: DropBoxSettings;
  readonly effects: Effect[] = [];
  #box: DropBox;

  constructor(box: DropBox, { at, newId, now, settings }: Moment) {
    this.#box = box;
    this.now = now;
    this.at = at;
    this.newId = newId;
    this.settings = settings;
  }

  get box(): DropBox {
    return this.#box;
  }

  get facts(): Facts {
    return this.#box.facts;
  }

  get step(): Step {
    return this.#box.step;
  }

  go(step: Step): void {
    this.#box = { ...this.#box, step };
  }

  change(facts: Partial<Facts>): void {
    this.#box = { ...this.#box, facts: { ...this.facts, ...facts } };
  }

  /** What an earlier start left in hand is seen to. */
  resumed(): void {
    const { resume: _seenTo, ...facts } = this.facts;
    this.#box = { ...this.#box, facts };
  }

  ask(effect: Effect): void {
    this.effects.push(effect);
  }

  isOn(line: LineName | undefined): boolean {
    return isOn(this.facts, line);
  }

  /** Since the step began. */
  isOver(ms: number): boolean {
    return this.now - this.step.since >= ms;
  }

  sound(): void {
    this.change({ soundUntil: this.now + this.settings.times.sound });
  }
}

/** What was never read is off. */
export const isOn = ({ lines }: Facts, line: LineName | undefined): boolean =>
  line !== undefined && lines[line]?.on === true;
