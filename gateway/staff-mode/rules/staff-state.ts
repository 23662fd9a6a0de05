/** Where staff are at the machine: not there, before the door, inside. Times are milliseconds of the clock that nobody sets. */
import type { StaffNote, StaffPage, StaffScan, StaffTag } from '../../staff-messages.ts';
import type { Who } from './who.ts';

export type StaffMode =
  | { readonly at: 'out' }
  /** Asked for the PIN; whoever was being served still is. */
  | ({ readonly at: 'door' } & Door)
  /** Let in: what the visit has promised is being finished, then it is wiped. */
  | { readonly at: 'wiping'; readonly who: Who; readonly since: number }
  | ({ readonly at: 'in' } & Inside);

export interface Door {
  readonly who: Who;
  readonly seenAt: number;
  /** The PIN is being checked. */
  readonly checking: boolean;
  readonly wrong?: { readonly triesLeft: number };
  readonly lockedUntil?: number;
  /** Nobody has set one; or the disk cannot count the try. */
  readonly cannot?: 'not-set' | 'failed';
}

export interface Inside {
  readonly who: Who;
  readonly seenAt: number;
  readonly page: StaffPage;
  /** The device that is looked at. */
  readonly device?: string;
  /** What came of the last act. */
  readonly note?: StaffNote;
  /** One act after the other. */
  readonly busy: boolean;
  readonly scan?: StaffScan;
  readonly tags: readonly SeenTag[];
  readonly crowded: boolean;
}

export interface SeenTag {
  readonly uid: string;
  readonly tag: StaffTag;
}

export const OUT: StaffMode = { at: 'out' };

/** Without a touch, until it closes by itself. */
export const DOOR_MS = 30_000;
export const MENU_MS = 60_000;
/** A visit that cannot be brought to its end keeps staff out, rather than be shown to them. */
export const WIPE_MS = 60_000;

/** When it closes by itself; undefined: nobody is there. */
export function closesAt(mode: StaffMode): number | undefined {
  switch (mode.at) {
    case 'out':
      return undefined;
    case 'door':
      return mode.checking ? undefined : mode.seenAt + DOOR_MS;
    case 'wiping':
      return mode.since + WIPE_MS;
    case 'in':
      return mode.busy ? undefined : mode.seenAt + MENU_MS;
  }
}
