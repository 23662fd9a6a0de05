/** The screen's end of the gateway's WebSocket: the bench looks at snapshots and taps. */
import { EventEmitter, once } from 'node:events';
import { WebSocket } from 'ws';
import { PROTOCOL_VERSION } from '#gateway/messages.ts';
import type { KioskCommand } from '#gateway/kiosk-command.ts';
import type { GatewayMessage, Snapshot } from '#gateway/messages.ts';

/** Far longer than anything here takes: then something is wrong, and it is said what was seen last. */
const PATIENCE_MS = 90_000;

export class Screen {
  readonly #socket: WebSocket;
  readonly #events = new EventEmitter<{ snapshot: [] }>();
  #snapshot: Snapshot | undefined;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as GatewayMessage;
      if (message.kind === 'rejected') throw new Error(`a command was rejected: ${message.reason}`);
      this.#snapshot = message.snapshot;
      this.#events.emit('snapshot');
    });
  }

  static async open(kioskUrl: string): Promise<Screen> {
    const socket = new WebSocket(`${kioskUrl.replace('http', 'ws')}/ws`, { origin: kioskUrl });
    const screen = new Screen(socket);
    await once(socket, 'open');
    return screen;
  }

  tap(command: KioskCommand): void {
    this.#socket.send(JSON.stringify({ protocol: PROTOCOL_VERSION, command }));
  }

  /** Resolves with the first snapshot, from the present one on, that is as wished. @throws Error when none comes */
  async until(wish: (snapshot: Snapshot) => boolean): Promise<Snapshot> {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    for (;;) {
      if (this.#snapshot && wish(this.#snapshot)) return this.#snapshot;
      await once(this.#events, 'snapshot', { signal }).catch(() => {
        throw new Error(`the screen did not come; last seen: ${JSON.stringify(this.#snapshot)}`);
      });
    }
  }

  close(): void {
    this.#socket.terminate();
  }
}
