/** What staff may do at the machine, and what its screen shows them: part of what kiosk and gateway say (`messages.ts`). */
import { z } from 'zod';

/** One subject each; `home` is the list of the others. */
export const STAFF_PAGES = [
  'home',
  'devices',
  'device',
  'paper',
  'bins',
  'to-check',
  'state',
  'counters',
  'screen',
  'touch',
  'service',
] as const;
export type StaffPage = (typeof STAFF_PAGES)[number];

/** Why it is out of service, in the words of whoever put it so; the screen says them to visitors. */
export const PAUSE_REASONS = ['none', 'cleaning', 'repair', 'moved'] as const;
export type PauseReason = (typeof PAUSE_REASONS)[number];

/** A place on the screen, as parts of its width and height from the upper left corner. */
export interface ScreenPoint {
  readonly x: number;
  readonly y: number;
}

/**
 * Where a touch was meant, worked out from where it was felt: `x′ = ax + by + c`, `y′ = dx + ey + f`, in parts of the
 * screen's width and height.
 */
export interface TouchCorrection {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
}

/** Where the four targets of the page `touch` stand. */
export const TOUCH_TARGETS: readonly ScreenPoint[] = [
  { x: 0.1, y: 0.15 },
  { x: 0.9, y: 0.15 },
  { x: 0.9, y: 0.85 },
  { x: 0.1, y: 0.85 },
];

/** Made inside a function that is marked pure: the page needs none of the schemas. */
export const StaffAct = /* @__PURE__ */ (() => {
  const Name = z.string().min(1).max(32);
  const Part = z.number().min(0).max(1);
  const Point = z.strictObject({ x: Part, y: Part });
  return z.discriminatedUnion('what', [
    z.strictObject({ what: z.literal('restart-device'), device: Name }),
    z.strictObject({ what: z.literal('restart-gateway') }),
    z.strictObject({ what: z.literal('test-print') }),
    z.strictObject({ what: z.literal('paper-changed') }),
    z.strictObject({ what: z.literal('try-shutter') }),
    z.strictObject({ what: z.literal('try-bin'), bin: Name }),
    z.strictObject({ what: z.literal('bin-emptied'), bin: Name }),
    z.strictObject({ what: z.literal('box-cleared') }),
    z.strictObject({ what: z.literal('pause'), reason: z.enum(PAUSE_REASONS) }),
    z.strictObject({ what: z.literal('resume') }),
    z.strictObject({ what: z.literal('volume'), percent: z.int().min(0).max(100) }),
    z.strictObject({ what: z.literal('large-text'), large: z.boolean() }),
    /** Where the four targets were felt, in their order. */
    z.strictObject({ what: z.literal('touch'), felt: z.array(Point).length(4) }),
    z.strictObject({ what: z.literal('touch-reset') }),
    z.strictObject({
      what: z.literal('decide'),
      transaction: z.string().min(1).max(64),
      done: z.boolean(),
    }),
    z.strictObject({ what: z.literal('ask-again'), transaction: z.string().min(1).max(64) }),
  ]);
})();
export type StaffAct = z.infer<typeof StaffAct>;

/** What came of the last act, as codes. */
export type StaffNote =
  | { readonly kind: 'done'; readonly what: StaffAct['what'] }
  | { readonly kind: 'failed'; readonly what: StaffAct['what']; readonly code: string };

/** Of a tag on the pad, nothing that says whose it is. */
export interface StaffTag {
  /** The end of the chip's number. */
  readonly chip: string;
  readonly kind: 'item' | 'card' | 'blank' | 'unreadable';
  /** An item's own number. */
  readonly label?: string;
  readonly part?: number;
}

/** Of what was scanned last: what it is, and nothing of what it says. */
export type StaffScan = 'card' | 'label' | 'staff-card' | 'either' | 'other' | 'unreadable';

export interface StaffDevice {
  readonly id: string;
  readonly kind:
    'barcode-scanner' | 'card-reader' | 'rfid-reader' | 'receipt-printer' | 'digital-io';
  readonly state: 'opening' | 'ready' | 'faulty' | 'closed';
  readonly code?: string;
  readonly model?: string;
  /** Epoch milliseconds. */
  readonly since: number;
  /** It has a line that can be shut and opened anew. */
  readonly canRestart: boolean;
}

export interface StaffBin {
  readonly id: string;
  readonly count: number;
  readonly capacity?: number;
  readonly fill: 'room' | 'near-full' | 'full' | 'away';
  /** Epoch milliseconds. */
  readonly emptiedAt: number;
  /** A gate turns to it. */
  readonly hasGate: boolean;
}

/** A transaction of which the library cannot say what became; its card is not shown at the machine. */
export interface StaffDoubt {
  readonly id: string;
  readonly act: 'checkout' | 'checkin' | 'renew';
  readonly kind: 'unclear' | 'refused';
  /** By which staff find it at their desk, as it is printed. */
  readonly code: string;
  readonly label: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

export interface StaffView {
  readonly page: StaffPage;
  /** By a card of staff, or by the PIN alone. */
  readonly by: 'card' | 'pin';
  /** Our server has said whose card it is. */
  readonly isKnown: boolean;
  readonly note?: StaffNote;
  readonly devices: readonly StaffDevice[];
  /** On the page `device`. */
  readonly device?: string;
  readonly tags: readonly StaffTag[];
  readonly crowded: boolean;
  readonly scan?: StaffScan;
  /** Inputs of switched lines that are on. */
  readonly inputsOn: readonly string[];
  readonly printer?: {
    readonly paper: 'ok' | 'low' | 'out';
    readonly fault?: string;
    /** Epoch milliseconds, where staff have said so here. */
    readonly changedAt?: number;
  };
  readonly box?: {
    /** Of its state machine. */
    readonly state: string;
    readonly fault?: string;
    /** Nothing lies in it, and no hand is before it: its parts may be moved. */
    readonly isFree: boolean;
    readonly hasShutter: boolean;
    readonly bins: readonly StaffBin[];
  };
  readonly doubts: readonly StaffDoubt[];
  /** Books that were left with a tag that does not say what it should. */
  readonly uncured: number;
  readonly counters: {
    /** Epoch milliseconds: when the gateway was started. */
    readonly from: number;
    readonly visits: number;
    readonly checkouts: number;
    readonly checkins: number;
    readonly renewals: number;
    readonly refusals: number;
    readonly receipts: number;
  };
  readonly state: {
    readonly version: string;
    readonly online: boolean;
    /** Epoch milliseconds: since when the library answers, or does not. */
    readonly onlineSince: number;
    readonly timeKnown: boolean;
    readonly outboxOpen: boolean;
    readonly queued: number;
    /** Epoch milliseconds, of the oldest that waits. */
    readonly oldestAt?: number;
    /** Only behind our own server. `endsAt`: epoch milliseconds. */
    readonly permit?: { readonly lends: boolean; readonly endsAt?: number };
    /** Acts of staff that the server has not been told yet. */
    readonly acts: number;
  };
  readonly paused?: { readonly since: number; readonly by: 'server' | 'here' };
  /** New visits begin in large letters. */
  readonly largeText: boolean;
}
