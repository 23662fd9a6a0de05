import { createHash, randomBytes } from 'node:crypto';

const LIFE_MS = 15 * 60_000;

const hashOf = (token: string) => createHash('sha256').update(token).digest('base64url');

/** A terminal that comes back with the key of a new PC is another holder: the old PC's token is worth nothing then. */
export interface Holder {
  readonly terminalId: string;
  /** base64url */
  readonly publicKey: string;
}

/**
 * Tokens of terminals that have signed a challenge, in memory: they live for 15 minutes of the server's clock, and
 * a server that has been restarted asks its terminals to sign again. Kept as hashes, so that looking one up takes
 * no time that depends on the token.
 */
export class Tokens {
  readonly #holders = new Map<string, Holder & { readonly expiresAt: number }>();

  issue({ terminalId, publicKey }: Holder, now: number): { token: string; expiresAt: number } {
    this.#forgetExpired(now);
    const token = randomBytes(32).toString('base64url');
    const expiresAt = now + LIFE_MS;
    this.#holders.set(hashOf(token), { terminalId, publicKey, expiresAt });
    return { token, expiresAt };
  }

  /** @returns whom the token was given to; undefined when there is none, or its time is over */
  holderOf(token: string, now: number): Holder | undefined {
    const found = this.#holders.get(hashOf(token));
    return found && now < found.expiresAt ? found : undefined;
  }

  /** A Map keeps the order of insertion, and all tokens live equally long: the expired stand in front. */
  #forgetExpired(now: number): void {
    for (const [hash, { expiresAt }] of this.#holders) {
      if (now < expiresAt) return;
      this.#holders.delete(hash);
    }
  }
}
