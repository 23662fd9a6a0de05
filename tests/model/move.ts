import type { State } from './state.ts';

/** One step of the world. */
export interface Move {
  /** For the story that a counterexample tells. */
  readonly says: string;
  readonly next: State;
  /** Nothing may rely on it. */
  readonly isMisfortune?: true;
}
