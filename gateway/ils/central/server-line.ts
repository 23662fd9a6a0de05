/**
 * HTTP requests to the central server that know whether they were sent: what failed before is `unreachable`
 * (certainly not done), what failed after is `ambiguous`. The only place where the server's key is checked.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { TLSSocket } from 'node:tls';
import { Agent, buildConnector, type Dispatcher, request } from 'undici';
import { Fault } from '../../errors.ts';
import { Unreached } from './rules/unreached.ts';

export interface ServerAddress {
  /** `https://…`; `http://` only to this very machine (configuration checks it). */
  readonly url: string;
  /** Base64 SHA-256 of the server certificate's SubjectPublicKeyInfo (as RFC 7469 §2.4); it stands in for a CA. */
  readonly tlsPin?: string;
}

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Path with query, from the root. */
  readonly path: string;
  /** JSON. */
  readonly text?: string;
  /** In place of `text`, of the type that `headers` name. */
  readonly bytes?: Uint8Array;
  readonly token?: string;
  /** More headers, lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** From the start of the call to the last byte of its answer. */
  readonly limitMs: number;
}

export interface Reply {
  readonly status: number;
  /** Parsed JSON; undefined where the body is none. */
  readonly body: unknown;
  /** By its lower-case name; several of one name are a list. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

export interface RawReply extends Omit<Reply, 'body'> {
  readonly bytes: Buffer;
}

/** Longest answer taken, in bytes. */
const MAX_ANSWER_BYTES = 1_048_576;
/** Below the patron's two seconds, so that a line that swallows everything is known as never connected. */
const CONNECT_LIMIT_MS = 1_500;

export class ServerLine {
  #agent: Agent;
  #url: string;

  constructor(server: ServerAddress) {
    this.#url = trimmed(server);
    this.#agent = agentFor(server);
  }

  /** From now on; what is under way at the old address is heard to its end. */
  moveTo(server: ServerAddress): void {
    const before = this.#agent;
    this.#url = trimmed(server);
    this.#agent = agentFor(server);
    // It waits for the answers under way; nobody waits for it.
    void before.close();
  }

  /** For the WebSocket, so that it dials with the same check of the server's key. */
  get dispatcher(): Dispatcher {
    return this.#agent;
  }

  /** What a page of the server would name as its origin. */
  get origin(): string {
    return new URL(this.#url).origin;
  }

  /** @returns the address of `path` as a WebSocket's */
  webSocketUrl = (path: string): string => `${this.#url.replace(/^http/, 'ws')}${path}`;

  /** Any answer is an answer, whatever its status. @throws Fault `unreachable`, `ambiguous` */
  async call(call: Call): Promise<Reply> {
    const { bytes, ...reply } = await this.bytes(call);
    return { ...reply, body: parsed(bytes.toString()) };
  }

  /** As `call`, of an answer that is no JSON. @throws Fault `unreachable`, `ambiguous` */
  async bytes({
    method,
    path,
    text,
    bytes: given,
    token,
    headers,
    limitMs,
  }: Call): Promise<RawReply> {
    const sent = { begun: false };
    try {
      const response = await request(`${this.#url}${path}`, {
        method,
        dispatcher: watched(this.#agent, sent),
        signal: AbortSignal.timeout(limitMs),
        headers: {
          ...(text !== undefined && { 'content-type': 'application/json' }),
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...headers,
        },
        ...(text !== undefined && { body: text }),
        ...(given !== undefined && { body: given }),
      });
      const bytes = Buffer.from(await response.body.arrayBuffer());
      return { status: response.statusCode, bytes, headers: response.headers };
    } catch (error) {
      const code = sent.begun ? 'ambiguous' : 'unreachable';
      throw new Fault(code, `${method} ${path.split('?')[0]}: ${reason(error)}`, { cause: error });
    }
  }

  close = (): Promise<void> => this.#agent.destroy();
}

const trimmed = ({ url }: ServerAddress): string => url.replace(/\/+$/, '');

const agentFor = ({ tlsPin }: ServerAddress): Agent =>
  new Agent({
    connect: pinned(tlsPin),
    allowH2: false,
    pipelining: 1,
    keepAliveTimeout: 4_000,
    maxResponseSize: MAX_ANSWER_BYTES,
  });

/** undici calls `onRequestStart` just before the first byte of the request is written to a connected socket. */
const watched = (agent: Agent, sent: { begun: boolean }): Dispatcher =>
  agent.compose((dispatch) => (options, handler) => dispatch(options, watching(handler, sent)));

const watching = (
  to: Dispatcher.DispatchHandler,
  sent: { begun: boolean },
): Dispatcher.DispatchHandler => ({
  onRequestStart(controller, context) {
    sent.begun = true;
    to.onRequestStart?.(controller, context);
  },
  onResponseStart: (...of) => to.onResponseStart?.(...of),
  onResponseData: (...of) => to.onResponseData?.(...of),
  onResponseEnd: (...of) => to.onResponseEnd?.(...of),
  onResponseError: (...of) => to.onResponseError?.(...of),
  onRequestUpgrade: (...of) => to.onRequestUpgrade?.(...of),
});

/** Connects, and hangs up before anything is said when the server's key is not the expected one. */
function pinned(pin: string | undefined): buildConnector.connector {
  const connect = buildConnector({
    timeout: CONNECT_LIMIT_MS,
    allowH2: false,
    // The pin says more than any CA does; without one the usual chain and host name are checked.
    rejectUnauthorized: pin === undefined,
    // A resumed session shows no certificate, and there would be nothing to check.
    maxCachedSessions: 0,
  });
  if (pin === undefined) return connect;
  return (options, callback) =>
    connect(options, (...[error, socket]) => {
      if (error) return callback(error, null);
      if (socket instanceof TLSSocket && hasKey(socket, pin)) return callback(null, socket);
      socket.destroy();
      callback(new Unreached('pin-differs'), null);
    });
}

function hasKey(socket: TLSSocket, pin: string): boolean {
  const certificate = socket.getPeerX509Certificate();
  if (!certificate) return false;
  const key = certificate.publicKey.export({ type: 'spki', format: 'der' });
  const expected = Buffer.from(pin, 'base64');
  const found = createHash('sha256').update(key).digest();
  return expected.length === found.length && timingSafeEqual(expected, found);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));
