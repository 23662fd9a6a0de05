import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const LIFE_MS = 60_000;
/** 6 bytes of time, big endian, in milliseconds; 10 random ones; 16 of HMAC-SHA-256 over them and the terminal's id. */
const TIME_BYTES = 6;
const HEAD_BYTES = 16;
const SEAL_BYTES = 16;
const MOST_USED = 10_000;

/**
 * Each challenge is good once, for one terminal, for one minute. Anybody may ask for one, so none is kept: it carries its end and a seal
 * of its own, and however many a stranger asks for, nobody else's is lost. Only what has been used up is remembered.
 */
export class Challenges {
  readonly #key = randomBytes(32);
  readonly #used = new Set<string>();

  issue(terminalId: string, now: number): string {
    const head = randomBytes(HEAD_BYTES);
    head.writeUIntBE(now + LIFE_MS, 0, TIME_BYTES);
    return Buffer.concat([head, this.#seal(head, terminalId)]).toString('base64url');
  }

  /** Uses it up, whatever comes of it: a wrong signature has no second try. */
  take(terminalId: string, challenge: string, now: number): boolean {
    const bytes = Buffer.from(challenge, 'base64url');
    if (bytes.length !== HEAD_BYTES + SEAL_BYTES) return false;
    const head = bytes.subarray(0, HEAD_BYTES);
    if (!timingSafeEqual(bytes.subarray(HEAD_BYTES), this.#seal(head, terminalId))) return false;
    return now < head.readUIntBE(0, TIME_BYTES) && this.#useUp(head.toString('base64url'));
  }

  /** @returns false when it had been used; the oldest are forgotten, and whoever used one again would still have to sign it */
  #useUp(head: string): boolean {
    if (this.#used.has(head)) return false;
    this.#used.add(head);
    const [oldest] = this.#used;
    if (this.#used.size > MOST_USED && oldest !== undefined) this.#used.delete(oldest);
    return true;
  }

  #seal(head: Buffer, terminalId: string): Buffer {
    const seal = createHmac('sha256', this.#key).update(head).update(terminalId, 'utf8').digest();
    return seal.subarray(0, SEAL_BYTES);
  }
}
