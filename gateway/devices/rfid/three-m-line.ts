import { Fault } from '../../errors.ts';
import type { Port, Uid } from '../device.ts';
import { QuietTimer } from '../quiet-timer.ts';
import { systemTiming } from '../timing.ts';
import type { Timing } from '../timing.ts';
import { answerOf, request, uidOf } from './d6-commands.ts';
import type { D6Answer } from './d6-commands.ts';
import { D6Parser } from './d6-frames.ts';
import type { D6Frame, D6Piece } from './d6-frames.ts';
import { uidBytes } from './uid.ts';

export interface ThreeMLineOptions {
  /** How long an answer may take, radio and line together. Drivers in the field give it 500 ms. */
  readonly timeoutMs?: number;
  /** Longest silence inside a frame. Drivers in the field allow 100 ms. */
  readonly gapMs?: number;
  readonly timing?: Timing;
}

export interface D6Request {
  readonly command: number;
  /** The tag that it is for. */
  readonly uid?: Uid;
  readonly fields?: Iterable<number>;
}

/** After so many requests without a right answer the line has to be opened anew. */
const TRIES = 3;
/** After an answer that came late or torn, whatever else is still under way is let pass before the next request. */
const SETTLE_MS = 50;

interface Waiting {
  readonly asked: D6Request;
  readonly answer: PromiseWithResolvers<D6Answer>;
}

/**
 * One request at a time over a line to a 3M reader, which ignores whatever is sent before its answer has gone out
 * (3M 210 specification §2). What is asked may safely be asked again: it says what shall be, not what shall change.
 */
export class ThreeMLine {
  readonly #port: Port;
  readonly #timing: Timing;
  readonly #timeoutMs: number;
  readonly #gap: QuietTimer;
  readonly #parser = new D6Parser();
  #waiting: Waiting | undefined;
  #lost = false;

  constructor(port: Port, options: ThreeMLineOptions = {}) {
    this.#port = port;
    this.#timing = options.timing ?? systemTiming;
    this.#timeoutMs = options.timeoutMs ?? 1000;
    this.#gap = new QuietTimer(options.gapMs ?? 100, () => this.#giveUp());
    port.onData((bytes) => this.#receive(bytes));
    port.onClose(() => this.close());
  }

  /**
   * Sends a command and waits for its answer, whatever error that tells of. Not to be called before the last call
   * has settled.
   * @throws Fault `no-answer`, `port-lost`
   */
  async request(asked: D6Request): Promise<D6Answer> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#exchange(asked);
      } catch (error) {
        if (!(error instanceof Unanswered)) throw error;
        if (attempt === TRIES) throw noAnswer(error);
        await this.#timing.sleep(SETTLE_MS);
      }
    }
  }

  /** Gives up the request under way, with `port-lost`; the line itself is its owner's to close. */
  close(): void {
    this.#lost = true;
    this.#gap.stop();
    this.#waiting?.answer.reject(portLost());
  }

  async #exchange(asked: D6Request): Promise<D6Answer> {
    if (this.#lost) throw portLost();
    this.#parser.abandon();
    const answer = Promise.withResolvers<D6Answer>();
    this.#waiting = { asked, answer };
    const timer = setTimeout(() => answer.reject(new Unanswered('silence')), this.#timeoutMs);
    try {
      const [response] = await Promise.all([answer.promise, this.#port.write(frameOf(asked))]);
      return response;
    } finally {
      clearTimeout(timer);
      this.#gap.stop();
      this.#waiting = undefined;
    }
  }

  #receive(bytes: Uint8Array): void {
    this.#gap.stop();
    const pieces = this.#parser.push(bytes);
    for (const piece of pieces) if (piece.kind === 'frame') this.#take(piece);
    // Noise before an answer does no harm; an answer that is torn will not come again.
    if (pieces.some(isTorn)) this.#giveUp();
    if (this.#waiting) this.#gap.restart();
  }

  #take(frame: D6Frame): void {
    const answer = answerOf(frame);
    if (answer && this.#waiting && answers(answer, this.#waiting.asked)) {
      this.#waiting.answer.resolve(answer);
    }
  }

  #giveUp(): void {
    this.#waiting?.answer.reject(new Unanswered('garbled'));
  }
}

const isTorn = (piece: D6Piece) => piece.kind === 'garbage' && piece.looks === 'torn';

const frameOf = ({ command, uid, fields = [] }: D6Request): Uint8Array =>
  request(command, ...(uid === undefined ? [] : uidBytes(uid)), ...fields);

/** What answers another command, or speaks of another tag, came too late for its own request. */
function answers({ command, data }: D6Answer, asked: D6Request): boolean {
  if (command !== asked.command) return false;
  return asked.uid === undefined || (uidOf(data) ?? asked.uid) === asked.uid;
}

/** One try that brought nothing; never leaves this file. */
class Unanswered extends Error {}
const noAnswer = (cause: unknown) =>
  new Fault('no-answer', 'the reader does not answer: power, cable or speed?', { cause });
const portLost = () => new Fault('port-lost', 'the line to the reader is gone');
