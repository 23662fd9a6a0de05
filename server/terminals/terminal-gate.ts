import type { MiddlewareHandler } from 'hono';
import type { Deps } from '../deps.ts';
import { ApiProblem } from '../http/api.ts';
import type { ApiEnv } from '../http/api.ts';
import { Challenges } from './challenges.ts';
import { isSignedBy } from './keys.ts';
import type { TerminalSignature } from './keys.ts';
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

  /** @returns the terminal if it is (still) in use */
  async find(id: string): Promise<KnownTerminal | undefined> {
    const now = this.#deps.now();
    const known = this.#known.get(id);
    if (known && now < known.until) return known.terminal;
    const terminal = await this.#deps.db.read('terminal-by-id', { id });
    if (terminal) this.#known.set(id, { terminal, until: now + BELIEVED_MS });
    else this.#known.delete(id);
    return terminal;
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
