/** Everything the desk knows: who is signed in, what lies on the pad, which task is in hand. */
import type {
  DeskDoubt,
  DeskSample,
  DeskSnapshot,
  DeskTask,
  WriteState,
} from '../../desk-messages.ts';
import type { Scan, TagMemory, Uid } from '../../devices/device.ts';
import type { DataModel } from '../../tags/data-model.ts';
import type { UiiProfile } from '../../tags/iso28560-4-uii.ts';
import type { SecurityReading, SiteSecurity } from '../../tags/security.ts';
import type { Sentence } from '../../tags/sentence.ts';
import type { ScanTaken } from './scan-judge.ts';

/** A transaction that only a person can decide. */
export type Doubt = Omit<DeskDoubt, 'asking'>;

export interface DeskUser {
  /** `staff`: a session at the server. `device`: the terminal's own PIN. */
  readonly mode: 'staff' | 'device';
  readonly name?: string;
}

/** A tag that lies on the pad. */
export interface PadTag {
  readonly uid: Uid;
  /** `reading`: what is known is what the pad announced. */
  readonly state: 'reading' | 'read' | 'unreadable';
  readonly tag: TagMemory;
  /** For each block; undefined where the reader cannot tell. */
  readonly locks?: readonly boolean[];
  readonly reading: SecurityReading;
}

export interface RecordedTag {
  readonly uid: Uid;
  /** From 1; one tag for the whole item counts as part 1. */
  readonly part: number;
}

/** The item that is being tagged. */
export interface ItemInHand {
  readonly label: string;
  /** Number of the question to the server; an answer to an older one is not for this item. */
  readonly ask: number;
  readonly known: 'asking' | 'yes' | 'no' | 'several' | 'unasked';
  readonly title?: string;
  readonly author?: string;
  /** Of its owner, where the server knows one. */
  readonly isil?: string;
  /** On record at the server. */
  readonly tags: readonly RecordedTag[];
}

export interface TaggingSettings {
  readonly model: DataModel;
  /** With its hyphen; empty = the owner's as the server says, or none. */
  readonly isil: string;
}

export interface Tagging {
  readonly settings: TaggingSettings;
  readonly item: ItemInHand | undefined;
  readonly parts: number;
  readonly part: number;
  readonly done: readonly number[];
  readonly writes: ReadonlyMap<Uid, WriteState>;
  /** Restored by hand: not written without a word from staff. */
  readonly held: ReadonlySet<Uid>;
  /** Lie there still from a label before; what is laid down anew is not one of them. */
  readonly past: ReadonlySet<Uid>;
  /** Scanned while a tag was being written: comes next. */
  readonly waiting: string | undefined;
  /** When each tag of this sitting was written, epoch milliseconds. */
  readonly times: readonly number[];
  readonly unsent: number;
  readonly refused: readonly RefusedTag[];
}

export interface RefusedTag {
  readonly label: string;
  readonly uid: Uid;
  readonly why: Sentence;
}

export interface LearnedValues {
  readonly armed: readonly number[];
  readonly disarmed: readonly number[];
}

export interface ScanSamples {
  readonly samples: readonly DeskSample[];
  readonly scans: readonly LabelledScan[];
  readonly last: { readonly scan: Scan; readonly taken: ScanTaken } | undefined;
}

/** A scan that somebody has said what it is. */
export interface LabelledScan {
  readonly scan: Scan;
  readonly is: 'patron' | 'item';
}

export interface DeskState {
  readonly user: DeskUser | undefined;
  readonly language: DeskSnapshot['language'];
  readonly online: boolean;
  readonly pinIsSet: boolean;
  readonly terminal: DeskSnapshot['terminal'];
  /** A visitor is being served: the devices are not the desk's yet. */
  readonly serving: boolean;
  readonly devices: DeskSnapshot['devices'];
  readonly task: DeskTask;
  /** In the order in which they were laid down. */
  readonly pad: ReadonlyMap<Uid, PadTag>;
  readonly crowded: boolean;
  readonly notice: Sentence | undefined;
  readonly tagging: Tagging;
  /** How many labels were asked about since the gateway began. */
  readonly asked: number;
  readonly scans: ScanSamples;
  readonly site: SiteSecurity;
  /** What the fields of a UII are at this site; the standard's example where it does not say. */
  readonly uiiProfile?: UiiProfile;
  readonly learned: LearnedValues;
  /** What staff have to see to, oldest first; `checking`: the library is being asked about it. */
  readonly doubts: readonly Doubt[];
  readonly checking: ReadonlySet<string>;
  /** Epoch milliseconds of the last command. */
  readonly lastCommandAt: number;
}

/** Nobody at the desk for so long, and it signs out by itself. Milliseconds. */
export const IDLE_MS = 600_000;

export const NOTHING_LEARNED: LearnedValues = { armed: [], disarmed: [] };
export const NO_SAMPLES: ScanSamples = { samples: [], scans: [], last: undefined };

export interface FirstState extends Pick<
  DeskState,
  'language' | 'online' | 'pinIsSet' | 'terminal' | 'site' | 'uiiProfile'
> {
  readonly settings: TaggingSettings;
  readonly unsent: number;
}

export function firstDesk({ settings, unsent, ...known }: FirstState): DeskState {
  return {
    ...known,
    user: undefined,
    serving: false,
    devices: [],
    task: 'tagging',
    pad: new Map(),
    crowded: false,
    notice: undefined,
    tagging: { ...emptyTagging(settings), unsent },
    asked: 0,
    scans: NO_SAMPLES,
    learned: NOTHING_LEARNED,
    doubts: [],
    checking: new Set(),
    lastCommandAt: 0,
  };
}

export const emptyTagging = (settings: TaggingSettings): Tagging => ({
  settings,
  item: undefined,
  parts: 1,
  part: 1,
  done: [],
  writes: new Map(),
  held: new Set(),
  past: new Set(),
  waiting: undefined,
  times: [],
  unsent: 0,
  refused: [],
});

export const withTag = (state: DeskState, tag: PadTag): DeskState => ({
  ...state,
  pad: new Map(state.pad).set(tag.uid, tag),
});

export const withTagging = (state: DeskState, part: Partial<Tagging>): DeskState => ({
  ...state,
  tagging: { ...state.tagging, ...part },
});

export const withWrite = (state: DeskState, uid: Uid, write: WriteState): DeskState =>
  withTagging(state, { writes: new Map(state.tagging.writes).set(uid, write) });

export const telling = (state: DeskState, notice: Sentence): DeskState => ({ ...state, notice });
