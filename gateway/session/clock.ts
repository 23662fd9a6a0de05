/** Time as the runner sees it, so that a test can hold it in its hand. */
export interface Clock {
  /** Epoch milliseconds, corrected by what is known of the server's clock. */
  now(): number;
  /** Milliseconds from any fixed point, never set by anybody: its difference to `now` tells when that was. */
  steady(): number;
  /** Calls once after `delay` milliseconds; returns how to call it off. */
  at(delay: number, call: () => void): () => void;
}
