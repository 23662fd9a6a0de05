/** What the bench page and the stand say to each other of the receipt printer. */
import { z } from 'zod';

const on = z.boolean();

/** Everything hands can do at a printer, and what can go wrong with it. */
export const PRINTER_ACTIONS = [
  /** Takes the slips that were cut off. */
  z.strictObject({ kind: z.literal('printer-take') }),
  z.strictObject({ kind: z.literal('printer-roll') }),
  /** The roll ends at once, or in the middle of the next receipt. */
  z.strictObject({ kind: z.literal('printer-paper-out'), inTheMiddle: on }),
  z.strictObject({ kind: z.literal('printer-near-end') }),
  z.strictObject({ kind: z.literal('printer-cover'), open: on }),
  z.strictObject({
    kind: z.literal('printer-fault'),
    fault: z.enum(['jam', 'cutter', 'head-hot', 'unrecoverable']),
    inTheMiddle: on,
  }),
  /** A hand takes out what is stuck; a hot head cools down. */
  z.strictObject({ kind: z.literal('printer-clear') }),
  z.strictObject({ kind: z.literal('printer-power'), on }),
  z.strictObject({ kind: z.literal('printer-mute'), mute: on }),
  z.strictObject({ kind: z.literal('printer-plug'), plugged: on }),
] as const;

export type PrinterAction = z.infer<(typeof PRINTER_ACTIONS)[number]>;

export const isPrinterAction = (action: { readonly kind: string }): action is PrinterAction =>
  PRINTER_ACTIONS.some(({ shape }) => shape.kind.value === action.kind);

export interface BenchPrinter {
  readonly plugged: boolean;
  readonly on: boolean;
  readonly mute: boolean;
  readonly coverOpen: boolean;
  readonly paper: 'ok' | 'low' | 'out';
  readonly error?: string;
  /** How many rows hang out, and are not cut off; they are at `/bench/paper/hanging?rows=…`. */
  readonly hanging: number;
  /** Numbers of the slips that were cut off and not taken, the newest last; each at `/bench/paper/…`. */
  readonly slips: readonly number[];
}
