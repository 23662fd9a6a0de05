import type { Socket } from 'node:net';
import { decodeBytes } from '#server/sip2/protocol/decode.ts';
import { encode, encodeText } from '#server/sip2/protocol/encode.ts';
import type { EncodeOptions } from '#server/sip2/protocol/encode.ts';
import { isBelievable } from '#server/sip2/protocol/checksum.ts';
import { FrameParser } from '#server/sip2/protocol/framing.ts';
import type { Frame } from '#server/sip2/protocol/framing.ts';
import type { Message, Outgoing, Request } from '#server/sip2/protocol/message.ts';
import { isReadable } from '#server/sip2/protocol/message.ts';
import { readText } from '#server/sip2/protocol/charset.ts';
import { REPLY_TO } from '#server/sip2/protocol/messages.ts';
import type { Dialect } from './rules/dialect.ts';

export type { Request };

/** How a line ended on which an answer was awaited: the peer hung up, nothing came in time, or we gave it up. */
export type Ending = 'hung-up' | 'timed-out' | 'given-up';

/** What became of one question. After `not-written` and `unheard` the line is gone. */
export type Exchange =
  | { readonly kind: 'reply'; readonly message: Message }
  /** 98 instead of a reply: the peer's status has changed, and it did nothing (SIP 2.00, ACS status). */
  | { readonly kind: 'status'; readonly message: Message }
  /** The line was gone before anything was written: certainly not done. */
  | { readonly kind: 'not-written' }
  /** The peer said each time that it could not read the request (96): certainly not done. */
  | { readonly kind: 'not-read' }
  /** Written, and no reply that could be believed: it may have been done. */
  | { readonly kind: 'unheard'; readonly why: string; readonly ending: Ending };

/** What goes over the line, for whoever looks on. Secrets are in it: hide them before they are shown. */
export type OnTraffic = (direction: 'sent' | 'received', text: string) => void;

interface Question {
  readonly request: Request;
  readonly sequence: string;
  /** Messages that may still be sent again, of any kind. */
  triesLeft: number;
  /** The last thing said was 97: its reply need not carry the sequence number. */
  askedAgain: boolean;
  readonly settle: (exchange: Exchange) => void;
}

/** One open socket on which one question is asked at a time, by the rules of error detection (SIP 2.00). */
export class Sip2Line {
  readonly #socket: Socket;
  readonly #dialect: Dialect;
  readonly #onTraffic: OnTraffic;
  readonly #parser = new FrameParser();
  #sequence = 0;
  #question: Question | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(socket: Socket, dialect: Dialect, onTraffic: OnTraffic = () => undefined) {
    this.#socket = socket;
    this.#dialect = dialect;
    this.#onTraffic = onTraffic;
    socket.on('data', (chunk: Uint8Array) => this.#hear(chunk));
    socket.on('error', () => socket.destroy());
    socket.on('end', () => this.#drop('it hung up', 'hung-up'));
    socket.on('close', () => this.#drop('it hung up', 'hung-up'));
  }

  get isOpen(): boolean {
    return this.#socket.writable && !this.#socket.destroyed;
  }

  onClose(listener: () => void): void {
    if (this.#socket.closed) listener();
    else this.#socket.once('close', listener);
  }

  close(): void {
    this.#drop('we hung up');
  }

  /** @throws Error when another question has not been answered yet: that is a fault of the caller */
  exchange(request: Request): Promise<Exchange> {
    if (this.#question)
      throw new Error(`${request.code} asked before ${this.#question.request.code} was answered`);
    if (!this.isOpen) return Promise.resolve({ kind: 'not-written' });
    return new Promise((settle) => {
      const sequence = String(this.#sequence);
      this.#sequence = (this.#sequence + 1) % 10;
      const triesLeft = this.#dialect.retries;
      this.#question = { request, sequence, triesLeft, askedAgain: false, settle };
      this.#send(request, sequence);
    });
  }

  /** The limit is for each message that is sent; what the peer says meanwhile does not lengthen it. */
  #send(message: Outgoing, sequence: string | undefined): void {
    const options: EncodeOptions = {
      charset: this.#dialect.charset,
      errorDetection: this.#dialect.errorDetection || message.code === '97',
      checksumMode: this.#dialect.checksumMode,
      terminator: this.#dialect.terminator === 'cr' ? '\r' : '\r\n',
      ...(sequence === undefined ? {} : { sequence }),
    };
    this.#onTraffic('sent', encodeText(message, options));
    this.#socket.write(encode(message, options));
    clearTimeout(this.#timer);
    const { timeoutSeconds } = this.#dialect;
    this.#timer = setTimeout(
      () => this.#drop(`no reply within ${timeoutSeconds} s`, 'timed-out'),
      timeoutSeconds * 1000,
    );
  }

  #hear(chunk: Uint8Array): void {
    for (const frame of this.#parser.push(chunk)) this.#take(frame);
  }

  #take(frame: Frame): void {
    if (frame.kind === 'too-long') return this.#drop('its message has no end');
    this.#onTraffic('received', readText(frame.bytes, this.#dialect.charset).text);
    const question = this.#question;
    // Nothing was asked: whatever this belongs to, the next reply might be one too late as well.
    if (!question) return this.#drop('it spoke unasked');
    const message = decodeBytes(frame.bytes, this.#dialect.charset);
    if (isReadable(message) && isBelievable(message, this.#dialect.checksumCheck)) {
      this.#judge(message, question);
    } else this.#askAgain(question);
  }

  #judge(message: Message, question: Question): void {
    if (message.code === '96') this.#repeat(question);
    else if (this.#isOfAnother(message, question)) return;
    else if (message.code === REPLY_TO[question.request.code])
      this.#settle({ kind: 'reply', message });
    else if (message.code === '98') this.#settle({ kind: 'status', message });
  }

  /** A reply that is sent again has no number, or one of the peer's own liking. */
  #isOfAnother({ sequence }: Message, question: Question): boolean {
    if (!this.#dialect.errorDetection || !this.#dialect.sequenceEchoed) return false;
    return sequence !== undefined && !question.askedAgain && sequence !== question.sequence;
  }

  /** Not after our 97: then the peer has no reply to send again, and the line is of no use (SIP 2.00, error detection). */
  #repeat(question: Question): void {
    if (question.askedAgain) return this.#drop('it cannot send its reply again');
    if (question.triesLeft-- <= 0) return this.#settle({ kind: 'not-read' });
    this.#send(question.request, question.sequence);
  }

  #askAgain(question: Question): void {
    if (question.triesLeft-- <= 0) return this.#drop('its replies cannot be read');
    question.askedAgain = true;
    this.#send({ code: '97', fixed: {}, fields: [] }, undefined);
  }

  #settle(exchange: Exchange): void {
    clearTimeout(this.#timer);
    const question = this.#question;
    this.#question = undefined;
    question?.settle(exchange);
  }

  /** A late reply must never answer the next question, so the line goes with the question. */
  #drop(why: string, ending: Ending = 'given-up'): void {
    this.#socket.destroy();
    this.#settle({ kind: 'unheard', why, ending });
  }
}
