/** The terminal's token: earned by signing the server's challenge, renewed before it ends (design decision 16). */
import type { z } from 'zod';
import { Fault } from '../../errors.ts';
import { Challenge, Token } from './answers.ts';
import { Unreached, type UnreachedReason } from './rules/unreached.ts';
import type { Reply, ServerLine } from './server-line.ts';

/** As the server expects it before each challenge; a signature made for this serves nothing else. */
const SIGNATURE_PREFIX = 'nhip-cau terminal v1\n';
const LIMIT_MS = 2_000;
/** Statuses by which the server says that it does not know this terminal, or not by this key. */
const STRANGER = [401, 403, 404];
/** A token is renewed when this much of its life is over. */
const RENEW_AFTER = 0.8;

export interface TerminalIdentity {
  readonly terminalId: string;
  /** 32 bytes, base64url: by it the server knows the terminal too, whatever that is called now. */
  readonly publicKeyText: string;
  /** Ed25519 over the UTF-8 bytes of `text`, base64url. */
  sign(text: string): string;
  /** The server has said what it calls this terminal. */
  rename(terminalId: string): void;
}

/** What the server says of the terminal, and of time, with each token. */
export interface Introduction {
  readonly terminal: Token['terminal'];
  /** Ed25519, base64url; undefined: a server that makes no permits. */
  readonly permitKey: string | undefined;
}

export interface AccessOptions {
  readonly line: ServerLine;
  readonly identity: TerminalIdentity;
  /** Milliseconds of a clock that nobody sets; tokens are timed by it. */
  readonly monotonic: () => number;
  /** Epoch milliseconds of the server, and how long the round trip took that brought them. */
  readonly onServerTime: (serverTime: number, roundTripMs: number) => void;
  readonly onIntroduced: (introduction: Introduction) => void;
  /**
   * The server does not know this terminal, or not by this key.
   * @param saidSo in the server's own words; otherwise it may have been something that stands before it
   */
  readonly onStranger: (saidSo: boolean) => void;
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

  /** The server is elsewhere from now on. */
  forgetAll(): void {
    this.#token = undefined;
    this.#asking = undefined;
  }

  /** The server would not have this token: the next call earns a new one. */
  forget(token: string): void {
    if (this.#token?.value === token) this.#token = undefined;
  }

  async #ask(): Promise<string> {
    const { identity, monotonic } = this.#options;
    const { publicKeyText, terminalId } = identity;
    let { reply, asked } = await this.#signIn(terminalId);
    // It may be called otherwise by now: its key says who it is (PA9).
    if (STRANGER.includes(reply.status) && terminalId !== publicKeyText)
      ({ reply, asked } = await this.#signIn(publicKeyText));
    const token = this.#read(reply, Token);
    // The server's own times say how long it lasts; the terminal's clock may say anything.
    const life = token.expiresAt - token.serverTime;
    this.#token = { value: token.token, until: asked + life * RENEW_AFTER };
    this.#options.onServerTime(token.serverTime, monotonic() - asked);
    if (token.terminal.id !== undefined) identity.rename(token.terminal.id);
    this.#options.onIntroduced({ terminal: token.terminal, permitKey: token.permitKey });
    return token.token;
  }

  /** @returns with `asked`, by the monotonic clock: when the token was asked for */
  async #signIn(terminalId: string): Promise<{ reply: Reply; asked: number }> {
    const { challenge } = this.#read(await this.#post('challenge', { terminalId }), Challenge);
    const signature = this.#options.identity.sign(`${SIGNATURE_PREFIX}${terminalId}\n${challenge}`);
    const asked = this.#options.monotonic();
    return { reply: await this.#post('token', { terminalId, challenge, signature }), asked };
  }

  #post(what: 'challenge' | 'token', body: unknown): Promise<Reply> {
    const path = `/api/terminals/${what}`;
    return this.#options.line
      .call({ method: 'POST', path, text: JSON.stringify(body), limitMs: LIMIT_MS })
      .catch((error: unknown) => {
        throw new Fault('unreachable', 'no token: the server did not answer', { cause: error });
      });
  }

  /** @throws Fault `unreachable` */
  #read<T>(reply: Reply, answer: z.ZodType<T>): T {
    // A portal of the network, or another program at this address, says 200 as well.
    const given = reply.status === 200 ? answer.safeParse(reply.body) : undefined;
    if (given?.success) return given.data;
    if (STRANGER.includes(reply.status)) this.#options.onStranger(isOurs(reply));
    const why: UnreachedReason = STRANGER.includes(reply.status) ? 'not-known' : 'not-our-server';
    const cause = new Unreached(why, { cause: given?.error });
    throw new Fault('unreachable', `no token: the server answered ${reply.status}`, { cause });
  }
}

const isOurs = ({ body }: Reply): boolean =>
  typeof body === 'object' && body !== null && 'code' in body && body.code === 'signature-wrong';
