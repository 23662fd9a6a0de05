/** The terminal's clocks, and what the server's clock says of them. */
import { randomUUID } from 'node:crypto';
import type { Reading } from './outbox/rules/true-time.ts';

/** A correction smaller than this is the network's jitter, and would only make time tremble. Milliseconds. */
const JITTER_MS = 1_000;

export class TerminalClock {
  readonly #boot = randomUUID();
  readonly #start = Date.now() - performance.now();
  #serverOffset: number | undefined;

  /** Epoch milliseconds, corrected by the server's clock once that was heard. */
  now = (): number => Date.now() + (this.#serverOffset ?? 0);

  /** Milliseconds; nobody sets it. */
  monotonic = (): number => performance.now();

  /** Epoch milliseconds that never jump: right at the start, then carried on by the monotonic clock. */
  steady = (): number => this.#start + performance.now();

  get serverOffset(): number | undefined {
    return this.#serverOffset;
  }

  read = (): Reading => ({
    wall: Date.now(),
    monotonic: performance.now(),
    boot: this.#boot,
    serverOffset: this.#serverOffset,
  });

  /** The server's time as it was somewhere in the middle of the round trip. */
  hear(serverTime: number, roundTripMs: number): void {
    const offset = serverTime + roundTripMs / 2 - Date.now();
    const change = Math.abs(offset - (this.#serverOffset ?? Infinity));
    if (change > JITTER_MS) this.#serverOffset = Math.round(offset);
  }

  /** @returns cancels */
  at = (delayMs: number, run: () => void): (() => void) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  };
}
