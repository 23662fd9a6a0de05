/** One WebSocket that comes back by itself. */

/** Milliseconds. Both programs are on one machine: a restart of the gateway takes seconds, so the waits stay short. */
const FIRST_WAIT = 250;
const LONGEST_WAIT = 4000;

export interface LiveSocketOptions {
  /** `ws:` or `wss:` */
  readonly url: string;
  readonly onMessage: (data: string) => void;
  /**
   * The line is gone, with the other side's reason (RFC 6455 §7.4).
   * @returns false when it is not to be dialled again
   */
  readonly onLost: (code: number) => boolean;
}

export class LiveSocket {
  readonly #options: LiveSocketOptions;
  #socket: WebSocket | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #wait = FIRST_WAIT;
  #closed = false;

  constructor(options: LiveSocketOptions) {
    this.#options = options;
    this.#open();
  }

  /** @returns false while nobody listens: the message is dropped, never kept for whoever stands there later */
  say(message: object): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  /** The other side has made sense: the next loss is dialled again at once. */
  understood(): void {
    this.#wait = FIRST_WAIT;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#retry);
    this.#socket?.close();
  }

  #open(): void {
    const socket = new WebSocket(this.#options.url);
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => this.#options.onMessage(String(data)));
    // An error is always followed by a close, so this is the one place that tries again.
    socket.addEventListener('close', ({ code }) => this.#reopen(code));
  }

  #reopen(code: number): void {
    if (this.#closed || !this.#options.onLost(code)) return;
    this.#retry = setTimeout(() => this.#open(), this.#wait);
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT);
  }
}

/** The WebSocket at `path` of the address that the page came from. */
export const socketUrl = (path: string): string =>
  Object.assign(new URL(path, location.href), {
    protocol: location.protocol === 'https:' ? 'wss:' : 'ws:',
  }).href;
