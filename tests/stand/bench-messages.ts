/** What the bench page and the stand say to each other: the page sends actions, the stand answers with its whole state. */
import { z } from 'zod';

export const PULL_AWAY_AT = ['read', 'write', 'after-write'] as const;
/** When a book is snatched off the pad: while its tag is read, while it is written, or just after. */
export type PullAwayAt = (typeof PULL_AWAY_AT)[number];

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
  }),
  z.strictObject({ kind: z.literal('plug'), device: z.enum(['pad', 'scanner']), plugged }),
  z.strictObject({ kind: z.literal('speed'), right: z.boolean() }),
  z.strictObject({ kind: z.literal('network'), up: z.boolean() }),
]);
export type BenchAction = z.infer<typeof BenchAction>;

export interface BenchBook {
  readonly barcode: string;
  readonly title: string;
  readonly author: string;
  readonly onPad: boolean;
  /** Absent: this book has a barcode only. */
  readonly tag?: {
    /** More than one: a set. */
    readonly tags: number;
    readonly security: 'armed' | 'disarmed';
    /** How many of the next writes will fail. */
    readonly failingWrites: number;
    readonly pullAwayAt?: PullAwayAt;
  };
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
  readonly books: readonly BenchBook[];
  readonly cards: readonly BenchCard[];
  readonly pad: { readonly plugged: boolean; readonly rightSpeed: boolean };
  readonly scanner: { readonly plugged: boolean };
  readonly network: { readonly up: boolean };
}

/** Something a simulator saw or said. */
export interface BenchLogEntry {
  readonly id: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly where: 'pad' | 'scanner' | 'network';
  /** `heard`: from the gateway; `said`: to the gateway; `did`: what a hand at the bench did. */
  readonly direction: 'heard' | 'said' | 'did';
  /** Key of the words; the page shows the key itself where it has none. */
  readonly what: string;
  readonly hex?: string;
  readonly book?: string;
}

/** Stand → page, as server-sent events. */
export type BenchMessage =
  | { readonly kind: 'state'; readonly state: BenchState }
  | { readonly kind: 'log'; readonly entries: readonly BenchLogEntry[] };
