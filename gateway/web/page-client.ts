/** One page that draws snapshots: at most one on its way, and never but the latest waiting. */
import { WebSocket } from 'ws';
import type { z } from 'zod';
import { Allowance } from './allowance.ts';

export interface PageClientOptions<Command> {
  /** What the page may send. */
  readonly message: z.ZodType<{ readonly protocol: number; readonly command: Command }>;
  /** The version that is spoken here. */
  readonly protocol: number;
  readonly onCommand: (command: Command) => void;
  /** A page that takes nothing for so long is cut off; it dials again and gets the snapshot of then. Milliseconds. */
  readonly stallMs: number;
  /** Milliseconds of a clock that nobody sets. */
  readonly monotonic: () => number;
}

export class PageClient<Snapshot, Command> {
  readonly #socket: WebSocket;
  readonly #options: PageClientOptions<Command>;
  readonly #allowance: Allowance;
  #waiting: { readonly snapshot: Snapshot } | undefined;
  #stalled: NodeJS.Timeout | undefined;

  constructor(socket: WebSocket, options: PageClientOptions<Command>) {
    this.#socket = socket;
    this.#options = options;
    this.#allowance = new Allowance(options.monotonic);
    // ws itself hangs up after a protocol error (1009 for one too long); `close` follows and is what counts.
    socket.on('error', () => undefined);
    socket.on('close', () => clearTimeout(this.#stalled));
  }

  /** Sent at once, or, while the one before is still on its way, when that has left; older ones are dropped. */
  draw(snapshot: Snapshot): void {
    if (this.#stalled) this.#waiting = { snapshot };
    else this.#send(snapshot);
  }

  hear(text: unknown): void {
    if (!this.#allowance.take()) return this.reject('too-many');
    const message = this.#options.message.safeParse(parsed(text));
    if (!message.success) return this.reject('malformed');
    if (message.data.protocol !== this.#options.protocol) return this.reject('wrong-protocol');
    this.#options.onCommand(message.data.command);
  }

  reject(reason: string): void {
    // A page that floods and does not read shall not fill our memory with refusals.
    if (this.#socket.bufferedAmount === 0) {
      const { protocol } = this.#options;
      this.#socket.send(JSON.stringify({ kind: 'rejected', protocol, reason }));
    }
  }

  /** 1001: going away. */
  close = (): void => this.#socket.close(1001);

  #send(snapshot: Snapshot): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    const { protocol, stallMs } = this.#options;
    this.#stalled = setTimeout(() => this.#socket.terminate(), stallMs);
    this.#socket.send(JSON.stringify({ kind: 'snapshot', protocol, snapshot }), () => this.#left());
  }

  #left(): void {
    clearTimeout(this.#stalled);
    this.#stalled = undefined;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting) this.draw(waiting.snapshot);
  }
}

function parsed(text: unknown): unknown {
  if (typeof text !== 'string') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
