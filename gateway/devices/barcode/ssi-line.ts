import { Fault } from '../../errors.ts';
import type { Port } from '../device.ts';
import { QuietTimer } from '../quiet-timer.ts';
import { encodeSsi, RESEND, SSI, SsiParser } from './ssi-frames.ts';
import type { SsiPacket, SsiPiece } from './ssi-frames.ts';

export interface SsiLineOptions {
  /** From a command to its answer: a scanner has two seconds by the protocol. */
  readonly timeoutMs?: number;
  /** Longest silence inside a packet. */
  readonly gapMs?: number;
}

interface Waiting {
  readonly expected: number;
  readonly answer: PromiseWithResolvers<Uint8Array>;
}

const TRIES = 3;

/**
 * The line to a scanner of SSI: commands one at a time, and the scanner's own packets, each acknowledged as soon as it
 * is there; the scanner waits two seconds for that before it says it again.
 */
export class SsiLine {
  readonly #port: Port;
  readonly #timeoutMs: number;
  readonly #gap: QuietTimer;
  readonly #parser = new SsiParser();
  readonly #onRead: (packet: SsiPacket) => void;
  readonly #onFault: (fault: Fault) => void;
  #waiting: Waiting | undefined;
  #queue: Promise<unknown> = Promise.resolve();
  #lost = false;

  /** @param onRead told of each packet of what was scanned, repeated ones too */
  constructor(
    port: Port,
    onRead: (packet: SsiPacket) => void,
    onFault: (fault: Fault) => void,
    { gapMs = 100, timeoutMs = 2000 }: SsiLineOptions = {},
  ) {
    this.#port = port;
    this.#onRead = onRead;
    this.#onFault = onFault;
    this.#timeoutMs = timeoutMs;
    this.#gap = new QuietTimer(gapMs, () => {
      this.#parser.abandon();
      this.#askAgain();
    });
    port.onData((bytes) => this.#receive(bytes));
    port.onClose(() => this.close());
  }

  /**
   * Sends a command, and again where nothing came or the scanner did not understand.
   * @param expected opcode of the answer: an ACK, where the command asks for nothing
   * @returns the answer's data
   * @throws Fault `no-answer`, `port-lost`
   */
  request(opcode: number, data?: Uint8Array, expected: number = SSI.ack): Promise<Uint8Array> {
    const turn = this.#queue.then(() => this.#try(opcode, data, expected));
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  /** Gives up the command under way; the line itself is its owner's to close. */
  close(): void {
    this.#lost = true;
    this.#gap.stop();
    this.#waiting?.answer.reject(portLost());
  }

  async #try(opcode: number, data: Uint8Array | undefined, expected: number): Promise<Uint8Array> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#exchange(encodeSsi(opcode, data, attempt > 1), expected);
      } catch (error) {
        if (!(error instanceof Unanswered)) throw error;
        if (attempt === TRIES) throw noAnswer(error);
      }
    }
  }

  async #exchange(frame: Uint8Array, expected: number): Promise<Uint8Array> {
    if (this.#lost) throw portLost();
    const answer = Promise.withResolvers<Uint8Array>();
    this.#waiting = { expected, answer };
    const timer = setTimeout(() => answer.reject(new Unanswered('silence')), this.#timeoutMs);
    try {
      const [heard] = await Promise.all([answer.promise, this.#port.write(frame)]);
      return heard;
    } finally {
      clearTimeout(timer);
      this.#waiting = undefined;
    }
  }

  #receive(bytes: Uint8Array): void {
    this.#gap.stop();
    for (const piece of this.#parser.push(bytes)) this.#take(piece);
    if (this.#parser.midFrame) this.#gap.restart();
  }

  #take(piece: SsiPiece): void {
    if (piece.kind === 'torn') return this.#askAgain();
    const { packet } = piece;
    if (packet.opcode === SSI.decodeData || packet.opcode === SSI.event) {
      this.#say(encodeSsi(SSI.ack));
    }
    if (packet.opcode === SSI.decodeData) return this.#onRead(packet);
    if (packet.opcode === SSI.nak) this.#waiting?.answer.reject(new Unanswered('refused'));
    else if (packet.opcode === this.#waiting?.expected) this.#waiting.answer.resolve(packet.data);
  }

  #askAgain(): void {
    this.#say(encodeSsi(SSI.nak, Uint8Array.of(RESEND)));
  }

  /** What is said unasked: nobody waits for it, but a line that will not take it is lost. */
  #say(frame: Uint8Array): void {
    this.#port.write(frame).catch((error: unknown) => {
      this.#onFault(error instanceof Fault ? error : portLost(error));
    });
  }
}

/** One try that brought nothing; never leaves this file. */
class Unanswered extends Error {}
const noAnswer = (cause: Error) =>
  new Fault('no-answer', 'the scanner does not answer: power, cable, speed, or no SSI?', { cause });
const portLost = (cause?: unknown) =>
  new Fault('port-lost', 'the line to the scanner is gone', { cause });
