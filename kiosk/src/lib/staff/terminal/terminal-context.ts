/** What the frame of a terminal's pages hands to each of them. */
import { createContext } from 'svelte';
import type { WatchedTerminal } from '../answers.ts';

export interface OfTerminal {
  readonly terminal: WatchedTerminal;
  /** Epoch milliseconds by the server's clock; moves on once a second. */
  readonly now: number;
}

export const [useTerminal, provideTerminal] = createContext<OfTerminal>();
