/** The terminal's token: earned by signing the server's challenge, renewed before it ends (design decision 16). */
import { Fault } from '../../errors.ts';
import { Challenge, Token } from './answers.ts';
import type { ServerLine } from './server-line.ts';

/** As the server expects it before each challenge; a signature made for this serves nothing else. */
const SIGNATURE_PREFIX = 'nhip-cau terminal v1\n';
const LIMIT_MS = 2_000;
/** A token is renewed when this much of its life is over. */
const RENEW_AFTER = 0.8;

export interface TerminalIdentity {
  readonly terminalId: string;
  /** Ed25519 over the UTF-8 bytes of `text`, base64url. */
  sign(text: string): string;
}

/** What the server says of the terminal, and of time, with each token. */
export interface Introduction {
  readonly terminal: Token['terminal'];
}

export interface AccessOptions {
  readonly line: ServerLine;
  readonly identity: TerminalIdentity;
  /** Milliseconds of a clock that nobody sets; tokens are timed by it. */
  readonly monotonic: () => number;
  /** Epoch milliseconds of the server, and how long the round trip took that brought them. */
  readonly onServerTime: (serverTime: number, roundTripMs: number) => void;
  readonly onIntroduced: (introduction: Introduction) => void;
  /** The server does not know this terminal, or not by this key. */
  readonly onStranger: () => void;
}

export class Access {
  readonly #options: AccessOptions;
  #token: { readonly value: string; readonly until: number } | undefined;
  #asking: Promise<string> | undefined;

  constructor(options: AccessOptions) {
    this.#options = options;
  }

  /** @throws Fault `unreachable`: without a token nothing can be sent, so nothing was done */
  async token(): Promise<string> {
    if (this.#token && this.#options.monotonic() < this.#token.until) return this.#token.value;
    this.#asking ??= this.#ask().finally(() => (this.#asking = undefined));
    return this.#asking;
  }

  /** The server would not have this token: the next call earns a new one. */
  forget(token: string): void {
    if (this.#token?.value === token) this.#token = undefined;
  }

  async #ask(): Promise<string> {
    const { identity, monotonic } = this.#options;
    const { terminalId } = identity;
    const { challenge } = Challenge.parse(
      await this.#post('/api/terminals/challenge', { terminalId }),
    );
    const signature = identity.sign(`${SIGNATURE_PREFIX}${terminalId}\n${challenge}`);
    const asked = monotonic();
    const token = Token.parse(
      await this.#post('/api/terminals/token', { terminalId, challenge, signature }),
    );
    // The server's own times say how long it lasts; the terminal's clock may say anything.
    const life = token.expiresAt - token.serverTime;
    this.#token = { value: token.token, until: asked + life * RENEW_AFTER };
    this.#options.onServerTime(token.serverTime, monotonic() - asked);
    this.#options.onIntroduced({ terminal: token.terminal });
    return token.token;
  }

  async #post(path: string, body: unknown): Promise<unknown> {
    const reply = await this.#options.line
      .call({ method: 'POST', path, text: JSON.stringify(body), limitMs: LIMIT_MS })
      .catch((error: unknown) => {
        throw new Fault('unreachable', 'no token: the server did not answer', { cause: error });
      });
    if (reply.status === 200) return reply.body;
    if (reply.status === 401 || reply.status === 403 || reply.status === 404) {
      this.#options.onStranger();
    }
    throw new Fault('unreachable', `no token: the server answered ${reply.status}`);
  }
}
