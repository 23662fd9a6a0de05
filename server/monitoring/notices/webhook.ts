/**
 * Notices for programs: JSON by HTTPS, signed as Standard Webhooks 1.0.0 has it (“Signature scheme”: HMAC-SHA-256 over id, time and body).
 * The address was typed by somebody: it is looked up, checked and connected to in one go, and no redirect is followed.
 */
import { createHmac } from 'node:crypto';
import { lookup } from 'node:dns';
import type { LookupAddress, LookupOptions } from 'node:dns';
import { isIP } from 'node:net';
import type { LookupFunction } from 'node:net';
import { Agent, request } from 'undici';
import { isLoopback } from '../../loopback.ts';
import type { MayReach } from './networks.ts';

const PATIENCE_MS = 10_000;
/** Of an answer; what is beyond it is of no use to us. */
const MOST_ANSWER_BYTES = 16_384;

/** @returns why nothing is sent there; undefined: the address itself is in order (where its name leads is seen when it is sent) */
export function refusedUrl(url: string, mayReach: MayReach): string | undefined {
  const { protocol, hostname, username, password } = new URL(url);
  const host = hostname.replace(/^\[|\]$/gu, '');
  if (username !== '' || password !== '') return 'an address may hold no password';
  if (protocol !== 'https:' && !isLoopback(host)) return 'the address must begin with https://';
  if (isIP(host) !== 0 && !mayReach(host)) return `${host} is in a private network`;
  if (host === 'localhost' && !mayReach('127.0.0.1')) return 'localhost is this server itself';
  return undefined;
}

/** As `lookup` of node:dns finds all addresses of a name. */
export type Resolve = (
  hostname: string,
  options: LookupOptions & { all: true },
  callback: (error: NodeJS.ErrnoException | null, found: LookupAddress[]) => void,
) => void;

/** As Node asks it of sockets: of the addresses of a name only those are told that may be reached. */
const guarded =
  (mayReach: MayReach, resolve: Resolve): LookupFunction =>
  (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, []);
      const good = found.filter(({ address }) => mayReach(address));
      const [first] = good;
      if (!first) return callback(new Error(`${hostname} leads into a private network`), []);
      return options.all === true
        ? callback(null, good)
        : callback(null, first.address, first.family);
    });
  };

export interface Delivery {
  readonly url: string;
  /** The same at each try. */
  readonly id: string;
  readonly body: string;
  /** `whsec_` and base64. */
  readonly secret: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

export class WebhookSender {
  readonly #mayReach: MayReach;
  readonly #agent: Agent;

  constructor(mayReach: MayReach, resolve: Resolve = lookup) {
    this.#mayReach = mayReach;
    this.#agent = new Agent({
      connect: { lookup: guarded(mayReach, resolve), timeout: PATIENCE_MS },
      headersTimeout: PATIENCE_MS,
      bodyTimeout: PATIENCE_MS,
      maxResponseSize: MOST_ANSWER_BYTES,
      pipelining: 0,
    });
  }

  /** Resolves when the other side has answered with 2xx. @throws Error in words */
  async send({ url, id, body, secret, now }: Delivery): Promise<void> {
    const refused = refusedUrl(url, this.#mayReach);
    if (refused !== undefined) throw new Error(refused);
    const timestamp = String(Math.floor(now / 1000));
    const answer = await request(url, {
      method: 'POST',
      dispatcher: this.#agent,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'user-agent': 'nhip-cau',
        'webhook-id': id,
        'webhook-timestamp': timestamp,
        'webhook-signature': `v1,${signature(secret, `${id}.${timestamp}.${body}`)}`,
      },
      body,
    });
    await answer.body.dump();
    const { statusCode } = answer;
    if (statusCode < 200 || statusCode > 299) throw new Error(`it answered ${statusCode}`);
  }

  /** What is under way fails. */
  close(): Promise<void> {
    return this.#agent.destroy();
  }
}

export const PREFIX = 'whsec_';

export const signature = (secret: string, content: string): string =>
  createHmac('sha256', Buffer.from(secret.slice(PREFIX.length), 'base64'))
    .update(content)
    .digest('base64');
