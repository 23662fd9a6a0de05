import { Fault } from '../../errors.ts';
import type { Port } from '../device.ts';
import { QuietTimer } from '../quiet-timer.ts';
import { systemTiming } from '../timing.ts';
import type { Timing } from '../timing.ts';
import { ANY_READER, decodeResponse, encodeRequest, FrameParser } from './feig-frames.ts';
import type { FeigResponse, ParsedPiece } from './feig-frames.ts';
import { COMMAND } from './iso-host-frames.ts';

export interface FeigLineOptions {
  /** A reader takes up to TR-RESPONSE-TIME (1 s by default), then the answer must travel. */
  readonly timeoutMs?: number;
  /** Longest silence inside a frame. The manual says 12 ms; USB adapters and busy computers hold bytes back longer. */
  readonly gapMs?: number;
  /** PSST: what the reader needs between its last byte and the next request. */
  readonly pauseMs?: number;
  readonly timing?: Timing;
}

/** After an answer that came late or torn, whatever else is still under way is let pass before the next request. */
const SETTLE_MS = 100;
/**
 * Where an answer that was late came for the repetition, that of the repetition follows, and no answer says to which
 * request it belongs: blocks of one reading would be taken for those of the next.
 */
const ECHO_MS = 500;
/** A reader that never stops sending is asked all the same. */
const LONGEST_WAIT_MS = 1000;
/** What is left of a torn answer may meet the question that looks for step, and the one after it. */
const STEP_TRIES = 3;
/** A reader that is silent twice is away; one whose answers come torn is there, and its line or this computer is busy. */
const SILENT_TRIES = 2;
const TORN_TRIES = 3;
/** So many bytes and no frame among them: the reader is in scan mode, and pushes what it sees. */
const SCAN_MODE_BYTES = 16;

interface Waiting {
  readonly command: number;
  readonly answer: PromiseWithResolvers<FeigResponse>;
}

/**
 * One request at a time over a line to a FEIG reader. The reader says nothing at all to a request whose length
 * or CRC is wrong, so silence and torn answers are both met by asking again.
 */
export class FeigLine {
  readonly #port: Port;
  readonly #timing: Timing;
  readonly #timeoutMs: number;
  readonly #gap: QuietTimer;
  readonly #pauseMs: number;
  readonly #parser = new FrameParser();
  #waiting: Waiting | undefined;
  #lost = false;
  #quietFrom = -Infinity;
  #outOfStep = false;
  #shapeless = 0;

  constructor(port: Port, options: FeigLineOptions = {}) {
    this.#port = port;
    this.#timing = options.timing ?? systemTiming;
    this.#timeoutMs = options.timeoutMs ?? 1500;
    this.#gap = new QuietTimer(options.gapMs ?? 250, () => {
      for (const piece of this.#parser.abandon()) this.#take(piece);
    });
    this.#pauseMs = options.pauseMs ?? 6;
    port.onData((bytes) => this.#receive(bytes));
    port.onClose(() => this.close());
  }

  /**
   * Sends a command and waits for its answer; asks again where `retry` allows it. Not to be called before the
   * last call has settled.
   * @throws Fault `no-answer`, `wrong-mode`, `port-lost`
   */
  async request(
    command: number,
    data: Uint8Array = new Uint8Array(),
    { retry = true } = {},
  ): Promise<FeigResponse> {
    let mayEcho = false;
    for (let tries = 1; ; tries++) {
      try {
        const answer = await this.#inStep(command, data);
        if (mayEcho) this.#quietFrom = this.#timing.now() + ECHO_MS;
        return answer;
      } catch (error) {
        if (!isUnanswered(error)) {
          this.#outOfStep ||= tries > 1;
          throw error;
        }
        const isTorn = error.message === 'garbled';
        const isLast = !retry || tries >= (isTorn ? TORN_TRIES : SILENT_TRIES);
        this.#letPass();
        mayEcho ||= !isTorn;
        // What is missing of a torn answer still comes, as late as it likes, and would tear the next one.
        if (isTorn || isLast) this.#outOfStep = true;
        if (isLast) throw this.#silence(error);
      }
    }
  }

  /**
   * No answer says which tag it is of: what a given-up command still brings would confirm the next one. So the reader
   * is first asked what it is; when it says so, all that it still had to say has been said.
   */
  async #inStep(command: number, data: Uint8Array): Promise<FeigResponse> {
    for (let tries = 1; this.#outOfStep; tries++) {
      try {
        await this.#exchange(COMMAND.readerInfo, Uint8Array.of(0x00));
        this.#outOfStep = false;
      } catch (error) {
        const isTail = isUnanswered(error) && error.message === 'garbled';
        if (!isTail || tries === STEP_TRIES) throw error;
        this.#letPass();
      }
    }
    return this.#exchange(command, data);
  }

  #letPass(): void {
    this.#quietFrom = this.#timing.now() + SETTLE_MS - this.#pauseMs;
  }

  /** Gives up the request under way, with `port-lost`; the line itself is its owner's to close. */
  close(): void {
    this.#lost = true;
    this.#gap.stop();
    this.#waiting?.answer.reject(portLost());
  }

  async #exchange(command: number, data: Uint8Array): Promise<FeigResponse> {
    await this.#quiet();
    if (this.#lost) throw portLost();
    for (const piece of this.#parser.abandon()) this.#take(piece);
    const answer = Promise.withResolvers<FeigResponse>();
    this.#waiting = { command, answer };
    const patience = new QuietTimer(this.#timeoutMs, () => answer.reject(unanswered('silence')));
    patience.restart();
    const frame = encodeRequest({ address: ANY_READER, command, data });
    try {
      const [response] = await Promise.all([answer.promise, this.#port.write(frame)]);
      return response;
    } finally {
      patience.stop();
      this.#waiting = undefined;
      this.#quietFrom = this.#timing.now();
    }
  }

  /** PSST counts from the last byte of the reader, the tail of a torn answer included. */
  async #quiet(): Promise<void> {
    const until = this.#timing.now() + LONGEST_WAIT_MS;
    for (;;) {
      const now = this.#timing.now();
      const wait = Math.min(this.#quietFrom + this.#pauseMs, until) - now;
      if (wait <= 0) return;
      await this.#timing.sleep(wait);
    }
  }

  #receive(bytes: Uint8Array): void {
    this.#gap.stop();
    if (!this.#waiting) this.#quietFrom = Math.max(this.#quietFrom, this.#timing.now());
    for (const piece of this.#parser.push(bytes)) this.#take(piece);
    if (this.#parser.midFrame) this.#gap.restart();
  }

  #take(piece: ParsedPiece): void {
    if (piece.kind === 'garbage') {
      if (piece.looks === 'shapeless') this.#shapeless += piece.bytes;
      this.#waiting?.answer.reject(unanswered('garbled'));
      return;
    }
    const response = decodeResponse(piece.bytes);
    if (!response) return;
    // What answers another command than the one asked came too late for its own.
    if (response.command !== this.#waiting?.command) return;
    // What it is, a reader says in every mode.
    if (response.command !== COMMAND.readerInfo) this.#shapeless = 0;
    this.#waiting.answer.resolve(response);
  }

  #silence(cause: unknown): Fault {
    if (this.#shapeless >= SCAN_MODE_BYTES) {
      return new Fault(
        'wrong-mode',
        'the reader sends by itself: it is in scan mode, not ISO host mode',
        {
          cause,
        },
      );
    }
    return new Fault('no-answer', 'the reader does not answer: power, cable, speed or parity?', {
      cause,
    });
  }
}

/** One try that brought nothing; never leaves this file. */
class Unanswered extends Error {}
const unanswered = (how: 'silence' | 'garbled') => new Unanswered(how);
const isUnanswered = (error: unknown): error is Unanswered => error instanceof Unanswered;
const portLost = () => new Fault('port-lost', 'the line to the reader is gone');
