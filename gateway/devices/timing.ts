import { setTimeout as sleep } from 'node:timers/promises';

/** Time and chance as the device code is given them, so that a test can hold both in its hand. */
export interface Timing {
  /** Milliseconds from any fixed point; never jumps with the wall clock. */
  now(): number;
  /** Resolves early, without an error, when `signal` is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** 0 ≤ x < 1 */
  random(): number;
}

export const systemTiming: Timing = {
  now: () => performance.now(),
  random: () => Math.random(),
  async sleep(ms, signal) {
    try {
      await sleep(ms, undefined, signal ? { signal } : {});
    } catch (error) {
      if (!signal?.aborted) throw error;
    }
  },
};
