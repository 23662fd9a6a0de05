/**
 * PINs of one connection, for five minutes: terminals repeat the PIN in every message of a visit. Each comparison of a right one costs tens
 * of milliseconds of hashing; a wrong one would be counted as often as it is repeated, and two slips would lock the number. Kept is a keyed
 * hash of card and PIN together; the key is this process's own and is never written down.
 */
import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import type { Refusal } from '../circulation/rules/refusal.ts';

const KEPT_MS = 5 * 60_000;
/** One visit at a time, or a family's. */
const MOST = 8;
/** Not the bytes: Node would make a key of them for each digest, which takes thirty times as long. */
const key = createSecretKey(randomBytes(32));

const digestOf = (card: string, pin: string): string =>
  createHmac('sha256', key)
    .update(JSON.stringify([card, pin.normalize('NFC')]))
    .digest('base64url');

/** Keyed too, so that the memory of the process holds no list of who was here. */
const cardDigest = (card: string): string =>
  createHmac('sha256', key).update(card).digest('base64url');

interface Kept {
  readonly digest: string;
  readonly until: number;
}
/** The last PIN of a card that was right, and the last that was wrong. */
interface Known {
  readonly right?: Kept | undefined;
  readonly wrong?: (Kept & { readonly refusal: Refusal }) | undefined;
}

export class PinMemory {
  #known: Map<string, Known> | undefined;

  /** @param now epoch milliseconds */
  keep(card: string, pin: string, now: number): void {
    this.#keep(card, { right: { digest: digestOf(card, pin), until: now + KEPT_MS } });
  }

  /** @param refusal what was said to it, and will be said again */
  keepWrong(card: string, pin: string, refusal: Refusal, now: number): void {
    const wrong = { digest: digestOf(card, pin), until: now + KEPT_MS, refusal };
    this.#keep(card, { right: this.#of(card).right, wrong });
  }

  isRight(card: string, pin: string, now: number): boolean {
    const { right } = this.#of(card);
    return isGood(right, now) && right.digest === digestOf(card, pin);
  }

  /** What was said to this very PIN a moment ago. */
  refusalOf(card: string, pin: string, now: number): Refusal | undefined {
    const { wrong } = this.#of(card);
    return isGood(wrong, now) && wrong.digest === digestOf(card, pin) ? wrong.refusal : undefined;
  }

  /** Whether the patron has given the right PIN here just now. */
  hasShown(card: string, now: number): boolean {
    return isGood(this.#of(card).right, now);
  }

  /** The visit is over. */
  forget(card: string): void {
    this.#known?.delete(cardDigest(card));
  }

  #of(card: string): Known {
    return this.#known?.get(cardDigest(card)) ?? {};
  }

  #keep(card: string, known: Known): void {
    const all = (this.#known ??= new Map());
    const key = cardDigest(card);
    all.delete(key);
    all.set(key, known);
    const [oldest] = all.keys();
    if (all.size > MOST && oldest !== undefined) all.delete(oldest);
  }
}

const isGood = <K extends Kept>(kept: K | undefined, now: number): kept is K =>
  kept !== undefined && kept.until > now;
