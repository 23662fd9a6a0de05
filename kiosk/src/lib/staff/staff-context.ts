/** What the frame of the staff pages hands to each of them. */
import { createContext } from 'svelte';
import type { StaffAccount } from './account.svelte.ts';
import type { Library } from './answers.ts';
import type { StaffWords } from './words.ts';

export interface Staff {
  /** Of the language chosen now, in the zone of the library chosen. */
  readonly words: StaffWords;
  readonly account: StaffAccount;
  readonly libraries: readonly Library[];
  /** Where they stand. */
  readonly here: Library;
}

export const [useStaff, provideStaff] = createContext<Staff>();
