import { Fault } from '../../errors.ts';
import type { Port } from '../device.ts';
import { QuietTimer } from '../quiet-timer.ts';
import { systemTiming } from '../timing.ts';
import type { Timing } from '../timing.ts';
import { ASK_DONE, askIdentity, askStatus } from './escpos-commands.ts';
import type { Identity, StatusKind } from './escpos-commands.ts';
import { EscposHearing } from './escpos-hearing.ts';
import type { Heard } from './escpos-hearing.ts';
import { hasError, isOffLine } from './escpos-status.ts';
import type { PushedStatus, StatusAnswers } from './escpos-status.ts';

export interface PrinterLineOptions {
  /** Patience with one answer, apart from the time that bytes are under way. */
  readonly answerMs: number;
  /** Milliseconds that a byte is under way; 0 on the network. */
  readonly byteMs: number;
  /** Longest silence inside what a printer says. */
  readonly gapMs?: number;
  readonly timing?: Timing;
}

/** One answer may be lost among what a printer says by itself; two are not. */
const TRIES = 2;
/** After an answer that did not come: so that it is not taken for the next one's. */
const SETTLE_MS = 50;

/**
 * The line to an ESC/POS printer. Questions that are answered at once (DLE EOT), one at a time; and marks in the data
 * (GS r), each answered when what stands before it has gone to paper.
 */
export class PrinterLine {
  readonly #port: Port;
  readonly #options: PrinterLineOptions;
  readonly #timing: Timing;
  readonly #onPushed: (status: PushedStatus) => void;
  readonly #hearing = new EscposHearing();
  readonly #gap: QuietTimer;
  /** Bytes sent in all, and how many of them have certainly arrived. */
  #sent = 0;
  #arrived = 0;
  /** Where the marks stand that are not answered yet. */
  #marks: number[] = [];
  #status: PromiseWithResolvers<number> | undefined;
  #text: PromiseWithResolvers<string> | undefined;
  #news = Promise.withResolvers<undefined>();
  #isLost = false;
  #newsAt = -Infinity;

  /** @param onPushed told of each status that the printer sends by itself */
  constructor(port: Port, onPushed: (status: PushedStatus) => void, options: PrinterLineOptions) {
    this.#port = port;
    this.#onPushed = onPushed;
    this.#options = options;
    this.#timing = options.timing ?? systemTiming;
    this.#gap = new QuietTimer(options.gapMs ?? 200, () => this.#hearing.abandon());
    port.onData((bytes) => this.#receive(bytes));
    port.onClose(() => this.close());
  }

  /** How long an answer may take just now: it comes after all that is still under way. */
  get patienceMs(): number {
    const { answerMs, byteMs } = this.#options;
    return answerMs + (this.#sent - this.#arrived) * byteMs;
  }

  /** When it last said something that is no answer to a question. */
  get newsAt(): number {
    return this.#newsAt;
  }

  /**
   * DLE EOT 1 and 4, and the others where they have something to say. Not to be called before the last call has settled.
   * @throws Fault `no-answer`, `port-lost`
   */
  async ask(): Promise<StatusAnswers> {
    const printer = await this.#askStatus(1);
    const roll = await this.#askStatus(4);
    if (!isOffLine(printer)) return { printer, roll };
    const offLineCause = await this.#askStatus(2);
    if (!hasError(offLineCause)) return { printer, roll, offLineCause };
    return { printer, roll, offLineCause, errorCause: await this.#askStatus(3) };
  }

  /** What it calls itself; undefined where it does not know the question. @throws Fault `port-lost` */
  async identity(what: Identity): Promise<string | undefined> {
    const text = Promise.withResolvers<string>();
    this.#text = text;
    try {
      return await this.#within(text.promise, askIdentity(what));
    } finally {
      this.#text = undefined;
    }
  }

  /** Resolves when the bytes are handed over. @throws Fault `port-lost` */
  async send(bytes: Uint8Array): Promise<void> {
    if (this.#isLost) throw lost();
    this.#sent += bytes.length;
    await this.#port.write(bytes);
  }

  /** Data, and a mark behind it, in one. @throws Fault `port-lost` */
  async mark(data: Uint8Array): Promise<void> {
    const piece = new Uint8Array(data.length + ASK_DONE.length);
    piece.set(data);
    piece.set(ASK_DONE, data.length);
    this.#marks.push(this.#sent + piece.length);
    await this.send(piece);
  }

  /** Resolves when no more than so many marks are unanswered. @throws Fault `port-lost` */
  async answered(most: number): Promise<void> {
    while (this.#marks.length > most) await this.#next();
  }

  /** Marks that are not answered yet never will be: their printer has dropped what stood before them. */
  forgetMarks(): void {
    this.#marks = [];
    this.#tellNews();
  }

  /** @returns false when nothing came for so long. @throws Fault `port-lost` */
  async hears(ms: number, signal?: AbortSignal): Promise<boolean> {
    const silence = new AbortController();
    const waits = this.#timing.sleep(
      ms,
      AbortSignal.any([silence.signal, ...(signal ? [signal] : [])]),
    );
    try {
      return await Promise.race([this.#next().then(() => true), waits.then(() => false)]);
    } finally {
      silence.abort();
    }
  }

  /** Gives up what is waited for, with `port-lost`; the line itself is its owner's to close. */
  close(): void {
    this.#isLost = true;
    this.#gap.stop();
    this.#status?.reject(lost());
    this.#text?.reject(lost());
    this.#tellNews();
  }

  async #askStatus(kind: StatusKind): Promise<number> {
    for (let attempt = 1; attempt <= TRIES; attempt++) {
      const status = Promise.withResolvers<number>();
      this.#status = status;
      try {
        const answer = await this.#within(status.promise, askStatus(kind));
        if (answer !== undefined) return answer;
      } finally {
        this.#status = undefined;
      }
      await this.#timing.sleep(SETTLE_MS);
    }
    throw new Fault('no-answer', 'the printer does not answer: power, cable or speed?');
  }

  /** @returns undefined when no answer came in time */
  async #within<Answer>(
    answer: Promise<Answer>,
    question: Uint8Array,
  ): Promise<Answer | undefined> {
    const silence = Promise.withResolvers<undefined>();
    const asked = this.send(question);
    const arrives = this.#sent;
    const patience = new QuietTimer(this.patienceMs, () => silence.resolve(undefined));
    patience.restart();
    try {
      const heard = await Promise.race([answer, silence.promise, asked.then(() => answer)]);
      if (heard !== undefined) this.#arrived = Math.max(this.#arrived, arrives);
      return heard;
    } finally {
      patience.stop();
    }
  }

  /** Resolves with the next word of the printer that is no answer to a question. */
  async #next(): Promise<void> {
    if (this.#isLost) throw lost();
    await this.#news.promise;
    if (this.#isLost) throw lost();
  }

  #tellNews(): void {
    this.#newsAt = this.#timing.now();
    this.#news.resolve(undefined);
    this.#news = Promise.withResolvers();
  }

  #receive(bytes: Uint8Array): void {
    this.#gap.stop();
    for (const heard of this.#hearing.push(bytes)) this.#take(heard);
    if (this.#hearing.midway) this.#gap.restart();
  }

  #take(heard: Heard): void {
    switch (heard.kind) {
      case 'status':
        return this.#status?.resolve(heard.byte);
      case 'text':
        return this.#text?.resolve(heard.text);
      case 'pushed':
        this.#onPushed(heard.status);
        return this.#tellNews();
      case 'reply':
        this.#arrived = Math.max(this.#arrived, this.#marks.shift() ?? 0);
        return this.#tellNews();
      case 'flow':
      case 'noise':
    }
  }
}

const lost = () => new Fault('port-lost', 'the line to the printer is gone');
