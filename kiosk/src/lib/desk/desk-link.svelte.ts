/** The desk's line to the gateway: the snapshot comes in, commands go out. Open only while somebody is signed in. */
import { DESK_PROTOCOL_VERSION } from '#gateway/desk-messages.ts';
import type { DeskAnswer, DeskCommand, DeskMessage, DeskSnapshot } from '#gateway/desk-messages.ts';
import { LiveSocket } from '../live-socket.ts';

export interface DeskLinkOptions {
  /** `ws:` or `wss:` */
  readonly url: string;
  /** The gateway speaks another protocol: fetch the page that fits it. */
  readonly reload: () => void;
  /** The session may be over: signed out by the clock, by somebody else, or by a restart of the gateway. */
  readonly onLost: () => void;
}

/** Close code of the gateway: another page is in charge now. Dialling again would take the desk back. */
const TAKEN_OVER = 4000;

export class DeskLink {
  /** The last thing heard; undefined until the gateway has answered once. */
  snapshot = $state.raw<DeskSnapshot>();
  connected = $state(false);
  takenOver = $state(false);

  readonly #options: DeskLinkOptions;
  readonly #socket: LiveSocket;

  constructor(options: DeskLinkOptions) {
    this.#options = options;
    this.#socket = new LiveSocket({
      url: options.url,
      onMessage: (data) => this.#hear(data),
      onLost: (code) => this.#lose(code),
    });
  }

  readonly send = (command: DeskCommand): void => {
    this.#socket.say({ protocol: DESK_PROTOCOL_VERSION, command } satisfies DeskMessage);
  };

  close(): void {
    this.connected = false;
    this.#socket.close();
  }

  #lose(code: number): boolean {
    this.connected = false;
    this.takenOver = code === TAKEN_OVER;
    if (!this.takenOver) this.#options.onLost();
    return !this.takenOver;
  }

  #hear(data: string): void {
    const message = JSON.parse(data) as DeskAnswer;
    if (message.protocol !== DESK_PROTOCOL_VERSION) return this.#options.reload();
    if (message.kind === 'rejected') return refused(message.reason);
    this.#socket.understood();
    this.connected = true;
    this.snapshot = message.snapshot;
  }
}

/** What ends the line is told by its close code; all else is a fault of this page, for its console. */
function refused(reason: string): void {
  if (reason === 'signed-out' || reason === 'taken-over') return;
  reportError(new Error(`rejected: ${reason}`));
}
