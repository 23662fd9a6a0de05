import { createHash, randomBytes } from 'node:crypto';

const LIFE_MS = 15 * 60_000;

const hashOf = (token: string) => createHash('sha256').update(token).digest('base64url');

/**
 * Tokens of terminals that have signed a challenge, in memory: they live for 15 minutes of the server's clock, and
 * a server that has been restarted asks its terminals to sign again. Kept as hashes, so that looking one up takes
 * no time that depends on the token.
 */
export class Tokens {
  readonly #terminals = new Map<
    string,
    { readonly terminalId: string; readonly expiresAt: number }
  >();

  issue(terminalId: string, now: number): { token: string; expiresAt: number } {
    this.#forgetExpired(now);
    const token = randomBytes(32).toString('base64url');
    const expiresAt = now + LIFE_MS;
    this.#terminals.set(hashOf(token), { terminalId, expiresAt });
    return { token, expiresAt };
  }

  /** @returns the terminal the token was given to; undefined when there is none, or its time is over */
  terminalOf(token: string, now: number): string | undefined {
    const found = this.#terminals.get(hashOf(token));
    return found && now < found.expiresAt ? found.terminalId : undefined;
  }

  /** A Map keeps the order of insertion, and all tokens live equally long: the expired stand in front. */
  #forgetExpired(now: number): void {
    for (const [hash, { expiresAt }] of this.#terminals) {
      if (now < expiresAt) return;
      this.#terminals.delete(hash);
    }
  }
}
