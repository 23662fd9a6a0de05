import { Fault } from '../../errors.ts';
import type { Port } from '../device.ts';
import { QuietTimer } from '../quiet-timer.ts';
import { systemTiming } from '../timing.ts';
import type { Timing } from '../timing.ts';
import { UHF_COMMAND, UHF_STATUS } from './uhf-command-frames.ts';
import { ANY_UHF_READER, encodeUhfRequest, UhfAnswerParser } from './uhf-reader18-frames.ts';
import type { UhfPiece, UhfResponse } from './uhf-reader18-frames.ts';

export interface UhfLineOptions {
  /** Beyond the inventory's own time. The reader is silent while it talks to tags. */
  readonly timeoutMs?: number;
  /** Longest silence inside a frame. The manual says 15 ms; USB adapters and busy computers hold bytes back longer. */
  readonly gapMs?: number;
  readonly timing?: Timing;
}

/** After an answer that came late or torn, the line must have been quiet for so long before it is asked again. */
const SETTLE_MS = 100;
/** A reader that never stops sending is asked all the same. */
const LONGEST_SETTLING_MS = 500;
/** What is left of a torn answer may meet the question that looks for step, and the one after it. */
const STEP_TRIES = 3;
/** Frames of one inventory; a reader that never ends would hold the pad for ever. */
const MAX_FRAMES = 64;

interface Waiting {
  readonly command: number;
  readonly answers: UhfResponse[];
  readonly whole: PromiseWithResolvers<readonly UhfResponse[]>;
  /** Begins to wait anew: an answer of several frames takes its time. */
  readonly restart: () => void;
}

/**
 * One request at a time over a line to a UHF reader. Silence, torn answers and “your CRC was wrong” are all met by
 * asking once more.
 */
export class UhfLine {
  readonly #port: Port;
  readonly #timing: Timing;
  readonly #timeoutMs: number;
  readonly #gap: QuietTimer;
  readonly #parser = new UhfAnswerParser();
  #waiting: Waiting | undefined;
  #lost = false;
  #outOfStep = false;
  #quietFrom = -Infinity;
  /** Tags and signs of life that were pushed since the last answer. */
  #unasked = 0;

  constructor(port: Port, options: UhfLineOptions = {}) {
    this.#port = port;
    this.#timing = options.timing ?? systemTiming;
    this.#timeoutMs = options.timeoutMs ?? 1500;
    this.#gap = new QuietTimer(options.gapMs ?? 250, () => {
      for (const piece of this.#parser.abandon()) this.#take(piece);
    });
    port.onData((bytes) => this.#receive(bytes));
    port.onClose(() => this.close());
  }

  /**
   * Sends a command and waits for its answer, asking once more where none came. Not to be called before the last call
   * has settled.
   * @throws Fault `no-answer`, `wrong-mode`, `port-lost`
   */
  async request(command: number, data: Uint8Array = new Uint8Array()): Promise<UhfResponse> {
    const [answer] = await this.requestAll(command, data, 0);
    if (!answer) throw new Fault('malformed', 'an answer without a frame');
    return answer;
  }

  /** As `request`, for an answer that may come in several frames; the reader takes up to `ownMs` until the first. */
  async requestAll(
    command: number,
    data: Uint8Array,
    ownMs: number,
  ): Promise<readonly UhfResponse[]> {
    try {
      return await this.#inStep(command, data, ownMs);
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error;
    }
    try {
      return await this.#inStep(command, data, ownMs);
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error;
      if (error.answer) return [error.answer];
      throw this.#silence(error);
    }
  }

  /** Gives up the request under way, with `port-lost`; the line itself is its owner's to close. */
  close(): void {
    this.#lost = true;
    this.#gap.stop();
    this.#waiting?.whole.reject(portLost());
  }

  /**
   * No answer says which tag it is of. So after one that did not come the reader is first asked what it is: when it
   * says so, all that it still had to say has been said.
   */
  async #inStep(command: number, data: Uint8Array, ownMs: number): Promise<readonly UhfResponse[]> {
    try {
      if (this.#outOfStep) await this.#findStep();
      this.#outOfStep = false;
      return await this.#exchange(command, data, ownMs);
    } catch (error) {
      this.#outOfStep = true;
      this.#letPass();
      throw error;
    }
  }

  /** What is missing of a torn answer still comes, as late as it likes, and would tear the next one. */
  async #findStep(): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        await this.#exchange(UHF_COMMAND.readerInfo, new Uint8Array(), 0);
        return;
      } catch (error) {
        const isTail = error instanceof Unanswered && error.message === 'garbled';
        if (!isTail || tries === STEP_TRIES) throw error;
        this.#letPass();
      }
    }
  }

  #letPass(): void {
    this.#quietFrom = this.#timing.now() + SETTLE_MS;
  }

  async #exchange(
    command: number,
    data: Uint8Array,
    ownMs: number,
  ): Promise<readonly UhfResponse[]> {
    await this.#settled();
    if (this.#lost) throw portLost();
    for (const piece of this.#parser.abandon()) this.#take(piece);
    const whole = Promise.withResolvers<readonly UhfResponse[]>();
    const giveUp = () => whole.reject(new Unanswered('silence'));
    const patience = new QuietTimer(ownMs + this.#timeoutMs, giveUp);
    patience.restart();
    this.#waiting = { command, answers: [], whole, restart: () => patience.restart() };
    try {
      const request = encodeUhfRequest({ address: ANY_UHF_READER, command, data });
      const [answers] = await Promise.all([whole.promise, this.#port.write(request)]);
      return answers;
    } finally {
      patience.stop();
      this.#waiting = undefined;
    }
  }

  async #settled(): Promise<void> {
    const until = this.#timing.now() + LONGEST_SETTLING_MS;
    for (;;) {
      const now = this.#timing.now();
      const wait = Math.min(this.#quietFrom, until) - now;
      if (wait <= 0) return;
      await this.#timing.sleep(wait);
    }
  }

  #receive(bytes: Uint8Array): void {
    this.#gap.stop();
    const now = this.#timing.now();
    // The tail of what was given up.
    if (!this.#waiting && now < this.#quietFrom) this.#quietFrom = now + SETTLE_MS;
    for (const piece of this.#parser.push(bytes)) this.#take(piece);
    if (this.#parser.midFrame) this.#gap.restart();
  }

  #take(piece: UhfPiece): void {
    if (piece.kind === 'garbage') this.#waiting?.whole.reject(new Unanswered('garbled'));
    if (piece.kind === 'heartbeat') this.#unasked += 1;
    if (piece.kind === 'answer') this.#answer(piece.response);
  }

  #answer(response: UhfResponse): void {
    if (response.command === UHF_COMMAND.pushed) {
      this.#unasked += 1;
      return;
    }
    const waiting = this.#waiting;
    if (!waiting) return;
    // Of a request it could not read, the reader does not know the command.
    if (response.command === 0x00 && response.status === UHF_STATUS.illegalCommand) {
      return waiting.whole.reject(new Unanswered('not understood', response));
    }
    // What answers another command than the one asked came too late for its own.
    if (response.command !== waiting.command) return;
    // What it is, a reader says in every mode.
    if (response.command !== UHF_COMMAND.readerInfo) this.#unasked = 0;
    waiting.answers.push(response);
    if (response.status !== UHF_STATUS.moreFollows || waiting.answers.length >= MAX_FRAMES) {
      return waiting.whole.resolve(waiting.answers);
    }
    waiting.restart();
  }

  #silence(cause: unknown): Fault {
    if (this.#unasked > 0) {
      return new Fault('wrong-mode', SCANS_BY_ITSELF, { cause });
    }
    return new Fault('no-answer', 'the reader does not answer: power, cable or speed?', { cause });
  }
}

export const SCANS_BY_ITSELF =
  'the reader reads by itself and does not take commands: set its work mode to “answer”';

/** One try that brought nothing, or a refusal of a request that may have been torn; never leaves this file. */
class Unanswered extends Error {
  readonly answer: UhfResponse | undefined;

  constructor(how: string, answer?: UhfResponse) {
    super(how);
    this.answer = answer;
  }
}
const portLost = () => new Fault('port-lost', 'the line to the reader is gone');
