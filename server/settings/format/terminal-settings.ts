/**
 * What staff may set of terminals from afar. Each field may be absent: then what is inherited holds, and at last what
 * the terminal's own file says (docs/rules/settings.md). Both ends check by this file: the server what staff write, the
 * terminal what it fetches. A field is one setting: it is inherited and overruled as a whole.
 */
import { z } from 'zod';
import { Sorting } from './sorting.ts';

const Milliseconds = z.int().min(0).max(3_600_000);
/** `07:30`, in the library's own time. */
const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
const Line = z
  .string()
  .max(48)
  .regex(/^\P{Cc}*$/u);

/** Days as ISO 8601 counts them: 1 is Monday. */
const Hours = z.strictObject({
  days: z.array(z.int().min(1).max(7)).min(1).max(7),
  from: TimeOfDay,
  to: TimeOfDay,
});

export const RECEIPT_CHOICES = ['print', 'qr', 'email', 'none'] as const;

export const TerminalSettings = z.strictObject({
  language: z.enum(['vi', 'en', 'fr']).exactOptional(),
  /** Milliseconds without a touch until “still there?”. */
  idle: Milliseconds.min(10_000).exactOptional(),
  /** How long that is asked; WCAG 2.2.1 wants at least 20 s. */
  ring: Milliseconds.min(20_000).exactOptional(),
  done: Milliseconds.min(3_000).exactOptional(),
  /** Percent; 0 is silent. */
  volume: z.int().min(0).max(100).exactOptional(),
  /** When the screen is on; outside of it, it is dark. Absent everywhere: always on. */
  screenHours: z.array(Hours).max(14).exactOptional(),
  /** What a visitor may choose at the end, in this order. */
  receiptChoices: z.array(z.enum(RECEIPT_CHOICES)).min(1).max(4).exactOptional(),
  /** Whoever has gone without choosing: printed all the same, or not. */
  receiptAfterTimeout: z.enum(['none', 'print']).exactOptional(),
  receiptHeader: z.array(Line).max(4).exactOptional(),
  receiptFooter: z.array(Line).max(4).exactOptional(),
  /** How a receipt shows its code besides writing it. */
  receiptMark: z.enum(['qr', 'barcode', 'none']).exactOptional(),
  /** PNG in base64, black on white, at most 384 dots wide. */
  receiptLogo: z.base64().max(24_000).exactOptional(),
  family: z.boolean().exactOptional(),
  class: z.boolean().exactOptional(),
  ifPatronLeaves: z.enum(['undo', 'keep']).exactOptional(),
  /** Where people may go while this terminal is out of service: “the desk on the ground floor”. */
  elsewhere: z.string().max(120).exactOptional(),
  /** Of a drop box: which book falls into which bin. */
  sorting: Sorting.exactOptional(),
  /** Which of the rings gets a new version first: 0 before 1 before 2. */
  updateRing: z.int().min(0).max(3).exactOptional(),
  /** When it may be brought up to date; never while somebody is served. */
  updateHours: z.strictObject({ from: TimeOfDay, to: TimeOfDay }).exactOptional(),
  /** Where the server is: tried, and taken back when it is not heard there (ST). */
  server: z
    .strictObject({
      /** In the clear only to the very machine that the terminal runs on. */
      url: z.url().regex(/^https:\/\/|^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(\/|$)/),
      tlsPin: z.string().max(64).exactOptional(),
    })
    .exactOptional(),
});
export type TerminalSettings = z.infer<typeof TerminalSettings>;

/** What a terminal fetches: all that holds for it, inherited and own, in one. */
export const SettingsInForce = z.strictObject({
  /** Rises with each change that concerns this terminal. 0: nobody has set anything. */
  version: z.int().nonnegative(),
  settings: TerminalSettings,
});
export type SettingsInForce = z.infer<typeof SettingsInForce>;
