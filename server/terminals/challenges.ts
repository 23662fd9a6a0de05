import { randomBytes } from 'node:crypto';

const LIFE_MS = 60_000;
/** Anybody may ask for a challenge, so what is kept of them is bounded; the oldest go first. */
const MOST_OPEN = 10_000;

/** Challenges that wait for their signature: each is good once, for one terminal, for one minute. */
export class Challenges {
  readonly #open = new Map<string, { readonly terminalId: string; readonly expiresAt: number }>();

  issue(terminalId: string, now: number): string {
    const challenge = randomBytes(32).toString('base64url');
    this.#open.set(challenge, { terminalId, expiresAt: now + LIFE_MS });
    const [oldest] = this.#open.keys();
    if (this.#open.size > MOST_OPEN && oldest !== undefined) this.#open.delete(oldest);
    return challenge;
  }

  /** Uses it up, whatever comes of it: a wrong signature has no second try. */
  take(terminalId: string, challenge: string, now: number): boolean {
    const found = this.#open.get(challenge);
    this.#open.delete(challenge);
    return found !== undefined && found.terminalId === terminalId && now < found.expiresAt;
  }
}
