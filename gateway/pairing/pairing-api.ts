/** Asks the server for a code by which staff let this terminal in; whatever comes of it is an answer. */
import { z } from 'zod';
import { Fault } from '../errors.ts';
import type { TerminalIdentity } from '../ils/central/access.ts';
import type { Reply, ServerLine } from '../ils/central/server-line.ts';
import { pairingText } from './rules/key-words.ts';

const LIMIT_MS = 5_000;
/** Where the server names no wait. */
const USUAL_WAIT_MS = 60_000;

const Challenge = z.object({ challenge: z.string() });
const Code = z.object({ code: z.string(), expiresAt: z.number(), serverTime: z.number() });

/** What it says of itself, for staff to see. */
export interface Claims {
  readonly id?: string;
  readonly profile: string;
  readonly version: string;
}

export type PairingAnswer =
  | { readonly outcome: 'code'; readonly code: string; readonly lifeMs: number }
  /** Its key is let in already: signing in will do. */
  | { readonly outcome: 'known' }
  /** No code now; milliseconds until it is worth asking again. */
  | { readonly outcome: 'later'; readonly waitMs: number }
  | { readonly outcome: 'unreached' };

export interface PairingApiOptions {
  readonly line: Pick<ServerLine, 'call'>;
  readonly identity: Pick<TerminalIdentity, 'publicKeyText' | 'sign'>;
  readonly monotonic: () => number;
  /** Epoch milliseconds of the server, and how long the round trip took that brought them. */
  readonly onServerTime: (serverTime: number, roundTripMs: number) => void;
}

export class PairingApi {
  readonly #options: PairingApiOptions;

  constructor(options: PairingApiOptions) {
    this.#options = options;
  }

  async ask(claims: Claims): Promise<PairingAnswer> {
    const { identity, monotonic, onServerTime } = this.#options;
    const { publicKeyText: publicKey } = identity;
    const given = await this.#post('challenge', { terminalId: publicKey });
    const challenge = Challenge.safeParse(given?.body).data?.challenge;
    if (given?.status !== 200 || challenge === undefined) return { outcome: 'unreached' };
    const signature = identity.sign(pairingText(publicKey, challenge));
    const asked = monotonic();
    const reply = await this.#post('pairing', { publicKey, challenge, signature, ...claims });
    const code = reply?.status === 200 ? Code.safeParse(reply.body) : undefined;
    if (!code?.success) return answerOf(reply);
    const { expiresAt, serverTime } = code.data;
    onServerTime(serverTime, monotonic() - asked);
    return { outcome: 'code', code: code.data.code, lifeMs: expiresAt - serverTime };
  }

  /** @returns undefined when nobody answered */
  async #post(what: 'challenge' | 'pairing', body: unknown): Promise<Reply | undefined> {
    const call = { method: 'POST', path: `/api/terminals/${what}`, limitMs: LIMIT_MS } as const;
    try {
      return await this.#options.line.call({ ...call, text: JSON.stringify(body) });
    } catch (error) {
      if (error instanceof Fault) return undefined;
      throw error;
    }
  }
}

function answerOf(reply: Reply | undefined): PairingAnswer {
  // What a proxy says while the server is away is no word of the server's.
  if (!reply || reply.status === 200 || reply.status >= 500) return { outcome: 'unreached' };
  if (reply.status === 409) return { outcome: 'known' };
  const seconds = Number(reply.headers['retry-after']);
  return { outcome: 'later', waitMs: seconds > 0 ? seconds * 1_000 : USUAL_WAIT_MS };
}
