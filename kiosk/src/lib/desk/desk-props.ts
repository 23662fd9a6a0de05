import type { DeskCommand, DeskSnapshot } from '#gateway/desk-messages.ts';
import type { DeskWords } from './words.ts';

/** What every part of the desk is given: it shows the snapshot in words and turns hands into commands. */
export interface DeskProps {
  readonly snapshot: DeskSnapshot;
  readonly words: DeskWords;
  readonly send: (command: DeskCommand) => void;
}
