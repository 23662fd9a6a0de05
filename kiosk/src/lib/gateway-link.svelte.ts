/** The touchscreen's line to the gateway: the snapshot comes in, commands go out. */
import { PROTOCOL_VERSION } from '#gateway/messages.ts';
import type { KioskCommand, KioskMessage } from '#gateway/kiosk-command.ts';
import type { GatewayMessage, Snapshot } from '#gateway/messages.ts';
import { LiveSocket } from './live-socket.ts';

/** How often a touch that is no command says that somebody is here, in milliseconds. */
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
  readonly #socket: LiveSocket;
  #lastHere = -Infinity;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#socket = new LiveSocket({
      url: options.url,
      onMessage: (data) => this.#hear(data),
      onLost: () => this.#lose(),
    });
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
    this.connected = false;
    this.#socket.close();
  }

  #lose(): boolean {
    this.connected = false;
    return true;
  }

  #say(command: KioskCommand): boolean {
    return this.#socket.say({ protocol: PROTOCOL_VERSION, command } satisfies KioskMessage);
  }

  #hear(data: string): void {
    const message = JSON.parse(data) as GatewayMessage;
    if (message.protocol !== PROTOCOL_VERSION) return this.#options.reload();
    if (message.kind === 'rejected') return reportError(new Error(`rejected: ${message.reason}`));
    this.#socket.understood();
    this.connected = true;
    this.snapshot = message.snapshot;
  }
}
