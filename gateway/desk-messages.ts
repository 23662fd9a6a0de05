/**
 * What the staff's screen beside a terminal (`/desk`) and the gateway say to each other over the WebSocket
 * `/desk/ws`: whole snapshots out, commands in, as on the touchscreen. Who may open it has signed in at
 * `/desk/api/sign-in` (a staff account of the server) or, while the server does not answer, `/desk/api/pin`.
 */
import { z } from 'zod';
import { DATA_MODELS } from './tags/data-model.ts';
import type { DataModel } from './tags/data-model.ts';
import type { TagRange } from './tags/ranges.ts';
import type { Sentence } from './tags/sentence.ts';
import { LANGUAGES } from './messages.ts';

export type { Sentence };

/** Raised whenever an older page could misread a newer gateway; the page then reloads itself. */
export const DESK_PROTOCOL_VERSION = 1;

export const DESK_TASKS = ['look', 'tagging', 'scan-rules', 'learn-security', 'to-check'] as const;
export type DeskTask = (typeof DESK_TASKS)[number];

const Uid = z.string().regex(/^[0-9A-F]{8,24}$/);
const Isil = z.string().trim().max(16);

export const DeskCommand = /* @__PURE__ */ (() =>
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('task'), task: z.enum(DESK_TASKS) }),
    /** The desk is given back to visitors. */
    z.strictObject({ kind: z.literal('leave') }),
    z.strictObject({ kind: z.literal('language'), language: z.enum(LANGUAGES) }),
    /** By hand, at `look`: has the gate ring for this tag, or not. */
    z.strictObject({ kind: z.literal('secure'), uid: Uid, wanted: z.enum(['armed', 'disarmed']) }),

    /** What new tags are written as; kept by the terminal. */
    z.strictObject({
      kind: z.literal('tagging-settings'),
      model: z.enum(DATA_MODELS),
      isil: Isil,
    }),
    /** A label typed by hand instead of scanned. */
    z.strictObject({ kind: z.literal('label'), text: z.string().trim().min(1).max(64) }),
    /** What a scanner in keyboard mode typed into the page: a scan like any other. */
    z.strictObject({ kind: z.literal('wedge'), text: z.string().min(1).max(512) }),
    /** The item has so many tagged parts; 1 = no set. */
    z.strictObject({ kind: z.literal('parts'), parts: z.int().min(1).max(99) }),
    /** The next tag becomes this part. */
    z.strictObject({ kind: z.literal('part'), part: z.int().min(1).max(99) }),
    /** Writes the tag that lies there. `losing`: the losses that were shown are accepted. */
    z.strictObject({ kind: z.literal('write'), uid: Uid, losing: z.boolean() }),
    /** Puts back on the tag what was on it before. */
    z.strictObject({ kind: z.literal('restore'), uid: Uid }),
    /** Done with this item, or without it: the next label. */
    z.strictObject({ kind: z.literal('next') }),

    /** What the scan that was just shown is: the assistant learns from it. */
    z.strictObject({
      kind: z.literal('sample'),
      text: z.string().max(256),
      is: z.enum(['patron', 'item', 'forget']),
    }),
    z.strictObject({ kind: z.literal('accept-rules') }),
    /** Back to the rules of the settings file. */
    z.strictObject({ kind: z.literal('forget-rules') }),

    /** The book that lies there is from the shelf (armed), or is on loan (disarmed). */
    z.strictObject({ kind: z.literal('learn'), uid: Uid, as: z.enum(['armed', 'disarmed']) }),
    z.strictObject({ kind: z.literal('accept-security') }),
    z.strictObject({ kind: z.literal('forget-security') }),

    /** Something to check: the library is asked once more, or staff have found out. */
    z.strictObject({
      kind: z.literal('check'),
      id: z.string().max(64),
      how: z.enum(['ask-again', 'done', 'not-done']),
    }),

    /** Sets the terminal's own PIN for work without the server; only for who signed in at the server. */
    z.strictObject({ kind: z.literal('set-pin'), pin: z.string().regex(/^\d{6,12}$/) }),
  ]))();
export type DeskCommand = z.infer<typeof DeskCommand>;

export const DeskMessage = /* @__PURE__ */ (() =>
  z.strictObject({ protocol: z.number().int(), command: DeskCommand }))();
export type DeskMessage = z.infer<typeof DeskMessage>;

/** `POST /desk/api/sign-in`; 200 `DeskMe`, else `DeskProblem`: 401 `sign-in-wrong`, 429 `too-many-attempts`, 503 `server-away`. */
export const DeskSignIn = /* @__PURE__ */ (() =>
  z.strictObject({
    name: z.string().trim().min(1).max(64),
    password: z.string().min(1).max(256),
  }))();
export type DeskSignIn = z.infer<typeof DeskSignIn>;

/** `POST /desk/api/pin`; 401 `pin-wrong`, 409 `pin-not-set` or `server-answers`, 429 `pin-locked`. */
export const DeskPin = /* @__PURE__ */ (() =>
  z.strictObject({ pin: z.string().regex(/^\d{6,12}$/) }))();
export type DeskPin = z.infer<typeof DeskPin>;

/** Answer of `GET /desk/api/me` (401 `not-signed-in`), and to who signed in. `POST /desk/api/sign-out` answers 204. */
export interface DeskMe {
  readonly mode: 'staff' | 'device';
  readonly name?: string;
}

/** Body of every other answer below `/desk/api`. */
export interface DeskProblem {
  readonly code:
    | 'not-signed-in'
    | 'sign-in-wrong'
    | 'too-many-attempts'
    | 'server-away'
    | 'pin-wrong'
    | 'pin-not-set'
    | 'pin-locked'
    /** The server answers: its accounts count, not the terminal's PIN. */
    | 'server-answers'
    | 'malformed';
  /** With `not-signed-in`: what the form should offer. */
  readonly online?: boolean;
  readonly pinIsSet?: boolean;
  /** With `pin-wrong`. */
  readonly triesLeft?: number;
  /** Milliseconds, with `pin-locked` and `too-many-attempts`. */
  readonly waitMs?: number;
}

export type DeskAnswer =
  | { readonly kind: 'snapshot'; readonly protocol: number; readonly snapshot: DeskSnapshot }
  | {
      readonly kind: 'rejected';
      readonly protocol: number;
      /** `taken-over`: another page is in charge now. After it and after `signed-out` the line is closed. */
      readonly reason: 'malformed' | 'wrong-protocol' | 'too-many' | 'signed-out' | 'taken-over';
    };

/** One tag on the pad, in words and in bytes. */
export interface DeskTag {
  readonly uid: string;
  /** Maker and kind of the chip where its number tells: “NXP”. */
  readonly chip?: string;
  /** What it says, most important first. */
  readonly says: readonly Sentence[];
  /** Which data model it is written in; `damaged`, `ndef`, `blank` and `unknown` are none that can be read. */
  readonly model: DataModel | 'damaged' | 'ndef' | 'blank' | 'unknown';
  readonly itemId?: string;
  readonly part?: number;
  readonly partsInItem?: number;
  readonly afi?: number;
  readonly eas?: boolean;
  /** What a gate of this site would do. */
  readonly security?: 'armed' | 'disarmed';
  /** Block after block, in memory order, as hex; `locked` where the reader can tell. */
  readonly blocks: readonly { readonly hex: string; readonly locked?: boolean }[];
  /** What the bytes belong to, for the eye; `to` is the first byte that does not. */
  readonly ranges?: readonly TagRange[];
  /** UHF: PC word and UII, as hex. */
  readonly epc?: string;
}

export type WriteState =
  | { readonly state: 'writing' }
  /** Read back and the same; the server knows of it, or will. */
  | { readonly state: 'written'; readonly part: number }
  | { readonly state: 'failed'; readonly why: Sentence }
  /** A write was torn off; laying the tag down again finishes it. */
  | { readonly state: 'torn' };

export interface DeskTagging {
  readonly model: DataModel;
  readonly isil: string;
  /** What was scanned, and what the library knows of it. */
  readonly item?: {
    readonly label: string;
    readonly title?: string;
    readonly author?: string;
    /** Tags that the library has on record for it. */
    readonly tags: readonly { readonly uid: string; readonly part: number }[];
    /** `unasked`: the server does not answer; the tag can be written all the same. */
    readonly known: 'asking' | 'yes' | 'no' | 'several' | 'unasked';
  };
  readonly parts: number;
  readonly part: number;
  /** Parts of the item that have been written or were on record. */
  readonly done: readonly number[];
  /** For each tag on the pad: what writing it would destroy; empty = nothing. */
  readonly losses: Readonly<Record<string, readonly Sentence[]>>;
  readonly writes: Readonly<Record<string, WriteState>>;
  /** Tags on the pad that are done with: they are not meant by this label until they are laid down anew. */
  readonly past?: readonly string[];
  /** Tags written in this sitting, in the last hour, and per hour at the pace of the last ten. */
  readonly counts: {
    readonly sitting: number;
    readonly lastHour: number;
    readonly perHour?: number;
  };
  /** Tags written whose numbers the server has not taken yet. */
  readonly unsent: number;
  /** Those that it would not take: asked again at the next sign-in. */
  readonly refused?: readonly {
    readonly label: string;
    readonly uid: string;
    readonly why: Sentence;
  }[];
}

export interface DeskSample {
  readonly text: string;
  readonly symbology?: string;
  readonly is: 'patron' | 'item';
  /** What the rules in force would take it for. */
  readonly taken: string;
}

export interface DeskRules {
  readonly samples: readonly DeskSample[];
  /** The last scan, until somebody has said what it is. Never an identity card's. */
  readonly last?: {
    readonly text: string;
    readonly symbology?: string;
    readonly taken: string;
    readonly checkDigit: 'valid' | 'invalid' | 'absent';
  };
  readonly inForce: readonly Sentence[];
  /** The rules that the samples lead to, in words, and how many of the samples they take rightly. */
  readonly proposal?: { readonly rules: readonly Sentence[]; readonly right: number };
}

export interface DeskSecurity {
  readonly inForce: {
    readonly armedAfi?: number;
    readonly disarmedAfi?: number;
    readonly eas: boolean;
  };
  readonly learned: { readonly armed: readonly number[]; readonly disarmed: readonly number[] };
  readonly proposal?: { readonly armedAfi: number; readonly disarmedAfi: number };
}

/** A transaction that staff have to see to: nobody can tell what became of it, or the library refused what has happened. */
export interface DeskDoubt {
  readonly id: string;
  readonly act: 'checkout' | 'checkin' | 'renew';
  readonly kind: 'unclear' | 'refused';
  /** The last characters of the card; absent on a return without one. */
  readonly cardEnd?: string;
  readonly label: string;
  /** Epoch milliseconds: when it happened, and when the library was asked last. */
  readonly at: number;
  readonly askedAt?: number;
  /** What the library's system said then: codes, `item-charged`, `listed-no`, or why it refused. */
  readonly found: readonly string[];
  /** It is being asked. */
  readonly asking: boolean;
}

export interface DeskSnapshot {
  /** `staff`: signed in at the server. `device`: by the terminal's PIN; device work only. */
  readonly mode: 'staff' | 'device';
  readonly staffName?: string;
  readonly language: (typeof LANGUAGES)[number];
  /** The server answers. */
  readonly online: boolean;
  readonly pinIsSet: boolean;
  readonly terminal: { readonly name: string; readonly library: string; readonly timeZone: string };
  /** `visitor`: a patron is being served; the desk has the devices when that visit is over. */
  readonly devicesAre: 'ours' | 'visitor';
  readonly devices: readonly {
    readonly id: string;
    readonly kind: string;
    readonly state: string;
    readonly code?: string;
    readonly model?: string;
  }[];
  readonly task: DeskTask;
  readonly pad: readonly DeskTag[];
  readonly crowded: boolean;
  /** What was just done, or why not. */
  readonly notice?: Sentence;
  readonly tagging?: DeskTagging;
  readonly rules?: DeskRules;
  readonly security?: DeskSecurity;
  /** How many transactions wait for staff; each of them while that is the task. */
  readonly toCheck: number;
  readonly doubts?: readonly DeskDoubt[];
  /** Epoch milliseconds when the desk signs out by itself. */
  readonly endsAt: number;
  readonly now: number;
}
