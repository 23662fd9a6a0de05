/**
 * Right PINs of one connection, for five minutes: terminals repeat the PIN in every message of a visit, and each comparison costs tens of
 * milliseconds of hashing. Kept is a keyed hash of card and PIN together; the key is this process's own and is never written down.
 */
import { createHmac, randomBytes } from 'node:crypto';

const KEPT_MS = 5 * 60_000;
/** One visit at a time, or a family's. */
const MOST = 8;
const key = randomBytes(32);

const digestOf = (card: string, pin: string): string =>
  createHmac('sha256', key)
    .update(JSON.stringify([card, pin.normalize('NFC')]))
    .digest('base64url');

/** Keyed too, so that the memory of the process holds no list of who was here. */
const cardDigest = (card: string): string =>
  createHmac('sha256', key).update(card).digest('base64url');

export class PinMemory {
  #right: Map<string, { readonly digest: string; readonly until: number }> | undefined;

  /** @param now epoch milliseconds */
  keep(card: string, pin: string, now: number): void {
    const kept = (this.#right ??= new Map());
    kept.delete(cardDigest(card));
    kept.set(cardDigest(card), { digest: digestOf(card, pin), until: now + KEPT_MS });
    const [oldest] = kept.keys();
    if (kept.size > MOST && oldest !== undefined) kept.delete(oldest);
  }

  isRight(card: string, pin: string, now: number): boolean {
    const known = this.#known(card, now);
    return known !== undefined && known.digest === digestOf(card, pin);
  }

  /** Whether the patron has given the right PIN here just now. */
  hasShown(card: string, now: number): boolean {
    return this.#known(card, now) !== undefined;
  }

  /** The visit is over. */
  forget(card: string): void {
    this.#right?.delete(cardDigest(card));
  }

  #known(card: string, now: number) {
    const known = this.#right?.get(cardDigest(card));
    return known && known.until > now ? known : undefined;
  }
}
