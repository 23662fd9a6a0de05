/**
 * The terminal's one WebSocket to the server: dialled from here, carrying the terminal's whole state on each
 * change and every 20 s. Each state is answered, so both sides know that the other hears.
 */
import type { z } from 'zod';
import { WebSocket } from 'undici';
import type {
  OrderAnswer as ServerOrderAnswer,
  TerminalState as ServerTerminalState,
} from '#server/terminals/schema.ts';
import { type BackOff, delayAfter } from '../../back-off.ts';
import type { Access } from './access.ts';
import { LinkAnswer, Order } from './answers.ts';
import { Unreached } from './rules/unreached.ts';
import type { ServerLine } from './server-line.ts';

export type TerminalState = z.infer<typeof ServerTerminalState>;
export type OrderAnswer = ServerOrderAnswer;

export interface LinkOptions {
  readonly line: ServerLine;
  readonly access: Pick<Access, 'token' | 'forget'>;
  /** Read at each sending. */
  readonly state: () => TerminalState;
  /** @returns cancels */
  readonly at: (delayMs: number, run: () => void) => () => void;
  /** From 0 up to 1. */
  readonly random: () => number;
  readonly monotonic: () => number;
  readonly onServerTime: (serverTime: number, roundTripMs: number) => void;
  /** The server hears us, or no longer does; each change once. */
  readonly onHeard: (heard: boolean) => void;
  /** Each dialling that came to nothing, as far as the reason is known. */
  readonly onFailed: (error: unknown) => void;
  /** Staff want something of this terminal; told again until it is answered. */
  readonly onOrder?: (given: GivenOrder) => void;
  /** Settings were changed somewhere, so many times by now. */
  readonly onSettings?: (generation: number) => void;
  readonly everyMs?: number;
  readonly dialLimitMs?: number;
  readonly answerLimitMs?: number;
  readonly backOff?: BackOff;
}

export interface GivenOrder {
  readonly id: string;
  /** Undefined: nothing that this terminal knows how to do. */
  readonly what: Order | undefined;
}

const PATH = '/api/terminals/link';
/** Why the server ends a link: staff have renamed or moved this terminal, and the next token says so (PA34). */
const CHANGED = 4003;
const EVERY_MS = 20_000;
/** From the token to the open line: who takes it and then says nothing, or whose network has gone, would be waited for for minutes. */
const DIAL_LIMIT_MS = 10_000;
const ANSWER_LIMIT_MS = 5_000;
const BACK_OFF: BackOff = { firstMs: 1_000, longestMs: 30_000 };

export class CentralLink {
  readonly #options: LinkOptions;
  #socket: WebSocket | undefined;
  #heard = false;
  #dialledWith: string | undefined;
  /** The token that the link was last heard with. */
  #heardWith: string | undefined;
  #failures = 0;
  /** So many lines were given up: what an earlier dialling comes to is nobody's business any more. */
  #given = 0;
  /** The last dialling came to nothing, and the next one is to come. */
  #waiting = false;
  #closed = false;
  /** When the state that is not answered yet was sent, by the monotonic clock. */
  #asked: number | undefined;
  /** The state has changed since it was sent. */
  #stale = false;
  #cancel: () => void = () => undefined;

  constructor(options: LinkOptions) {
    this.#options = options;
  }

  get isHeard(): boolean {
    return this.#heard;
  }

  /** Dials until `close`. */
  start(): void {
    this.#waiting = false;
    const given = this.#given;
    const isWanted = () => !this.#closed && this.#given === given;
    this.#dial(isWanted).catch((error: unknown) => {
      if (isWanted()) this.#lost(error);
    });
  }

  /** Dials now, where it would only later: something may have changed at the other end. */
  hurry(): void {
    if (this.#waiting) this.#in(0, () => this.start());
  }

  /** The state has changed, or somebody doubts that the server still hears. */
  report(): void {
    if (this.#asked !== undefined) this.#stale = true;
    else if (this.#socket?.readyState === WebSocket.OPEN) this.#send();
  }

  /** As far as the link is open; what is not heard is asked for again. */
  answer(answer: OrderAnswer): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(answer));
  }

  /** The server is elsewhere from now on: what is said over the old line counts no more. */
  redial(): void {
    const socket = this.#socket;
    if (this.#closed) return;
    this.#lost();
    this.#failures = 0;
    this.#in(0, () => this.start());
    socket?.close();
  }

  close(): void {
    this.#closed = true;
    this.#cancel();
    this.#socket?.close();
  }

  async #dial(isWanted: () => boolean): Promise<void> {
    const { access, dialLimitMs = DIAL_LIMIT_MS, line } = this.#options;
    const token = await access.token();
    if (!isWanted()) return;
    const socket = new WebSocket(line.webSocketUrl(PATH), {
      dispatcher: line.dispatcher,
      headers: { authorization: `Bearer ${token}` },
    });
    this.#socket = socket;
    this.#dialledWith = token;
    this.#in(dialLimitMs, () => this.#hangUp());
    // A socket that was given up may still speak; nobody listens to it then.
    const ours = () => this.#socket === socket;
    socket.addEventListener('open', () => ours() && this.#send());
    socket.addEventListener('message', ({ data }) => ours() && this.#hear(data));
    socket.addEventListener('close', ({ code }) => {
      if (!ours()) return;
      if (code === CHANGED) access.forget(token);
      this.#lost(this.#heard ? undefined : this.#refusal(token));
    });
  }

  /**
   * The handshake does not tell why it failed. A fresh token takes one of the reasons away, and earning it brings
   * most others to light; only what fails with one just earned is the link's own trouble.
   */
  #refusal(token: string): Unreached | undefined {
    this.#options.access.forget(token);
    return token === this.#heardWith ? undefined : new Unreached('no-link');
  }

  #send(): void {
    const { answerLimitMs = ANSWER_LIMIT_MS, monotonic, state } = this.#options;
    this.#stale = false;
    this.#asked = monotonic();
    this.#socket?.send(JSON.stringify(state()));
    this.#in(answerLimitMs, () => this.#hangUp());
  }

  #hear(data: unknown): void {
    const answer = LinkAnswer.safeParse(parsed(data));
    if (!answer.success) return;
    switch (answer.data.kind) {
      case 'heard':
        this.#beHeard(answer.data.serverTime);
        break;
      case 'order': {
        const { order: id, what } = answer.data;
        this.#options.onOrder?.({ id, what: Order.safeParse(what).data });
        return;
      }
      case 'settings':
    }
    const { settings } = answer.data;
    if (settings !== undefined) this.#options.onSettings?.(settings);
  }

  #beHeard(serverTime: number): void {
    if (this.#asked === undefined) return;
    const roundTrip = this.#options.monotonic() - this.#asked;
    this.#asked = undefined;
    this.#failures = 0;
    this.#heardWith = this.#dialledWith;
    this.#options.onServerTime(serverTime, roundTrip);
    this.#setHeard(true);
    // Whoever heard of it may have had the next state told, or the server dialled elsewhere, and waits for that.
    if (this.#asked !== undefined || this.#waiting) return;
    if (this.#stale) this.#send();
    else this.#in(this.#options.everyMs ?? EVERY_MS, () => this.#send());
  }

  /** A closing handshake with somebody who does not answer would only take more time. */
  #hangUp(): void {
    const socket = this.#socket;
    this.#lost(new Unreached('timed-out'));
    socket?.close();
  }

  #lost(why?: unknown): void {
    if (this.#closed) return;
    if (why !== undefined) this.#options.onFailed(why);
    this.#given += 1;
    this.#socket = undefined;
    this.#asked = undefined;
    this.#setHeard(false);
    this.#waiting = true;
    const { backOff = BACK_OFF, random } = this.#options;
    this.#in(delayAfter(++this.#failures, backOff, random()), () => this.start());
  }

  #setHeard(heard: boolean): void {
    if (heard === this.#heard) return;
    this.#heard = heard;
    this.#options.onHeard(heard);
  }

  /** One thing is waited for at a time. */
  #in(delayMs: number, run: () => void): void {
    this.#cancel();
    this.#cancel = this.#options.at(delayMs, run);
  }
}

function parsed(data: unknown): unknown {
  if (typeof data !== 'string') return undefined;
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}
