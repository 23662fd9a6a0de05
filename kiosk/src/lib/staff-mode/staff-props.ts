import type { KioskCommand } from '#gateway/kiosk-command.ts';
import type { Snapshot } from '#gateway/messages.ts';
import type { StaffAct, StaffPage, StaffView } from '#gateway/staff-messages.ts';
import type { Words } from '../words.ts';

/** What every page of the staff's menu is given. */
export interface StaffProps {
  readonly staff: StaffView;
  readonly snapshot: Snapshot;
  readonly words: Words;
  readonly send: (command: KioskCommand) => void;
  readonly act: (act: StaffAct) => void;
  readonly turn: (page: StaffPage, device?: string) => void;
}
