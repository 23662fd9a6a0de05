/** One step of the desk: what it is now, and what is to be done. */
import type { DeskState } from './desk-state.ts';
import type { DeskEffect } from './inputs.ts';
import type { ScanJudge } from './scan-judge.ts';

/** What a rule may know besides the state. */
export interface DeskMoment {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly judge: ScanJudge;
}

export interface DeskTurn {
  readonly state: DeskState;
  readonly effects: readonly DeskEffect[];
}

export const turn = (state: DeskState, ...effects: readonly DeskEffect[]): DeskTurn => ({
  state,
  effects,
});

/** One after the other, as if it were one. (A module that exports `then` would be taken for a promise.) */
export function andThen(first: DeskTurn, next: (state: DeskState) => DeskTurn): DeskTurn {
  const second = next(first.state);
  return { state: second.state, effects: [...first.effects, ...second.effects] };
}
