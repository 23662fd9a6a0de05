/** A terminal as the server hears it: it signs in, holds its link and says its state. */
import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { z } from '@hono/zod-openapi';
import type { TerminalState } from '#server/terminals/schema.ts';
import type { TestServer } from '#tests/test-server.ts';

type State = z.input<typeof TerminalState>;

export class SpeakingTerminal {
  readonly id: string;
  readonly #socket: WebSocket;
  #state: State;

  private constructor(id: string, socket: WebSocket) {
    this.id = id;
    this.#socket = socket;
    const pad = { id: 'pad', kind: 'rfid-reader', state: 'ready', since: Date.now() } as const;
    this.#state = { kind: 'state', version: '1.0.0', stage: 'idle', devices: [pad], queued: 0 };
  }

  /** Registered at a library, with its link open; nothing is said yet. */
  static async at(server: TestServer, libraryId: string): Promise<SpeakingTerminal> {
    const { id, token } = await server.addTerminal(libraryId);
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/terminals/link`, {
      headers: { Authorization: `Bearer ${await token()}` },
    });
    await once(socket, 'open');
    return new SpeakingTerminal(id, socket);
  }

  /** What has changed; resolves when the server has written it down. */
  async say(changes: Partial<State> = {}): Promise<void> {
    this.#state = { ...this.#state, ...changes };
    this.#socket.send(JSON.stringify(this.#state));
    await once(this.#socket, 'message');
  }

  async close(): Promise<void> {
    if (this.#socket.readyState === WebSocket.CLOSED) return;
    this.#socket.close();
    await once(this.#socket, 'close');
  }
}
