/** One terminal's line: bytes come in any pieces, messages are answered one after the other, and nobody is waited for longer than agreed. */
import type { Socket } from 'node:net';
import type { Answer, Conversation } from './conversation.ts';
import type { Frame } from './protocol/framing.ts';
import { FrameParser } from './protocol/framing.ts';

/** A field of 64 KB in a message with others is borne. */
export const LONGEST_MESSAGE = 1 << 17;
/** Before the login there are only two short messages. */
const LONGEST_BEFORE_LOGIN = 1 << 13;
/** Messages that wait for their turn; beyond that no more is read. */
const MOST_WAITING = 16;

export interface Limits {
  readonly idleMs: number;
  readonly loginMs: number;
  /** How long a terminal may take to read what it is sent, and a line that ends to be gone. */
  readonly patienceMs: number;
}

export class Connection {
  readonly #socket: Socket;
  readonly #conversation: Conversation;
  readonly #now: () => number;
  readonly #openedAt: number;
  readonly #frames = new FrameParser(LONGEST_MESSAGE);
  #waiting: Frame[] = [];
  #isWorking = false;
  #heardAt: number;
  /** Set: no more is to be heard; what has been heard is answered, then the line ends. */
  #endingSince: number | undefined;
  /** Set: the terminal does not read what it is sent. */
  #stalledSince: number | undefined;

  /** @param now milliseconds of a clock that nobody sets */
  constructor(socket: Socket, conversation: Conversation, now: () => number) {
    this.#socket = socket;
    this.#conversation = conversation;
    this.#now = now;
    this.#openedAt = now();
    this.#heardAt = this.#openedAt;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    // The other side has said all; it may still be waiting for answers.
    socket.on('end', () => this.end());
    // What ends a line is no fault of ours, and 'close' follows.
    socket.on('error', () => socket.destroy());
  }

  /** Answers what has been heard, then ends the line. */
  end(): void {
    this.#endingSince ??= this.#now();
    this.#frames.abandon();
    if (!this.#isWorking) this.#socket.end();
  }

  cut(): void {
    this.#socket.destroy();
  }

  /** What is to be said of a line that says nothing or reads nothing. An act under way is never cut off. */
  overdue({ idleMs, loginMs, patienceMs }: Limits): 'idle' | 'stalled' | undefined {
    const now = this.#now();
    if (this.#stalledSince !== undefined)
      return now - this.#stalledSince > patienceMs ? 'stalled' : undefined;
    if (this.#isWorking) return undefined;
    if (this.#endingSince !== undefined)
      return now - this.#endingSince > patienceMs ? 'stalled' : undefined;
    const isLate = !this.#conversation.isLoggedIn && now - this.#openedAt > loginMs;
    return isLate || now - this.#heardAt > idleMs ? 'idle' : undefined;
  }

  #take(chunk: Buffer): void {
    if (this.#endingSince !== undefined) return;
    this.#heardAt = this.#now();
    this.#waiting.push(...this.#frames.push(chunk));
    if (this.#isTooLongForStrangers()) this.#waiting.push({ kind: 'too-long' });
    if (this.#waiting.length > MOST_WAITING) this.#socket.pause();
    if (!this.#isWorking && this.#waiting.length > 0) void this.#work();
  }

  /** Has not logged in, and is not about to. */
  get isStranger(): boolean {
    return !this.#isWorking && !this.#conversation.isLoggedIn;
  }

  /** What stands behind a login that is being looked at is judged after it. */
  #isTooLongForStrangers(): boolean {
    return (
      this.isStranger && this.#waiting.length === 0 && this.#frames.pending > LONGEST_BEFORE_LOGIN
    );
  }

  async #work(): Promise<void> {
    this.#isWorking = true;
    for (let frame = this.#waiting.shift(); frame; frame = this.#waiting.shift()) {
      const { bytes, close = false } = await this.#answer(frame);
      if (bytes) await this.#send(bytes);
      if (!close) continue;
      this.#waiting = [];
      this.#endingSince ??= this.#now();
    }
    this.#isWorking = false;
    if (this.#endingSince === undefined) this.#socket.resume();
    else this.end();
  }

  #answer(frame: Frame): Answer | Promise<Answer> {
    if (frame.kind === 'too-long') return this.#conversation.tooLong();
    return this.#conversation.answer(frame.bytes);
  }

  /** A terminal that does not read is sent no more, and asked no more. */
  async #send(bytes: Uint8Array): Promise<void> {
    if (this.#socket.destroyed || this.#socket.write(bytes)) return;
    this.#stalledSince = this.#now();
    await this.#drained();
    this.#stalledSince = undefined;
  }

  #drained(): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.#socket.off('drain', done).off('close', done);
        resolve();
      };
      this.#socket.on('drain', done).on('close', done);
    });
  }
}
