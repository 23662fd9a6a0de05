/**
 * The last act on each thing, with its answer, for ten minutes: terminals time out, connect again and repeat (docs/rules/sip2.md, S2). An
 * equal act gets the first answer again, also while that is still being worked out; another act on the same thing ends the memory.
 */
import type { Outgoing } from './protocol/message.ts';

const KEPT_MS = 10 * 60_000;
/** At ten books a second, all of ten minutes. */
const MOST = 20_000;
/** Of one thing: equal acts that others lie between come within a second of each other. */
const MOST_ENDED = 16;

/** Of what could not be answered: equal to no act. */
const NO_ACT = '';

interface Last {
  readonly act: string;
  readonly answer: Promise<Outgoing>;
  readonly until: number;
  /** How often an act was done and then ended by another one, within the time: a checkout, a checkin and a checkout of one second. */
  readonly ended: Map<string, number>;
}

export class RepeatMemory {
  readonly #last = new Map<string, Last>();
  #repeated = 0;

  /** Answers that were given again. */
  get repeated(): number {
    return this.#repeated;
  }

  /**
   * @param thing what is acted on: account and item, or account and patron
   * @param act tells equal acts from others
   * @param now epoch milliseconds
   * @param work is given how many equal acts came before this one and were ended by another
   */
  once(
    thing: string,
    act: string,
    now: number,
    work: (earlier: number) => Promise<Outgoing>,
  ): Promise<Outgoing> {
    this.#dropExpired(now);
    const last = this.#last.get(thing);
    if (last?.act === act) {
      this.#repeated += 1;
      return last.answer;
    }
    const ended = last ? endedWith(last) : new Map<string, number>();
    const answer = work(ended.get(act) ?? 0);
    this.#keep(thing, { act, answer, until: now + KEPT_MS, ended });
    // What could not be answered is asked anew; who waits for it is told by the same promise.
    answer.catch(() => this.#forget(thing, answer));
    return answer;
  }

  /** The oldest stand first: nobody's visit is remembered longer than it is of use. */
  #dropExpired(now: number): void {
    for (const [thing, { until }] of this.#last) {
      if (until > now) return;
      this.#last.delete(thing);
    }
  }

  #keep(thing: string, last: Last): void {
    this.#last.delete(thing);
    this.#last.set(thing, last);
    const [oldest] = this.#last.keys();
    if (this.#last.size > MOST && oldest !== undefined) this.#last.delete(oldest);
  }

  /** What went before it still counts: else an act of the same second would get the answer of its forerunner. */
  #forget(thing: string, answer: Promise<Outgoing>): void {
    const last = this.#last.get(thing);
    if (last?.answer === answer) this.#last.set(thing, { ...last, act: NO_ACT });
  }
}

/** The one that ended last stands last. */
function endedWith({ act, ended }: Last): Map<string, number> {
  const times = (ended.get(act) ?? 0) + 1;
  ended.delete(act);
  ended.set(act, times);
  const [oldest] = ended.keys();
  if (ended.size > MOST_ENDED && oldest !== undefined) ended.delete(oldest);
  return ended;
}
