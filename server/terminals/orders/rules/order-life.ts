/** How long an order is worth carrying out, and which later one makes it needless (RH3, RH4). */
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Who asks a machine to blink stands in the hall now; who puts it out of service means tomorrow as well. Milliseconds. */
const WORTH_MS = {
  blink: 2 * MINUTE_MS,
  'restart-device': 10 * MINUTE_MS,
  'restart-gateway': 10 * MINUTE_MS,
  'test-print': 10 * MINUTE_MS,
  diagnose: HOUR_MS,
  'look-for-settings': HOUR_MS,
  'look-for-update': HOUR_MS,
  pause: 7 * 24 * HOUR_MS,
  resume: 7 * 24 * HOUR_MS,
} as const;

/** What of an order matters here. */
interface Wish {
  readonly kind: keyof typeof WORTH_MS;
  readonly device?: string;
}

/** Epoch milliseconds; not carried out any more after it. */
export const worthUntil = ({ kind }: Wish, askedAt: number): number => askedAt + WORTH_MS[kind];

/** Nobody needs the earlier one any more: the last word on being in service counts, and pressing twice asks once. */
export function overtakes(later: Wish, earlier: Wish): boolean {
  if (isService(later)) return isService(earlier);
  if (later.kind === 'restart-device' && earlier.kind === 'restart-device')
    return later.device === earlier.device;
  return later.kind === earlier.kind;
}

const isService = ({ kind }: Wish): boolean => kind === 'pause' || kind === 'resume';

export interface OrderFacts {
  readonly until: number;
  readonly toldAt: number | null;
  readonly outcome: 'done' | 'refused' | 'failed' | 'overtaken' | null;
}

/** `waiting`: the terminal has not been reached yet. `told`: it has been, and has not answered. */
export type OrderStage = 'waiting' | 'told' | 'out-of-date' | NonNullable<OrderFacts['outcome']>;

export function stageOf({ outcome, toldAt, until }: OrderFacts, now: number): OrderStage {
  if (outcome) return outcome;
  if (until <= now) return 'out-of-date';
  return toldAt === null ? 'waiting' : 'told';
}
