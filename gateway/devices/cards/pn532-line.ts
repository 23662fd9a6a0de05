import { Fault } from '../../errors.ts';
import type { Port } from '../device.ts';
import { QuietTimer } from '../quiet-timer.ts';
import { systemTiming } from '../timing.ts';
import type { Timing } from '../timing.ts';
import { ACK, encodeCommand, FROM_CHIP, Pn532Parser } from './pn532-frames.ts';
import type { Pn532Piece } from './pn532-frames.ts';

export interface Pn532LineOptions {
  /** From the command to its answer. The chip says within 15 ms that it has understood; a look at the field takes 100. */
  readonly timeoutMs?: number;
  /** Longest silence inside a frame; USB adapters hold bytes back. */
  readonly gapMs?: number;
  readonly timing?: Timing;
}

/** UM0701-02 §7.2.11: a chip in low power needs 55 and some time before it hears; the zeros are the time. */
export const WAKE_UP = Uint8Array.of(0x55, 0x55, ...new Uint8Array(14));
const TRIES = 3;
/** After a try that brought nothing, so long until the next. */
const SETTLE_MS = 30;

interface Waiting {
  readonly command: number;
  readonly answer: PromiseWithResolvers<Uint8Array>;
}

/**
 * One command at a time over the serial line of a PN532. The chip first acknowledges and then answers; what is
 * waited for is the answer, whenever the acknowledgement comes.
 */
export class Pn532Line {
  readonly #port: Port;
  readonly #timing: Timing;
  readonly #timeoutMs: number;
  readonly #gap: QuietTimer;
  readonly #parser = new Pn532Parser();
  #waiting: Waiting | undefined;
  #lost = false;

  constructor(port: Port, options: Pn532LineOptions = {}) {
    this.#port = port;
    this.#timing = options.timing ?? systemTiming;
    this.#timeoutMs = options.timeoutMs ?? 1000;
    this.#gap = new QuietTimer(options.gapMs ?? 100, () => {
      this.#parser.abandon();
      this.#waiting?.answer.reject(new Unanswered('torn'));
    });
    port.onData((bytes) => this.#receive(bytes));
    port.onClose(() => this.close());
  }

  /**
   * Sends a command, again where no answer came, each time waking the chip up: it may have lost its power.
   * @returns the answer's data, without its code
   * @throws Fault `no-answer`, `port-lost`
   */
  async request(command: number, data: Uint8Array): Promise<Uint8Array> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#exchange(command, data, attempt > 1);
      } catch (error) {
        if (!(error instanceof Unanswered)) throw error;
        if (attempt === TRIES) throw noAnswer(error);
        await this.#timing.sleep(SETTLE_MS);
      }
    }
  }

  /** Wakes the chip with its first command. @throws Fault as `request` */
  async wakeWith(command: number, data: Uint8Array): Promise<Uint8Array> {
    await this.#write(WAKE_UP);
    return this.request(command, data);
  }

  /** Gives up the command under way, with `port-lost`; the line itself is its owner's to close. */
  close(): void {
    this.#lost = true;
    this.#gap.stop();
    this.#waiting?.answer.reject(portLost());
  }

  async #exchange(command: number, data: Uint8Array, again: boolean): Promise<Uint8Array> {
    this.#parser.abandon();
    const answer = Promise.withResolvers<Uint8Array>();
    this.#waiting = { command, answer };
    const patience = new QuietTimer(this.#timeoutMs, () =>
      answer.reject(new Unanswered('silence')),
    );
    patience.restart();
    const frame = encodeCommand(command, data);
    try {
      // An ACK ends whatever the chip is still doing (§6.2.1.3).
      const bytes = again ? Uint8Array.of(...WAKE_UP, ...ACK, ...frame) : frame;
      const [heard] = await Promise.all([answer.promise, this.#write(bytes)]);
      return heard;
    } finally {
      patience.stop();
      this.#waiting = undefined;
    }
  }

  async #write(bytes: Uint8Array): Promise<void> {
    if (this.#lost) throw portLost();
    await this.#port.write(bytes);
  }

  #receive(bytes: Uint8Array): void {
    this.#gap.stop();
    for (const piece of this.#parser.push(bytes)) this.#take(piece);
    if (this.#parser.midFrame) this.#gap.restart();
  }

  #take(piece: Pn532Piece): void {
    const waiting = this.#waiting;
    if (!waiting || piece.kind === 'ack') return;
    if (piece.kind !== 'information') return waiting.answer.reject(new Unanswered(piece.kind));
    // What answers another command came too late for its own.
    if (piece.tfi !== FROM_CHIP || piece.command !== waiting.command + 1) return;
    waiting.answer.resolve(piece.data);
  }
}

/** One try that brought nothing; never leaves this file. */
class Unanswered extends Error {}
const noAnswer = (cause: Error) =>
  new Fault('no-answer', 'the card reader does not answer: power, cable or speed?', { cause });
const portLost = () => new Fault('port-lost', 'the line to the card reader is gone');
