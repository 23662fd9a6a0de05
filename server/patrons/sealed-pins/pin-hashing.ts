/** Hashes sealed PINs in the background, one at a time: who signs in meanwhile finds the other place of the hashing free. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Deps } from '../../deps.ts';
import { hashSecret } from '../../secrets/argon2id.ts';
import type { SealedPin } from './store.ts';

const AT_ONCE = 50;
/** How soon after an import the hashing begins. */
const LOOK_EVERY_MS = 30_000;

export interface PinHashing {
  /** Ends after the PIN under way. */
  close(): Promise<void>;
}

export function startPinHashing(deps: Deps, { everyMs = LOOK_EVERY_MS } = {}): PinHashing {
  const stopping = new AbortController();
  const running = work(deps, stopping.signal, everyMs);
  return {
    close: () => {
      stopping.abort();
      return running;
    },
  };
}

async function work(deps: Deps, signal: AbortSignal, everyMs: number): Promise<void> {
  while (!signal.aborted) {
    try {
      await hashAll(deps, signal);
    } catch (error) {
      deps.log.warn({ err: error }, 'sealed PINs could not be hashed; they will be tried again');
    }
    await sleep(everyMs, undefined, { signal }).catch(() => undefined);
  }
}

/** @returns how many there were */
export async function hashAll(deps: Deps, signal?: AbortSignal): Promise<number> {
  let done = 0;
  let after = '';
  for (;;) {
    const some = await deps.db.read('sealed-pins', { after, limit: AT_ONCE });
    for (const one of some) {
      if (signal?.aborted) return done;
      if (await hashOne(deps, one)) done += 1;
    }
    const last = some.at(-1);
    if (!last) return done;
    after = last.patronId;
  }
}

async function hashOne(
  { db, pinSeal, log }: Deps,
  { patronId, sealed }: SealedPin,
): Promise<boolean> {
  const pin = pinSeal.open(patronId, sealed);
  if (pin === undefined) {
    log.warn({ patronId }, 'a PIN was sealed with another key: import it again');
    return false;
  }
  return db.write('pin-hashed', { patronId, sealed, pinHash: await hashSecret(pin) });
}
