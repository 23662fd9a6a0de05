import type { KioskCommand } from '#gateway/kiosk-command.ts';
import type { Snapshot } from '#gateway/messages.ts';
import type { Words } from '../words.ts';

/** What every screen is given: it shows the snapshot in words and turns taps into commands; it knows no rule. */
export interface ScreenProps {
  readonly snapshot: Snapshot;
  readonly words: Words;
  readonly send: (command: KioskCommand) => void;
}
