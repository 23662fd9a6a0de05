/** The screen of one terminal as somebody before it sees it: the gateway's own WebSocket, which breaks when the gateway is killed. */
import { EventEmitter, once } from 'node:events';
import { WebSocket } from 'ws';
import { PROTOCOL_VERSION } from '#gateway/messages.ts';
import type { KioskCommand } from '#gateway/kiosk-command.ts';
import type { GatewayMessage, Snapshot } from '#gateway/messages.ts';

/** The screen went dark: the gateway is gone. */
export class Dark extends Error {}

/** Something that a person waited for did not come. */
export class Stuck extends Error {}

export class ChaosScreen {
  readonly #socket: WebSocket;
  readonly #events = new EventEmitter<{ change: [] }>();
  readonly #onSnapshot: (snapshot: Snapshot) => void;
  #last: Snapshot | undefined;
  #isDark = false;

  private constructor(socket: WebSocket, onSnapshot: (snapshot: Snapshot) => void) {
    this.#socket = socket;
    this.#onSnapshot = onSnapshot;
    socket.on('message', (data: Buffer) =>
      this.#hear(JSON.parse(data.toString()) as GatewayMessage),
    );
    socket.on('error', () => this.#darken());
    socket.on('close', () => this.#darken());
  }

  /** @param onSnapshot called with each, before anybody who waits for it. @throws Dark when nobody answers */
  static async open(url: string, onSnapshot: (snapshot: Snapshot) => void): Promise<ChaosScreen> {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, { origin: url });
    const screen = new ChaosScreen(socket, onSnapshot);
    await once(socket, 'open').catch((cause: unknown) => {
      throw new Dark('nobody answered', { cause });
    });
    return screen;
  }

  tap(command: KioskCommand): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    this.#socket.send(JSON.stringify({ protocol: PROTOCOL_VERSION, command }));
  }

  /**
   * Resolves with the first snapshot, from the present one on, that is as wished; undefined when none comes in time.
   * @throws Dark
   */
  async within(
    limitMs: number,
    wish: (snapshot: Snapshot) => boolean,
  ): Promise<Snapshot | undefined> {
    const signal = AbortSignal.timeout(limitMs);
    for (;;) {
      if (this.#isDark) throw new Dark('the screen went dark');
      if (this.#last && wish(this.#last)) return this.#last;
      if (signal.aborted) return undefined;
      await once(this.#events, 'change', { signal }).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
    }
  }

  /** As `within`. @throws Dark, Stuck when it does not come */
  async until(
    what: string,
    wish: (snapshot: Snapshot) => boolean,
    limitMs = 60_000,
  ): Promise<Snapshot> {
    const found = await this.within(limitMs, wish);
    if (found) return found;
    throw new Stuck(`${what} did not come; last seen: ${JSON.stringify(this.#last)}`);
  }

  close(): void {
    this.#socket.terminate();
  }

  #hear(message: GatewayMessage): void {
    if (message.kind === 'rejected') throw new Error(`a command was rejected: ${message.reason}`);
    this.#last = message.snapshot;
    this.#onSnapshot(message.snapshot);
    this.#events.emit('change');
  }

  #darken(): void {
    this.#isDark = true;
    this.#events.emit('change');
  }
}
