/**
 * Contacts bounce, and a light beam flickers at the edge of a book: an input has changed when it has read the same for
 * a while.
 */
export interface Debounced {
  /** What was told last; undefined before anything was. */
  readonly told: boolean | undefined;
  /** What it reads now and since when, while that is not what was told. Monotonic milliseconds. */
  readonly pending?: { readonly on: boolean; readonly since: number };
}

export interface InputChange {
  readonly on: boolean;
  /** When it first read so. Monotonic milliseconds. */
  readonly at: number;
}

export const neverRead: Debounced = { told: undefined };

/**
 * One reading.
 * @param now monotonic milliseconds
 * @param forMs how long it must read the same; 0: a reading is enough
 */
export function settle(
  before: Debounced,
  on: boolean,
  now: number,
  forMs: number,
): { readonly next: Debounced; readonly change?: InputChange } {
  const { told, pending } = before;
  if (on === told) return { next: { told } };
  const since = pending?.on === on ? pending.since : now;
  if (now - since < forMs) return { next: { told, pending: { on, since } } };
  return { next: { told: on }, change: { on, at: since } };
}
