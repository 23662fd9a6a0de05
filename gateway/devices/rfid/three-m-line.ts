import { Fault } from '../../errors.ts';
import type { Port, Uid } from '../device.ts';
import { QuietTimer } from '../quiet-timer.ts';
import { systemTiming } from '../timing.ts';
import type { Timing } from '../timing.ts';
import {
  answerOf,
  COMMAND,
  request,
  uidOf,
  versionAnswer,
  versionRequestD5,
} from './d6-commands.ts';
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

/** The answer in a frame; undefined where the frame is not what was asked for. */
type Reading<Answer> = (frame: D6Frame) => Answer | undefined;

interface Waiting {
  readonly hear: (frame: D6Frame) => void;
  readonly giveUp: (error: Error) => void;
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
  request(asked: D6Request): Promise<D6Answer> {
    const frame = frameOf(asked);
    return this.#ask(
      Array.from({ length: TRIES }, () => frame),
      answerTo(asked),
    );
  }

  /**
   * The four bytes of the reader's version. Asked for as the specification of the 210 has it, and in the frames in
   * which the maker's own software asks the 810: no capture shows an 810 that is asked in the other way.
   * @throws Fault `no-answer`, `port-lost`
   */
  version(): Promise<Uint8Array> {
    const plain = frameOf({ command: COMMAND.version });
    return this.#ask([plain, versionRequestD5(), plain], versionAnswer);
  }

  /**
   * Sends once what not every reader is known to understand. Silence and errors are as good as an answer.
   * @throws Fault `port-lost`
   */
  async suggest(asked: D6Request): Promise<void> {
    try {
      await this.#exchange(frameOf(asked), answerTo(asked));
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error;
      await this.#timing.sleep(SETTLE_MS);
    }
  }

  async #ask<Answer>(tries: readonly Uint8Array[], read: Reading<Answer>): Promise<Answer> {
    for (const [index, frame] of tries.entries()) {
      try {
        return await this.#exchange(frame, read);
      } catch (error) {
        if (!(error instanceof Unanswered)) throw error;
        if (index < tries.length - 1) await this.#timing.sleep(SETTLE_MS);
      }
    }
    throw new Fault('no-answer', 'the reader does not answer: power, cable or speed?');
  }

  /** Gives up the request under way, with `port-lost`; the line itself is its owner's to close. */
  close(): void {
    this.#lost = true;
    this.#gap.stop();
    this.#waiting?.giveUp(portLost());
  }

  async #exchange<Answer>(request: Uint8Array, read: Reading<Answer>): Promise<Answer> {
    if (this.#lost) throw portLost();
    this.#parser.abandon();
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const hear = (frame: D6Frame) => {
      const answer = read(frame);
      if (answer !== undefined) resolve(answer);
    };
    this.#waiting = { hear, giveUp: reject };
    const patience = new QuietTimer(this.#timeoutMs, () => reject(new Unanswered('silence')));
    patience.restart();
    try {
      const [answer] = await Promise.all([promise, this.#port.write(request)]);
      return answer;
    } finally {
      patience.stop();
      this.#gap.stop();
      this.#waiting = undefined;
    }
  }

  #receive(bytes: Uint8Array): void {
    this.#gap.stop();
    const pieces = this.#parser.push(bytes);
    for (const piece of pieces) if (piece.kind === 'frame') this.#waiting?.hear(piece);
    // Noise before an answer does no harm; an answer that is torn will not come again.
    if (pieces.some(isTorn)) this.#giveUp();
    if (this.#waiting) this.#gap.restart();
  }

  #giveUp(): void {
    this.#waiting?.giveUp(new Unanswered('garbled'));
  }
}

const isTorn = (piece: D6Piece) => piece.kind === 'garbage' && piece.looks === 'torn';

const frameOf = ({ command, uid, fields = [] }: D6Request): Uint8Array =>
  request(command, ...(uid === undefined ? [] : uidBytes(uid)), ...fields);

/** What answers another command, or speaks of another tag, came too late for its own request. */
const answerTo =
  (asked: D6Request): Reading<D6Answer> =>
  (frame) => {
    const answer = answerOf(frame);
    if (answer?.command !== asked.command) return undefined;
    const isOfTag = asked.uid === undefined || (uidOf(answer.data) ?? asked.uid) === asked.uid;
    return isOfTag ? answer : undefined;
  };

/** One try that brought nothing; never leaves this file. */
class Unanswered extends Error {}
const portLost = () => new Fault('port-lost', 'the line to the reader is gone');
