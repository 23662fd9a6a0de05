/** What a terminal is for, as staff have written it down. */
export type Profile = 'kiosk' | 'drop-box' | 'staff-pad' | 'tagging' | 'van';

/** What a terminal last said of itself, as far as its health is read off it (TerminalState of the API). Times are epoch milliseconds. */
export interface TerminalWord {
  readonly version: string;
  readonly stage: string;
  readonly devices: readonly WordOfDevice[];
  readonly queued: number;
  readonly staffCalled?: boolean | undefined;
  readonly uncured?: number | undefined;
  readonly clock?: WordOfClock | undefined;
  readonly outbox?: WordOfOutbox | undefined;
  readonly permit?: WordOfPermit | undefined;
  readonly printer?: WordOfPrinter | undefined;
  readonly dropBox?: WordOfDropBox | undefined;
  readonly counters?: WordOfCounters | undefined;
  readonly pause?: { readonly since: number; readonly by: string } | undefined;
  readonly settings?:
    { readonly undone?: { readonly version: number; readonly at: number } | undefined } | undefined;
  readonly update?:
    | { readonly state: string; readonly version?: string | undefined; readonly at: number }
    | undefined;
  readonly machine?: WordOfMachine | undefined;
}

export interface WordOfDevice {
  readonly id: string;
  readonly kind: string;
  readonly state: 'opening' | 'ready' | 'faulty' | 'closed';
  readonly code?: string | undefined;
  readonly since: number;
}

export interface WordOfPrinter {
  readonly paper: 'ok' | 'low' | 'out';
  readonly fault?: string | undefined;
  readonly since: number;
}

export interface WordOfDropBox {
  readonly fault?: string | undefined;
  readonly since: number;
  readonly bins: readonly {
    readonly id: string;
    readonly count: number;
    readonly fill: 'room' | 'near-full' | 'full' | 'away';
    readonly since: number;
  }[];
}

export interface WordOfClock {
  readonly known: boolean;
  readonly fault?: string | undefined;
  readonly certificateAt?: number | undefined;
}

export interface WordOfOutbox {
  readonly open: boolean;
  readonly oldestAt?: number | undefined;
  readonly recoveredAt?: number | undefined;
  readonly lost?: number | undefined;
}

export interface WordOfPermit {
  readonly lends: boolean;
  readonly madeAt?: number | undefined;
  readonly endsAt?: number | undefined;
  readonly fault?: string | undefined;
}

/** Since the gateway was started. */
export interface WordOfCounters {
  readonly from: number;
  readonly visits: number;
  readonly checkouts: number;
  readonly checkins: number;
  readonly renewals: number;
  readonly refusals: number;
  readonly receipts: number;
}

export interface WordOfMachine {
  readonly diskFreeBytes?: number | undefined;
  readonly diskBytes?: number | undefined;
  readonly celsius?: number | undefined;
}
