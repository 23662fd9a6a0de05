/** Every state that can be reached is looked at, nearest first: the story of a counterexample is as short as it can be. */
import { crashes, arrivals } from './library.ts';
import type { Move } from './move.ts';
import { lineMoves } from './network.ts';
import { patronMoves } from './patron.ts';
import { brokenIn, isSettled } from './rules.ts';
import { firstState, keyOf, type Misfortunes, type State, type Wish } from './state.ts';
import { type Place, terminalMoves } from './terminal.ts';

export interface Found {
  readonly states: number;
  readonly moves: number;
  /** What is wrong, and how it came to that; undefined: nothing is. */
  readonly broken: { readonly rule: string; readonly story: readonly string[] } | undefined;
}

export function explore(
  wishes: readonly Wish[],
  left: Misfortunes,
  protocol: Place['protocol'],
): Found {
  const search = new Search({ wishes, protocol });
  return search.run(firstState(wishes, left));
}

function* movesFrom(state: State, place: Place): Generator<Move> {
  yield* patronMoves(state, place);
  yield* terminalMoves(state, place);
  yield* lineMoves(state);
  yield* arrivals(state, place.protocol);
  yield* crashes(state);
}

const STUCK = 'from here, nothing that must happen leads to a settled end';

class Search {
  readonly #place: Place;
  readonly #numbers = new Map<string, number>();
  readonly #cameFrom: number[] = [];
  readonly #says: string[] = [];
  /** To each state, those that lead to it by what must happen. */
  readonly #backwards: number[][] = [];
  readonly #settled: number[] = [];
  readonly #queue: (State | undefined)[] = [];
  #moves = 0;

  constructor(place: Place) {
    this.#place = place;
  }

  run(first: State): Found {
    this.#meet(first, 0, 'the terminal starts');
    for (let number = 0; number < this.#cameFrom.length; number += 1) {
      const state = this.#queue[number];
      if (!state) continue;
      const rule = brokenIn(state, this.#place.wishes);
      if (rule !== undefined) return this.#found(rule, number);
      this.#expand(state, number);
      this.#queue[number] = undefined;
    }
    const stuck = this.#firstStuck();
    return stuck === undefined ? this.#found() : this.#found(STUCK, stuck);
  }

  #expand(state: State, number: number): void {
    if (isSettled(state)) this.#settled.push(number);
    for (const { isMisfortune, next, says } of movesFrom(state, this.#place)) {
      const to = this.#meet(next, number, says);
      this.#moves += 1;
      if (!isMisfortune) this.#backwards[to]?.push(number);
    }
  }

  #meet(state: State, from: number, says: string): number {
    const key = keyOf(state);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.#cameFrom.length;
    this.#numbers.set(key, number);
    this.#cameFrom.push(from);
    this.#says.push(says);
    this.#backwards.push([]);
    this.#queue.push(state);
    return number;
  }

  /** Backwards from the settled ends: who is not met cannot get there. */
  #firstStuck(): number | undefined {
    const leads = new Uint8Array(this.#cameFrom.length);
    const line = [...this.#settled];
    for (const number of line) leads[number] = 1;
    for (let number = line.pop(); number !== undefined; number = line.pop()) {
      for (const before of this.#backwards[number] ?? []) {
        if (leads[before] === 0) line.push(before);
        leads[before] = 1;
      }
    }
    const stuck = leads.indexOf(0);
    return stuck < 0 ? undefined : stuck;
  }

  #found(rule?: string, number = 0): Found {
    const broken = rule === undefined ? undefined : { rule, story: this.#storyOf(number) };
    return { states: this.#cameFrom.length, moves: this.#moves, broken };
  }

  #storyOf(number: number): string[] {
    const story: string[] = [];
    for (let at = number; at > 0; at = this.#cameFrom[at] ?? 0) story.unshift(this.#says[at] ?? '');
    return story;
  }
}
