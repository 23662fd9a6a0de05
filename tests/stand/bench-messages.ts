/** What the bench page and the stand say to each other: the page sends actions, the stand answers with its whole state. */
import { z } from 'zod';
import { DROP_BOX_ACTIONS } from './drop-box-messages.ts';
import type { BenchDropBox, PlaceInBox } from './drop-box-messages.ts';
import { PRINTER_ACTIONS } from './printer-messages.ts';
import type { BenchPrinter } from './printer-messages.ts';
import { READER_MODEL_NAMES } from './reader-models.ts';
import type { ReaderModelName } from './reader-models.ts';
import type { Way } from './settings.ts';

export const PULL_AWAY_AT = ['read', 'write', 'after-write'] as const;
/** When a book is snatched off the pad: while its tag is read, while it is written, or just after. */
export type PullAwayAt = (typeof PULL_AWAY_AT)[number];

export const LINE_FAULTS = ['bit-error', 'gap', 'late', 'silence', 'misread'] as const;
/** What goes wrong between the reader and the gateway, whatever lies on the pad. */
export type LineFault = (typeof LINE_FAULTS)[number];

export const WRITE_FAILURES = ['write-error', 'protected', 'pretends'] as const;

const book = z.string().max(64);
const plugged = z.boolean();

/** Everything one can do at the bench. */
export const BenchAction = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('lay'), book }),
  z.strictObject({ kind: z.literal('take'), book }),
  z.strictObject({ kind: z.literal('clear-pad') }),
  z.strictObject({ kind: z.literal('scan-book'), book }),
  z.strictObject({ kind: z.literal('scan-card'), card: z.string().max(64) }),
  z.strictObject({ kind: z.literal('scan-garbage') }),
  z.strictObject({ kind: z.literal('pull-away'), book, at: z.enum(PULL_AWAY_AT) }),
  z.strictObject({
    kind: z.literal('write-failure'),
    book,
    times: z.number().int().min(0).max(99),
    how: z.enum(WRITE_FAILURES).exactOptional(),
  }),
  /** One tag of the book is at the edge of the field, and seen in one of so many looks; 1: no longer. */
  z.strictObject({ kind: z.literal('flicker'), book, oneIn: z.number().int().min(1).max(20) }),
  z.strictObject({
    kind: z.literal('lock-block'),
    book,
    block: z.number().int().min(0).max(255),
  }),
  /** Another machine has written this AFI, wrong or right. */
  z.strictObject({ kind: z.literal('set-afi'), book, afi: z.number().int().min(0).max(255) }),
  z.strictObject({ kind: z.literal('line-fault'), fault: z.enum(LINE_FAULTS) }),
  /** Another reader on the desk; the gateway is started again. */
  z.strictObject({ kind: z.literal('reader'), model: z.enum(READER_MODEL_NAMES) }),
  z.strictObject({ kind: z.literal('new-labels') }),
  z.strictObject({ kind: z.literal('hold-chip'), card: z.string().max(64) }),
  z.strictObject({ kind: z.literal('plug'), device: z.enum(['pad', 'scanner']), plugged }),
  z.strictObject({ kind: z.literal('speed'), right: z.boolean() }),
  z.strictObject({ kind: z.literal('network'), up: z.boolean() }),
  ...DROP_BOX_ACTIONS,
  ...PRINTER_ACTIONS,
]);
export type BenchAction = z.infer<typeof BenchAction>;

export interface BenchBook {
  readonly barcode: string;
  readonly title: string;
  readonly author: string;
  readonly onPad: boolean;
  /** In a drop box, or behind it. */
  readonly inBox?: PlaceInBox;
  /** Absent: this book has a barcode only. */
  readonly tag?: {
    /** More than one: a set. */
    readonly tags: number;
    /** Whether the gate rings; `other`: an AFI that this library does not use. */
    readonly security: 'armed' | 'disarmed' | 'other';
    /** Of the first tag. */
    readonly afi: number;
    /** How many of the next writes will fail. */
    readonly failingWrites: number;
    readonly pullAwayAt?: PullAwayAt;
    /** At the edge of the field. */
    readonly flickers: boolean;
  };
  /** What a loose label says: its format, and the number of an item where it names one. */
  readonly says?: { readonly format: string; readonly itemId?: string };
  /** Why it is on the shelf, where it is something special: `on-hold`, `reference`… */
  readonly note?: string;
}

export interface BenchCard {
  readonly number: string;
  readonly pin?: string;
  /** What is to be seen with it: `blocked`, `overdue`… */
  readonly note: string;
}

export interface BenchState {
  readonly reader: {
    readonly model: ReaderModelName;
    readonly models: readonly { readonly model: ReaderModelName; readonly name: string }[];
    /** It is being changed: the gateway starts again. */
    readonly changing: boolean;
  };
  /** For the staff's screen; absent once its owner has put the first password away. */
  readonly account?: { readonly name: string; readonly password: string };
  /** There is a reader of contactless cards. */
  readonly readsChips: boolean;
  readonly books: readonly BenchBook[];
  /** For the tagging station. */
  readonly labels: readonly BenchBook[];
  readonly cards: readonly BenchCard[];
  readonly pad: { readonly plugged: boolean; readonly rightSpeed: boolean };
  readonly scanner: { readonly plugged: boolean };
  readonly dropBox?: BenchDropBox;
  readonly printer?: BenchPrinter;
  /** `way`: how the terminal reaches the library. */
  readonly network: { readonly up: boolean; readonly way: Way };
}

/** Something a simulator saw or said. */
export interface BenchLogEntry {
  readonly id: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly where: 'pad' | 'scanner' | 'cards' | 'network' | 'box' | 'printer';
  /** `heard`: from the gateway; `said`: to the gateway; `did`: what a hand at the bench did; `fault`: one that was set has struck. */
  readonly direction: 'heard' | 'said' | 'did' | 'fault';
  /** Key of the words; the page shows the key itself where it has none. */
  readonly what: string;
  readonly hex?: string;
  readonly book?: string;
}

/** Stand → page, as server-sent events. */
export type BenchMessage =
  | { readonly kind: 'state'; readonly state: BenchState }
  | { readonly kind: 'log'; readonly entries: readonly BenchLogEntry[] };
