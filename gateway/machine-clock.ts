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

const awakeMs = (): number => Number(process.hrtime.bigint()) / 1e6;

/** Other systems do not say which start it is: then each start of the program counts as one. */
export function machineClock(): MachineClock {
  const slept = sleepCounter();
  const start = process.platform === 'linux' ? 0 : awakeMs();
  return {
    boot: bootId(),
    look: () => {
      const awake = awakeMs();
      return { wall: Date.now(), elapsed: awake - start + slept(awake) };
    },
  };
}

/** Node's monotonic clock stands still while Linux sleeps (CLOCK_MONOTONIC), its uptime does not (CLOCK_BOOTTIME). */
function sleepCounter(): (awake: number) => number {
  const first = uptime() * 1_000 - awakeMs();
  const before = first > LEAST_SLEEP_MS ? first : 0;
  let since = 0;
  return (awake) => {
    const now = uptime() * 1_000 - awake - first;
    if (now - since > LEAST_SLEEP_MS) since = now;
    return before + since;
  };
}

function bootId(): string {
  return process.platform === 'linux' ? readFileSync(BOOT_ID, 'utf8').trim() : randomUUID();
}
