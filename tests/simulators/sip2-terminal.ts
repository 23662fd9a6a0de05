/** A terminal of another maker at the end of a real line: says what a test says, letter by letter if need be, and hears what comes. */
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

const CR = 0x0d;
/** Far longer than an answer takes; a test that waits so long has failed. */
const PATIENCE_MS = 90_000;

export interface TerminalOptions {
  /** Of a server whose certificate is believed. */
  readonly tls?: { readonly ca: string };
  readonly encoding?: BufferEncoding;
}

export class Sip2Terminal {
  readonly socket: Socket;
  readonly #encoding: BufferEncoding;
  #heard = Buffer.alloc(0);
  #isClosed = false;
  #listeners = new Set<() => void>();

  private constructor(socket: Socket, encoding: BufferEncoding) {
    this.socket = socket;
    this.#encoding = encoding;
    socket.on('data', (chunk: Buffer) => {
      this.#heard = Buffer.concat([this.#heard, chunk]);
      this.#tell();
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.#isClosed = true;
      this.#tell();
    });
  }

  static async connect(
    port: number,
    { tls, encoding = 'utf8' }: TerminalOptions = {},
  ): Promise<Sip2Terminal> {
    const at = { port, host: '127.0.0.1' };
    const socket = tls ? connectTls({ ...at, ca: tls.ca, servername: 'localhost' }) : connect(at);
    const terminal = new Sip2Terminal(socket, encoding);
    await once(socket, tls ? 'secureConnect' : 'connect');
    socket.setNoDelay(true);
    return terminal;
  }

  /** Bytes as they are. */
  write(bytes: string | Uint8Array): void {
    this.socket.write(typeof bytes === 'string' ? Buffer.from(bytes, this.#encoding) : bytes);
  }

  /** One message, and the next reply to come, without its CR. */
  async ask(message: string): Promise<string> {
    this.write(`${message}\r`);
    return this.reply();
  }

  /** @throws Error when the line ends, or nothing comes */
  async reply(): Promise<string> {
    await this.#until(() => this.#heard.includes(CR), 'a reply');
    const end = this.#heard.indexOf(CR);
    const reply = this.#heard.subarray(0, end).toString(this.#encoding);
    this.#heard = this.#heard.subarray(end + 1);
    return reply;
  }

  async replies(count: number): Promise<string[]> {
    const all: string[] = [];
    while (all.length < count) all.push(await this.reply());
    return all;
  }

  /** Until the other side has ended the line; @returns what came and was not read */
  async closed(): Promise<string> {
    if (!this.#isClosed) await this.#until(() => this.#isClosed, 'the end of the line', true);
    return this.#heard.toString(this.#encoding);
  }

  /** Says no more, and goes on hearing. */
  end(): void {
    this.socket.end();
  }

  cut(): void {
    this.socket.destroy();
  }

  async #until(is: () => boolean, what: string, mayClose = false): Promise<void> {
    const deadline = AbortSignal.timeout(PATIENCE_MS);
    while (!is()) {
      if (this.#isClosed && !mayClose) throw new Error(`the line ended while ${what} was awaited`);
      if (deadline.aborted) throw new Error(`${what} did not come`);
      await this.#next(deadline);
    }
  }

  #next(deadline: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.#listeners.delete(done);
        deadline.removeEventListener('abort', done);
        resolve();
      };
      this.#listeners.add(done);
      deadline.addEventListener('abort', done);
    });
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
