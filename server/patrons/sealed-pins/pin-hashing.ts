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
  let [done, unopened] = [0, 0];
  for await (const one of sealedPins(deps)) {
    if (signal?.aborted) break;
    const answer = await hashOne(deps, one);
    if (answer === 'hashed') done += 1;
    if (answer === 'other-key') unopened += 1;
  }
  // Once for all of them: a lost key makes it a hundred thousand, twice a minute.
  if (unopened > 0)
    deps.log.warn({ patrons: unopened }, 'PINs were sealed with another key: import them again');
  return done;
}

async function* sealedPins({ db }: Deps): AsyncGenerator<SealedPin> {
  let after: string | undefined = '';
  while (after !== undefined) {
    const some: SealedPin[] = await db.read('sealed-pins', { after, limit: AT_ONCE });
    yield* some;
    after = some.at(-1)?.patronId;
  }
}

async function hashOne(
  { db, pinSeal }: Deps,
  { patronId, sealed }: SealedPin,
): Promise<'hashed' | 'overtaken' | 'other-key'> {
  const pin = pinSeal.open(patronId, sealed);
  if (pin === undefined) return 'other-key';
  const pinHash = await hashSecret(pin);
  return (await db.write('pin-hashed', { patronId, sealed, pinHash })) ? 'hashed' : 'overtaken';
}
