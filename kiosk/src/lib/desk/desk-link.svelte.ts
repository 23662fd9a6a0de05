/** The desk's line to the gateway: the snapshot comes in, commands go out. Open only while somebody is signed in. */
import { DESK_PROTOCOL_VERSION } from '#gateway/desk-messages.ts';
import type { DeskAnswer, DeskCommand, DeskMessage, DeskSnapshot } from '#gateway/desk-messages.ts';
import { LiveSocket } from '../live-socket.ts';

export interface DeskLinkOptions {
  /** `ws:` or `wss:` */
  readonly url: string;
  /** The gateway speaks another protocol: fetch the page that fits it. */
  readonly reload: () => void;
  /** The session may be over: signed out by the clock, by another desk, or by a restart of the gateway. */
  readonly onLost: () => void;
}

export class DeskLink {
  /** The last thing heard; undefined until the gateway has answered once. */
  snapshot = $state.raw<DeskSnapshot>();
  connected = $state(false);

  readonly #options: DeskLinkOptions;
  readonly #socket: LiveSocket;

  constructor(options: DeskLinkOptions) {
    this.#options = options;
    this.#socket = new LiveSocket({
      url: options.url,
      onMessage: (data) => this.#hear(data),
      onLost: () => this.#lose(),
    });
  }

  readonly send = (command: DeskCommand): void => {
    this.#socket.say({ protocol: DESK_PROTOCOL_VERSION, command } satisfies DeskMessage);
  };

  close(): void {
    this.connected = false;
    this.#socket.close();
  }

  #lose(): void {
    this.connected = false;
    this.#options.onLost();
  }

  #hear(data: string): void {
    const message = JSON.parse(data) as DeskAnswer;
    if (message.protocol !== DESK_PROTOCOL_VERSION) return this.#options.reload();
    if (message.kind === 'rejected') return this.#refused(message.reason);
    this.#socket.understood();
    this.connected = true;
    this.snapshot = message.snapshot;
  }

  #refused(reason: string): void {
    if (reason === 'signed-out') this.#options.onLost();
    else reportError(new Error(`rejected: ${reason}`));
  }
}
