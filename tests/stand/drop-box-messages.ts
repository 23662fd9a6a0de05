/** What the bench page and the stand say to each other of a drop box. */
import { z } from 'zod';

const books = z.array(z.string().max(64)).min(1).max(3);
const bin = z.number().int().min(0).max(2);
const on = z.boolean();

/** Everything hands can do at a drop box. */
export const DROP_BOX_ACTIONS = [
  /** Several at once are pushed in as one. */
  z.strictObject({ kind: z.literal('drop-insert'), books }),
  z.strictObject({ kind: z.literal('drop-pull-back') }),
  z.strictObject({ kind: z.literal('drop-take-out') }),
  /** The next book wedges itself before both eyes. */
  z.strictObject({ kind: z.literal('drop-wedge') }),
  z.strictObject({ kind: z.literal('drop-hand'), on }),
  /** Staff take out what is stuck. */
  z.strictObject({ kind: z.literal('drop-free') }),
  z.strictObject({
    kind: z.literal('drop-contact'),
    contact: z.enum(['door', 'tamper', 'fire']),
    on,
  }),
  z.strictObject({ kind: z.literal('drop-door'), bin, open: on }),
  z.strictObject({ kind: z.literal('drop-empty'), bin }),
  z.strictObject({ kind: z.literal('drop-present'), bin, present: on }),
  /** Staff put what they have back on the shelf. */
  z.strictObject({ kind: z.literal('drop-put-away') }),
  z.strictObject({ kind: z.literal('drop-plug'), plugged: on }),
] as const;

export type DropBoxAction = z.infer<(typeof DROP_BOX_ACTIONS)[number]>;

/** Where in the box, or behind it, a book is; on the shelf without one. */
export type PlaceInBox =
  'mouth' | 'held' | 'falling' | 'floor' | 'staff' | 'bin-0' | 'bin-1' | 'bin-2';

export interface BenchDropBox {
  readonly kind: 'holding' | 'chute';
  /** 0: shut, 1: open. */
  readonly shutter: number;
  readonly trap?: number;
  readonly eyes: { readonly mouth: boolean; readonly inner: boolean };
  readonly hand: boolean;
  readonly contacts: Readonly<Record<'door' | 'tamper' | 'fire', boolean>>;
  readonly signals: Readonly<Record<'ready' | 'busy' | 'stop' | 'sound', boolean>>;
  readonly bins: readonly {
    /** 0: empty, 1: up to the brim. */
    readonly filling: number;
    readonly eye: boolean;
    readonly doorOpen: boolean;
    readonly present: boolean;
    /** The sorter is turned to it. */
    readonly gate: boolean;
  }[];
  /** The line to the board. */
  readonly plugged: boolean;
}
