import type { MiddlewareHandler } from 'hono';
import type { Deps } from '../deps.ts';
import { ApiProblem } from '../http/api.ts';
import type { ApiEnv } from '../http/api.ts';
import { Challenges } from './challenges.ts';
import { holdsKey, isSignedBy } from './keys.ts';
import type { PairingSignature, TerminalSignature } from './keys.ts';
import type { KnownTerminal } from './store.ts';
import { Tokens } from './tokens.ts';

/** For `newApi<TerminalEnv>()`: routes behind `requireTerminal` find the caller in `c.var.terminal`. */
export type TerminalEnv = { Variables: ApiEnv['Variables'] & { terminal: KnownTerminal } };

/** A terminal that has been removed is believed for this long at most, so that a loan needs no extra look-up. */
const BELIEVED_MS = 5000;

/** Says who a terminal is: challenges, signatures, tokens (design decision 16). */
export class TerminalGate {
  readonly #deps: Deps;
  readonly #challenges = new Challenges();
  readonly #tokens = new Tokens();
  readonly #known = new Map<string, { terminal: KnownTerminal; until: number }>();
  /** How often something was forgotten: what was read before that is not remembered after it. */
  #forgotten = 0;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  challenge(terminalId: string): string {
    return this.#challenges.issue(terminalId, this.#deps.now());
  }

  /** @returns undefined when the signature does not fit, whatever the reason: a guesser learns nothing */
  async admit(signed: TerminalSignature) {
    const now = this.#deps.now();
    const isFresh = this.#challenges.take(signed.terminalId, signed.challenge, now);
    const terminal = await this.find(signed.terminalId);
    if (!isFresh || !terminal || !isSignedBy(terminal.publicKey, signed)) return undefined;
    const holder = { terminalId: terminal.id, publicKey: terminal.publicKey };
    return { ...this.#tokens.issue(holder, now), terminal };
  }

  /** Whether a stranger holds the key that it shows; its challenge is used up (PA2). */
  isHolder(signed: PairingSignature): boolean {
    const isFresh = this.#challenges.take(signed.publicKey, signed.challenge, this.#deps.now());
    return isFresh && holdsKey(signed);
  }

  /** @param name its id, or its public key. @returns the terminal if it is (still) in use */
  async find(name: string): Promise<KnownTerminal | undefined> {
    const now = this.#deps.now();
    const known = this.#known.get(name);
    if (known && now < known.until) return known.terminal;
    const forgotten = this.#forgotten;
    const terminal = await this.#deps.db.read('terminal-by-name', { name });
    if (!terminal) this.#known.delete(name);
    else if (forgotten === this.#forgotten)
      this.#known.set(name, { terminal, until: now + BELIEVED_MS });
    return terminal;
  }

  /** Staff have changed it or revoked it: it is asked for anew at once, at this server. */
  forget(id: string): void {
    this.#forgotten += 1;
    for (const [name, { terminal }] of this.#known)
      if (terminal.id === id) this.#known.delete(name);
  }

  /** Lets nobody by without the token of a terminal in use. */
  readonly requireTerminal: MiddlewareHandler<TerminalEnv> = async (c, next) => {
    const [, token] = /^Bearer ([\w-]{1,128})$/.exec(c.req.header('Authorization') ?? '') ?? [];
    const holder = token === undefined ? undefined : this.#tokens.holderOf(token, this.#deps.now());
    const terminal = holder && (await this.find(holder.terminalId));
    if (!terminal || terminal.publicKey !== holder.publicKey)
      throw new ApiProblem(401, 'terminal-not-known', 'this needs the token of a terminal', {
        'WWW-Authenticate': 'Bearer realm="terminals"',
      });
    c.set('terminal', terminal);
    await next();
  };
}
