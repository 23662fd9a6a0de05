/** The clocks of this machine as they are. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { uptime } from 'node:os';
import type { Look } from './time-belief.ts';

export interface MachineClock {
  readonly look: () => Look;
  /** Tells one switching-on from another. */
  readonly boot: string;
}

/** Linux names each of its starts; it is the same one for every program until the machine is switched off. */
const BOOT_ID = '/proc/sys/kernel/random/boot_id';

/** `uptime` counts hundredths of a second; only what is longer is sleep. Milliseconds. */
const LEAST_SLEEP_MS = 1_000;

/** Milliseconds of each, from any moment. */
interface Counters {
  readonly awake: () => number;
  readonly up: () => number;
}

const NODES: Counters = {
  awake: () => Number(process.hrtime.bigint()) / 1e6,
  up: () => uptime() * 1_000,
};

/** Other systems do not say which start it is: then each start of the program counts as one. */
export function machineClock(): MachineClock {
  const elapsed = counted(NODES);
  const start = process.platform === 'linux' ? 0 : elapsed();
  return { boot: bootId(), look: () => ({ wall: Date.now(), elapsed: elapsed() - start }) };
}

/**
 * Node's monotonic clock stands still while Linux sleeps (CLOCK_MONOTONIC), its uptime does not (CLOCK_BOOTTIME).
 * @returns milliseconds awake and asleep
 */
export function counted({ awake, up }: Counters): () => number {
  const first = up() - awake();
  const before = first > LEAST_SLEEP_MS ? first : 0;
  let since = 0;
  return () => {
    const now = awake();
    const slept = up() - now - first;
    if (slept - since > LEAST_SLEEP_MS) since = slept;
    return now + before + since;
  };
}

function bootId(): string {
  return process.platform === 'linux' ? readFileSync(BOOT_ID, 'utf8').trim() : randomUUID();
}
