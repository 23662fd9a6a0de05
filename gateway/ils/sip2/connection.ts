import type { Logger } from 'pino';
import { fixedOf, message, valueOf } from '#server/sip2/protocol/message.ts';
import type { Message } from '#server/sip2/protocol/message.ts';
import { delayAfter } from '../../back-off.ts';
import { Sip2Line } from './line.ts';
import type { Exchange, OnTraffic, Request } from './line.ts';
import type { Dialect } from './rules/dialect.ts';
import { openSocket } from './socket.ts';
import type { Address } from './socket.ts';

export interface Sip2Settings extends Address {
  readonly dialect: Dialect;
  /** Without it, 93 is not sent. */
  readonly login?: { readonly user: string; readonly password: string; readonly location?: string };
  /** AO where the dialect takes it from here. */
  readonly institution?: string;
}

export interface Sip2Options {
  readonly log: Pick<Logger, 'info' | 'warn'>;
  readonly onTraffic?: OnTraffic;
  /** After a change, whether the peer can be asked. */
  readonly onReady?: (ready: boolean) => void;
  /** Each 98 that is heard. */
  readonly onStatus?: (status: Message) => void;
  readonly random?: () => number;
  readonly backOff?: { readonly firstMs: number; readonly longestMs: number };
  /** A line that was silent for so long is tried before something is sent that must not be sent twice. */
  readonly probeAfterMs?: number;
}

export type Answer =
  | { readonly outcome: 'reply'; readonly message: Message }
  /** Nothing was sent, or the peer said that it did nothing: certainly not done. */
  | { readonly outcome: 'unreachable'; readonly why: string }
  /** Sent, and no answer: it may have been done. */
  | { readonly outcome: 'unknown'; readonly why: string };

/** Why the peer cannot be asked: `refused` is what only a person can mend. */
export type Ready = { readonly ready: true } | NotReady;

export interface NotReady {
  readonly ready: false;
  readonly reason: 'no-line' | 'refused' | 'off-line';
  readonly why: string;
}

const BACK_OFF = { firstMs: 1_000, longestMs: 60_000 };
const PROBE_AFTER_MS = 20_000;

/**
 * The connection to one library system: opened, logged in, kept alive and opened again; one question at a time. Sends
 * again only what may be sent again.
 */
export class Sip2Connection {
  readonly #settings: Sip2Settings;
  readonly #options: Sip2Options;
  /** The line is logged in. */
  #greeted = false;
  #closed = false;
  #keeping = false;
  #line: Sip2Line | undefined;
  #status: Message | undefined;
  /** What stands in the way, while there is no line. */
  #failure: NotReady = { ready: false, reason: 'no-line', why: 'not tried yet' };
  #failures = 0;
  #retryAt = 0;
  #queue: Promise<unknown> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #spokeAt = 0;

  constructor(settings: Sip2Settings, options: Sip2Options) {
    this.#settings = settings;
    this.#options = options;
  }

  get dialect(): Dialect {
    return this.#settings.dialect;
  }

  /** The last 98: which messages are taken, whether off line work is, what time it is there. */
  get status(): Message | undefined {
    return this.#status;
  }

  get isReady(): boolean {
    return this.#greeted && this.#line?.isOpen === true;
  }

  /** AO for every request. */
  get institution(): string {
    const { dialect, institution = '' } = this.#settings;
    if (dialect.institution === 'empty') return '';
    if (dialect.institution === 'setting') return institution;
    return (this.#status && valueOf(this.#status, 'AO')) ?? institution;
  }

  /** Opens the line and logs in, unless that is done already or was tried just now. */
  connect(): Promise<Ready> {
    return this.#inTurn(() => this.#ensureLine());
  }

  /** From now on connects by itself whenever it is not, so that whoever comes to the screen finds a line. */
  keepConnected(): void {
    this.#keeping = true;
    this.#tryLater(0);
  }

  /** Never throws for what the world does. */
  ask(request: Request): Promise<Answer> {
    return this.#inTurn(() => this.#ask(request));
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#line?.close();
    await this.#queue;
    // One that was being opened when this began.
    this.#line?.close();
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(act);
    // Whoever asked hears of a fault; the next in turn goes on.
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  async #ask(request: Request): Promise<Answer> {
    const first = await this.#exchange(request);
    const again = 'kind' in first && isSafeAgain(first, request);
    return answerOf(again ? await this.#exchange(request) : first);
  }

  async #exchange(request: Request): Promise<Exchange | NotReady> {
    const ready = await this.#ensureLine();
    if (!ready.ready) return ready;
    if (this.#mustProbe(request)) await this.#say(this.#statusRequest());
    const probed = await this.#ensureLine();
    return probed.ready ? this.#say(request) : probed;
  }

  #mustProbe({ code }: Request): boolean {
    if (REPEATABLE.has(code) || this.dialect.status === 'never') return false;
    return performance.now() - this.#spokeAt > (this.#options.probeAfterMs ?? PROBE_AFTER_MS);
  }

  /** All that is said when the line is up goes through here. */
  async #say(request: Request): Promise<Exchange> {
    const exchange = (await this.#line?.exchange(request)) ?? { kind: 'not-written' };
    this.#spokeAt = performance.now();
    if (exchange.kind === 'unheard') {
      this.#options.log.warn({ code: request.code, why: exchange.why }, 'SIP2: no answer');
    }
    if ('message' in exchange && exchange.message.code === '98') this.#hearStatus(exchange.message);
    if (this.isReady) this.#keepAlive();
    return exchange;
  }

  /** One that goes off line is as good as gone; it is asked again when the line is opened anew. */
  #hearStatus(status: Message): void {
    this.#status = status;
    this.#options.onStatus?.(status);
    if (this.isReady && fixedOf(status, '98', 'on_line') === 'N') this.#line?.close();
  }

  async #ensureLine(): Promise<Ready> {
    if (this.isReady) return { ready: true };
    if (this.#closed) return { ready: false, reason: 'no-line', why: 'closed' };
    if (performance.now() < this.#retryAt) return this.#failure;
    const failure = await this.#open();
    if (failure) return this.#fail(failure);
    this.#failures = 0;
    this.#keepAlive();
    this.#options.log.info('SIP2: connected');
    this.#options.onReady?.(true);
    return { ready: true };
  }

  async #open(): Promise<NotReady | undefined> {
    this.#greeted = false;
    try {
      const socket = await openSocket(this.#settings);
      this.#line = new Sip2Line(socket, this.dialect, this.#options.onTraffic);
    } catch (error) {
      return {
        ready: false,
        reason: 'no-line',
        why: error instanceof Error ? error.message : String(error),
      };
    }
    const failure = await this.#greet();
    this.#greeted = failure === undefined;
    if (failure) this.#line.close();
    else this.#line.onClose(() => this.#lost());
    return failure;
  }

  async #greet(): Promise<NotReady | undefined> {
    const { status } = this.dialect;
    const before = status === 'before-login' ? await this.#askStatus() : undefined;
    const login = before ?? (await this.#logIn());
    return login ?? (status === 'after-login' ? await this.#askStatus() : undefined);
  }

  async #logIn(): Promise<NotReady | undefined> {
    const { login, dialect } = this.#settings;
    if (!login) return undefined;
    const exchange = await this.#say(loginRequest(login, dialect));
    if (exchange.kind === 'reply') {
      const ok = fixedOf(exchange.message, '94', 'ok') === '1';
      return ok ? undefined : { ready: false, reason: 'refused', why: 'login refused' };
    }
    // Some hang up on a wrong login instead of saying so.
    const hungUp = exchange.kind === 'unheard' && exchange.ending === 'hung-up';
    return {
      ready: false,
      reason: hungUp ? 'refused' : 'no-line',
      why: `at login: ${whyOf(exchange)}`,
    };
  }

  async #askStatus(): Promise<NotReady | undefined> {
    const exchange = await this.#say(this.#statusRequest());
    if (exchange.kind !== 'reply') {
      return { ready: false, reason: 'no-line', why: `at 99: ${whyOf(exchange)}` };
    }
    const onLine = fixedOf(exchange.message, '98', 'on_line') !== 'N';
    return onLine
      ? undefined
      : { ready: false, reason: 'off-line', why: 'it says that it is off line' };
  }

  #statusRequest = (): Request => statusRequest(this.dialect);

  /** A login that was refused is not tried again soon: after three, some lock the account. */
  #fail(failure: NotReady): NotReady {
    const { random = Math.random, backOff = BACK_OFF } = this.#options;
    this.#failure = failure;
    this.#failures++;
    const delay =
      failure.reason === 'refused'
        ? backOff.longestMs
        : delayAfter(this.#failures, backOff, random());
    this.#retryAt = performance.now() + delay;
    this.#options.log.warn(
      { reason: failure.reason, why: failure.why, delay },
      'SIP2: not connected',
    );
    this.#tryLater(delay);
    return failure;
  }

  #lost(): void {
    if (this.#closed) return;
    this.#options.log.warn('SIP2: the line is gone');
    this.#options.onReady?.(false);
    this.#tryLater((this.#options.backOff ?? BACK_OFF).firstMs);
  }

  #keepAlive(): void {
    this.#tryLater(this.dialect.keepAliveSeconds * 1000);
  }

  /** One timer: a line that is up is kept alive by it, one that is down is opened. */
  #tryLater(delay: number): void {
    clearTimeout(this.#timer);
    if (this.#closed || !(this.#keeping || this.isReady)) return;
    this.#timer = setTimeout(() => {
      // It has waited long enough, though by the clock it may be a moment early; whoever is before it in turn may fail
      // meanwhile, and then there is a new wait.
      this.#retryAt = 0;
      void this.#inTurn(() => this.#tick());
    }, delay);
  }

  async #tick(): Promise<void> {
    if (!this.isReady) await this.#ensureLine();
    else if (this.dialect.status !== 'never') await this.#say(this.#statusRequest());
  }
}

export const statusRequest = ({ protocolVersion }: Dialect): Request =>
  message('99', { status_code: '0', max_print_width: '040', protocol_version: protocolVersion });

export const loginRequest = (
  { user, password, location }: NonNullable<Sip2Settings['login']>,
  dialect: Dialect,
): Request =>
  message('93', { uid_algorithm: '0', pwd_algorithm: '0' }, [
    ['CN', user],
    ['CO', password],
    ['CP', location ?? (dialect.location === 'always' ? '' : undefined)],
  ]);

/** They change nothing: asked twice, they do no harm. */
const REPEATABLE: ReadonlySet<string> = new Set(['17', '23', '63', '99']);

/** What certainly was not done, and what does no harm twice; not after a time limit, for whoever waits has waited enough. */
function isSafeAgain(exchange: Exchange, { code }: Request): boolean {
  if (exchange.kind === 'unheard') return exchange.ending !== 'timed-out' && REPEATABLE.has(code);
  return exchange.kind === 'not-written' || exchange.kind === 'status';
}

function answerOf(exchange: Exchange | NotReady): Answer {
  if ('ready' in exchange) return { outcome: 'unreachable', why: exchange.why };
  if (exchange.kind === 'reply') return { outcome: 'reply', message: exchange.message };
  const why = whyOf(exchange);
  return exchange.kind === 'unheard'
    ? { outcome: 'unknown', why }
    : { outcome: 'unreachable', why };
}

function whyOf(exchange: Exchange): string {
  if (exchange.kind === 'unheard') return exchange.why;
  if (exchange.kind === 'not-read') return 'it cannot read what we say (96)';
  return exchange.kind === 'status' ? 'it answers with its status only (98)' : 'the line is gone';
}
