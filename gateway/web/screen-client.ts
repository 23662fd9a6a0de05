/** One page that draws the session: at most one snapshot on its way, and never but the latest waiting. */
import { WebSocket } from 'ws';
import {
  type GatewayMessage,
  type KioskCommand,
  KioskMessage,
  PROTOCOL_VERSION,
  type Snapshot,
} from '../messages.ts';
import { Allowance } from './allowance.ts';

export interface ScreenClientOptions {
  readonly onCommand: (command: KioskCommand) => void;
  /** A page that takes nothing for so long is cut off; it dials again and gets the snapshot of then. Milliseconds. */
  readonly stallMs: number;
  /** Milliseconds of a clock that nobody sets. */
  readonly monotonic: () => number;
}

type Rejection = Extract<GatewayMessage, { kind: 'rejected' }>['reason'];

export class ScreenClient {
  readonly #socket: WebSocket;
  readonly #options: ScreenClientOptions;
  readonly #allowance: Allowance;
  #waiting: Snapshot | undefined;
  #stalled: NodeJS.Timeout | undefined;

  constructor(socket: WebSocket, options: ScreenClientOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#allowance = new Allowance(options.monotonic);
    // ws itself hangs up after a protocol error (1009 for one too long); `close` follows and is what counts.
    socket.on('error', () => undefined);
    socket.on('close', () => clearTimeout(this.#stalled));
  }

  /** Sent at once, or, while the one before is still on its way, when that has left; older ones are dropped. */
  draw(snapshot: Snapshot): void {
    if (this.#stalled) this.#waiting = snapshot;
    else this.#send({ kind: 'snapshot', protocol: PROTOCOL_VERSION, snapshot });
  }

  hear(text: unknown): void {
    if (!this.#allowance.take()) return this.#reject('too-many');
    const message = KioskMessage.safeParse(parsed(text));
    if (!message.success) return this.#reject('malformed');
    if (message.data.protocol !== PROTOCOL_VERSION) return this.#reject('wrong-protocol');
    this.#options.onCommand(message.data.command);
  }

  /** 1001: going away. */
  close = (): void => this.#socket.close(1001);

  #reject(reason: Rejection): void {
    // A page that floods and does not read shall not fill our memory with refusals.
    if (this.#socket.bufferedAmount === 0) {
      this.#socket.send(JSON.stringify({ kind: 'rejected', protocol: PROTOCOL_VERSION, reason }));
    }
  }

  #send(message: GatewayMessage): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    this.#stalled = setTimeout(() => this.#socket.terminate(), this.#options.stallMs);
    this.#socket.send(JSON.stringify(message), () => this.#left());
  }

  #left(): void {
    clearTimeout(this.#stalled);
    this.#stalled = undefined;
    const snapshot = this.#waiting;
    this.#waiting = undefined;
    if (snapshot) this.draw(snapshot);
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
