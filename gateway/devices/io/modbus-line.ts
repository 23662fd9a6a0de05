import { Fault } from '../../errors.ts';
import type { Port } from '../device.ts';
import { QuietTimer } from '../quiet-timer.ts';
import { systemTiming } from '../timing.ts';
import type { Timing } from '../timing.ts';
import { encodeModbus, EXCEPTION, ModbusParser } from './modbus-frames.ts';
import type { ModbusFraming, ModbusPiece } from './modbus-frames.ts';

export interface ModbusLineOptions {
  readonly framing: ModbusFraming;
  /** Address of the board on its bus, 1…247. */
  readonly unit?: number;
  /** Boards answer within some 20 ms; the answer must travel, and a network or a busy computer may hold it up. */
  readonly timeoutMs?: number;
  /** Longest silence inside a frame. The standard says 1.5 characters; USB adapters hold bytes back longer. */
  readonly gapMs?: number;
  readonly timing?: Timing;
}

/** Between two frames there must be a silence of 3.5 characters: 4 ms at 9600 baud (over Serial Line §2.5.1.1). */
const PAUSE_MS = 5;
/** After an answer that came torn or not at all, whatever else is still under way is let pass. */
const SETTLE_MS = 100;
/** A board that never stops sending is asked all the same. */
const LONGEST_WAIT_MS = 1000;

const MAX_SILENCES = 2;
/** What is missing of a torn answer still comes, as late as it likes, and tears that to the repetition. */
const MAX_TRIES = 4;

interface Waiting {
  readonly transaction: number;
  readonly request: Uint8Array;
  readonly answer: PromiseWithResolvers<Uint8Array>;
}

/**
 * One request at a time over a line to a Modbus board. A board says nothing to a frame whose CRC is wrong, so silence
 * and torn answers are both met by asking again: every request here may be carried out several times.
 */
export class ModbusLine {
  readonly #port: Port;
  readonly #framing: ModbusFraming;
  readonly #unit: number;
  readonly #timing: Timing;
  readonly #timeoutMs: number;
  readonly #gap: QuietTimer;
  readonly #parser: ModbusParser;
  #waiting: Waiting | undefined;
  #transaction = 0;
  #lost = false;
  #quietUntil = -Infinity;

  constructor(port: Port, options: ModbusLineOptions) {
    this.#port = port;
    this.#framing = options.framing;
    this.#unit = options.unit ?? 1;
    this.#timing = options.timing ?? systemTiming;
    this.#timeoutMs = options.timeoutMs ?? 800;
    this.#parser = new ModbusParser(options.framing);
    this.#gap = new QuietTimer(options.gapMs ?? 50, () => this.#abandon());
    port.onData((bytes) => this.#receive(bytes));
    port.onClose(() => this.close());
  }

  /**
   * Sends a PDU and waits for that of the answer. Not to be called before the last call has settled.
   * @throws Fault `not-supported` when the board refuses, `no-answer`, `port-lost`
   */
  async request(pdu: Uint8Array): Promise<Uint8Array> {
    let silences = 0;
    for (let tries = 1; ; tries++) {
      try {
        const answer = await this.#exchange(pdu);
        // Where the answer was only late, that to the repetition follows; RTU answers do not say to what they belong.
        if (silences > 0 && this.#framing === 'rtu') this.#quietFor(this.#timeoutMs);
        return answer;
      } catch (error) {
        if (!(error instanceof Unanswered)) throw error;
        if (error.message === 'silence') silences += 1;
        if (silences === MAX_SILENCES || tries === MAX_TRIES) throw noAnswer(error);
        this.#quietFor(SETTLE_MS);
      }
    }
  }

  /** Gives up the request under way, with `port-lost`; the line itself is its owner's to close. */
  close(): void {
    this.#lost = true;
    this.#gap.stop();
    this.#waiting?.answer.reject(portLost());
  }

  async #exchange(pdu: Uint8Array): Promise<Uint8Array> {
    await this.#quiet();
    if (this.#lost) throw portLost();
    this.#abandon();
    const transaction = (this.#transaction = (this.#transaction + 1) & 0xffff);
    const answer = Promise.withResolvers<Uint8Array>();
    this.#waiting = { transaction, request: pdu, answer };
    const patience = new QuietTimer(this.#timeoutMs, () =>
      answer.reject(new Unanswered('silence')),
    );
    patience.restart();
    const frame = encodeModbus({ unit: this.#unit, pdu, transaction }, this.#framing);
    try {
      const [heard] = await Promise.all([answer.promise, this.#port.write(frame)]);
      return heard;
    } finally {
      patience.stop();
      this.#waiting = undefined;
      if (this.#framing === 'rtu') this.#quietFor(PAUSE_MS);
    }
  }

  #quietFor(ms: number): void {
    this.#quietUntil = Math.max(this.#quietUntil, this.#timing.now() + ms);
  }

  async #quiet(): Promise<void> {
    const longest = this.#timing.now() + LONGEST_WAIT_MS;
    for (;;) {
      const wait = Math.min(this.#quietUntil, longest) - this.#timing.now();
      if (wait <= 0) return;
      await this.#timing.sleep(wait);
    }
  }

  #receive(bytes: Uint8Array): void {
    this.#gap.stop();
    if (!this.#waiting) this.#quietFor(PAUSE_MS);
    for (const piece of this.#parser.push(bytes)) this.#take(piece);
    if (this.#parser.midFrame) this.#gap.restart();
  }

  #abandon(): void {
    for (const piece of this.#parser.abandon()) this.#take(piece);
  }

  #take(piece: ModbusPiece): void {
    const waiting = this.#waiting;
    if (!waiting) return;
    if (piece.kind === 'garbage') return waiting.answer.reject(new Unanswered('garbled'));
    // What answers another request came too late for its own; what another board of the bus says is not for us.
    const { pdu, transaction = waiting.transaction, unit } = piece;
    const isOurs = unit === this.#unit && transaction === waiting.transaction;
    const [code = 0] = pdu;
    const [asked] = waiting.request;
    if (!isOurs || (code & ~EXCEPTION) !== asked) return;
    if (code & EXCEPTION) waiting.answer.reject(refusal(pdu));
    else waiting.answer.resolve(pdu);
  }
}

/** 1.1b3 §7; 05 and 06 would be repeated by a master with time, and boards of relays know no such thing as being busy. */
const REASONS: Readonly<Record<number, string>> = {
  1: 'it does not know this function',
  2: 'it has no such address',
  3: 'it does not take this value',
  4: 'it has failed',
};

function refusal([code = 0, reason = 0]: Uint8Array): Fault {
  const why = REASONS[reason] ?? 'see its manual';
  const asked = (code & ~EXCEPTION).toString(16).padStart(2, '0');
  return new Fault(
    'not-supported',
    `the board refuses function ${asked} with Modbus exception ${reason}: ${why}`,
  );
}

/** One try that brought nothing; never leaves this file. */
class Unanswered extends Error {}
const noAnswer = (cause: Error) =>
  new Fault('no-answer', 'the board does not answer: power, cable, speed or unit address?', {
    cause,
  });
const portLost = () => new Fault('port-lost', 'the line to the board is gone');
