/** What the desk is told, and what it asks to be done. Everything outside it passes here. */
import type { DeskCommand, DeskSnapshot } from '../../desk-messages.ts';
import type { Scan, TagMemory, Uid } from '../../devices/device.ts';
import type { SecurityReading, SecurityState, SiteSecurity } from '../../tags/security.ts';
import type { Sentence } from '../../tags/sentence.ts';
import type { DeskUser, Doubt, LabelledScan, RefusedTag, TaggingSettings } from './desk-state.ts';
import type { TagImage } from './image.ts';

/** A tag as it was read whole. */
export interface WholeTag {
  readonly tag: TagMemory;
  /** For each block; absent where the reader cannot tell. */
  readonly locks?: readonly boolean[];
}

export interface Look extends WholeTag {
  readonly reading: SecurityReading;
}

export interface FoundItem {
  readonly title: string;
  readonly author: string;
  /** The owner. */
  readonly library: { readonly name: string; readonly isil?: string };
  readonly tags: readonly { readonly uid: Uid; readonly part: number }[];
}

export type Found =
  | { readonly kind: 'items'; readonly items: readonly FoundItem[] }
  | { readonly kind: 'unanswered' };

export type DeskInput =
  | { readonly kind: 'command'; readonly command: DeskCommand }
  | { readonly kind: 'signed-in'; readonly user: DeskUser }
  | { readonly kind: 'signed-out' }
  | { readonly kind: 'scanned'; readonly scan: Scan }
  | { readonly kind: 'scan-unreadable' }
  | { readonly kind: 'tag-entered'; readonly tag: TagMemory }
  | { readonly kind: 'tag-left'; readonly uid: Uid }
  | { readonly kind: 'pad-crowded'; readonly crowded: boolean }
  /** The pad is somebody else's from now on, or its reader is gone. */
  | { readonly kind: 'pad-lost' }
  | { readonly kind: 'looked'; readonly uid: Uid; readonly look: Look }
  | { readonly kind: 'not-looked'; readonly uid: Uid }
  | { readonly kind: 'found'; readonly ask: number; readonly found: Found }
  | {
      readonly kind: 'written';
      readonly uid: Uid;
      readonly label: string;
      readonly part: number;
    }
  | { readonly kind: 'not-written'; readonly uid: Uid; readonly why: Sentence }
  /** The tag went away in the middle, or its reader did. */
  | { readonly kind: 'torn'; readonly uid: Uid; readonly why: Sentence }
  /** What became of an earlier write that was torn off. */
  | {
      readonly kind: 'mended';
      readonly uid: Uid;
      readonly label: string;
      readonly part: number;
      readonly how: 'finished' | 'put-back' | 'left';
    }
  | { readonly kind: 'restored'; readonly uid: Uid; readonly why?: Sentence }
  | {
      readonly kind: 'secured';
      readonly uid: Uid;
      readonly wanted: SecurityState;
      readonly why?: Sentence;
    }
  | {
      readonly kind: 'sent';
      readonly unsent: number;
      readonly refused: readonly RefusedTag[];
    }
  | { readonly kind: 'settings'; readonly settings: TaggingSettings }
  | { readonly kind: 'site'; readonly site: SiteSecurity }
  | { readonly kind: 'pin'; readonly isSet: boolean; readonly why?: Sentence }
  | { readonly kind: 'online'; readonly online: boolean }
  | { readonly kind: 'terminal'; readonly terminal: DeskSnapshot['terminal'] }
  | { readonly kind: 'devices'; readonly devices: DeskSnapshot['devices'] }
  | { readonly kind: 'doubts'; readonly doubts: readonly Doubt[] }
  /** The library was asked once more about this one. */
  | { readonly kind: 'checked'; readonly id: string }
  | { readonly kind: 'serving'; readonly serving: boolean }
  | { readonly kind: 'tick' };

export interface TagPlace {
  readonly label: string;
  /** As written on the tag; empty = none. */
  readonly isil: string;
  readonly part: number;
}

/** What a write is for: kept with it, so that it can be finished after a restart. */
export interface WriteJob extends TagPlace {
  /** The tag said another item before, and that was accepted: it is taken from that one's record. */
  readonly moved: boolean;
  /** The tag is this item's no longer. */
  readonly off?: true;
  /** … but this one's again, if the library has it. */
  readonly again?: TagPlace;
}

export type DeskEffect =
  /** Read it whole; a write that was torn off is mended first. */
  | { readonly kind: 'look'; readonly uid: Uid }
  | { readonly kind: 'find'; readonly ask: number; readonly label: string }
  /** Both images on disk, write, read back, note. Answered by `written`, `not-written` or `torn`. */
  | {
      readonly kind: 'write';
      readonly uid: Uid;
      /** As it was looked at: it lies there since, and nobody else writes to it. */
      readonly before: WholeTag;
      readonly wanted: TagImage;
      readonly job: WriteJob;
    }
  /** The tag says already what it should: only the server is to know. */
  | { readonly kind: 'register'; readonly uid: Uid; readonly job: WriteJob }
  | { readonly kind: 'restore'; readonly uid: Uid }
  | { readonly kind: 'secure'; readonly uid: Uid; readonly wanted: SecurityState }
  | { readonly kind: 'keep-settings'; readonly settings: TaggingSettings }
  /** Undefined: back to the settings file. */
  | {
      readonly kind: 'learn-security';
      readonly pair: { readonly armed: number; readonly disarmed: number } | undefined;
    }
  /** Undefined: back to the settings file. */
  | { readonly kind: 'learn-rules'; readonly samples: readonly LabelledScan[] | undefined }
  | { readonly kind: 'set-pin'; readonly pin: string }
  /** Answered by `checked` and `doubts`. */
  | { readonly kind: 'ask-again'; readonly id: string }
  | { readonly kind: 'decide'; readonly id: string; readonly done: boolean; readonly by: string }
  | { readonly kind: 'sign-out' };
