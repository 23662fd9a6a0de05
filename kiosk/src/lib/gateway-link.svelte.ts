/** The one WebSocket to the gateway: the snapshot comes in, commands go out, and it comes back by itself. */
import { PROTOCOL_VERSION } from '#gateway/messages.ts';
import type { GatewayMessage, KioskCommand, KioskMessage, Snapshot } from '#gateway/messages.ts';

/** Milliseconds. Both programs are on one machine: a restart of the gateway takes seconds, so the waits stay short. */
const FIRST_WAIT = 250;
const LONGEST_WAIT = 4000;
/** How often a touch that is no command says that somebody is here. */
const HERE_EVERY = 2000;

export interface LinkOptions {
  /** `ws:` or `wss:` */
  readonly url: string;
  /** The gateway speaks another protocol: fetch the page that fits it. */
  readonly reload: () => void;
}

export class GatewayLink {
  /** The last thing heard; undefined until the gateway has answered once. */
  snapshot = $state.raw<Snapshot>();
  connected = $state(false);

  readonly #options: LinkOptions;
  #socket: WebSocket | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #wait = FIRST_WAIT;
  #lastHere = -Infinity;
  #closed = false;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#open();
  }

  /** Sends a tap; dropped while nobody listens. Double taps are the gateway's to tell (rule S4). */
  readonly send = (command: KioskCommand): void => {
    this.#say(command);
  };

  /** Any touch: tells the gateway, now and then, that the person is still there. */
  readonly touched = (): void => {
    const now = performance.now();
    if (now - this.#lastHere < HERE_EVERY) return;
    if (this.#say({ kind: 'here' })) this.#lastHere = now;
  };

  close(): void {
    this.#closed = true;
    clearTimeout(this.#retry);
    this.#socket?.close();
  }

  #say(command: KioskCommand): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    const message: KioskMessage = { protocol: PROTOCOL_VERSION, command };
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  #open(): void {
    const socket = new WebSocket(this.#options.url);
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => this.#hear(String(data)));
    // An error is always followed by a close, so this is the one place that tries again.
    socket.addEventListener('close', () => this.#reopen());
  }

  #reopen(): void {
    this.connected = false;
    if (this.#closed) return;
    this.#retry = setTimeout(() => this.#open(), this.#wait);
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT);
  }

  #hear(data: string): void {
    const message = JSON.parse(data) as GatewayMessage;
    if (message.protocol !== PROTOCOL_VERSION) return this.#options.reload();
    if (message.kind === 'rejected') return reportError(new Error(`rejected: ${message.reason}`));
    this.#wait = FIRST_WAIT;
    this.connected = true;
    this.snapshot = message.snapshot;
  }
}
