/** The staff's page at a terminal as a test drives it: signs in over HTTP, speaks over the socket, waits for snapshots. */
import { EventEmitter, once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { DESK_PROTOCOL_VERSION } from '#gateway/desk-messages.ts';
import type { DeskAnswer, DeskCommand, DeskSnapshot } from '#gateway/desk-messages.ts';
import type { Stand } from '#tests/stand.ts';
import { serverData } from '#tests/stand/settings.ts';

const PATIENCE_MS = 90_000;

export interface Asked {
  readonly status: number;
  readonly body: Record<string, unknown>;
  /** As a browser would send it back. */
  readonly cookie: string | undefined;
}

export interface Asking {
  readonly body?: unknown;
  readonly cookie?: string | undefined;
  readonly origin?: string;
}

/** A request to the desk's doors, as the page itself sends it. */
export async function askDesk(
  kioskUrl: string,
  path: string,
  { body, cookie, origin = kioskUrl }: Asking = {},
): Promise<Asked> {
  const response = await fetch(`${kioskUrl}/desk/api/${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      origin,
      ...(cookie !== undefined && { cookie }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json');
  return {
    status: response.status,
    body: isJson ? (JSON.parse(text) as Record<string, unknown>) : {},
    cookie: response.headers.get('set-cookie')?.split(';')[0],
  };
}

/** The account that the server made at its first start. */
export function firstAccount({ folder }: Pick<Stand, 'folder'>) {
  const file = join(serverData({ folder }), 'first-password.txt');
  const [name = '', password = ''] = readFileSync(file, 'utf8').trim().split(' ');
  return { name, password };
}

export class DeskPage {
  readonly #socket: WebSocket;
  readonly #heard = new EventEmitter();
  readonly rejected: string[] = [];
  #snapshot: DeskSnapshot | undefined;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer) => this.#hear(JSON.parse(data.toString()) as DeskAnswer));
    socket.on('close', () => this.#heard.emit('change'));
  }

  /** Signed in with the first account, connected, and drawn once. */
  static async signIn(stand: Stand): Promise<DeskPage> {
    const { cookie } = await askDesk(stand.kioskUrl, 'sign-in', { body: firstAccount(stand) });
    return DeskPage.connect(stand.kioskUrl, cookie);
  }

  static async connect(kioskUrl: string, cookie: string | undefined): Promise<DeskPage> {
    const socket = openSocket(kioskUrl, cookie);
    const page = new DeskPage(socket);
    await once(socket, 'open');
    await page.until(() => true);
    return page;
  }

  get snapshot(): DeskSnapshot {
    if (!this.#snapshot) throw new Error('The desk has drawn nothing yet.');
    return this.#snapshot;
  }

  get isClosed(): boolean {
    return this.#socket.readyState === WebSocket.CLOSED;
  }

  send(command: DeskCommand): void {
    this.#socket.send(JSON.stringify({ protocol: DESK_PROTOCOL_VERSION, command }));
  }

  /** @throws Error with the last snapshot, when it does not come to that */
  async until(is: (snapshot: DeskSnapshot) => boolean): Promise<DeskSnapshot> {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    while (!this.#snapshot || !is(this.#snapshot)) {
      await once(this.#heard, 'change', { signal }).catch(() => {
        throw new Error(`The desk does not come to it: ${JSON.stringify(this.#snapshot, null, 1)}`);
      });
    }
    return this.#snapshot;
  }

  async untilClosed(): Promise<void> {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    while (!this.isClosed) await once(this.#heard, 'change', { signal });
  }

  async close(): Promise<void> {
    this.#socket.close();
    await this.untilClosed();
  }

  #hear(answer: DeskAnswer): void {
    if (answer.kind === 'snapshot') this.#snapshot = answer.snapshot;
    else this.rejected.push(answer.reason);
    this.#heard.emit('change');
  }
}

export const openSocket = (
  kioskUrl: string,
  cookie: string | undefined,
  origin = kioskUrl,
): WebSocket =>
  new WebSocket(`${kioskUrl.replace('http', 'ws')}/desk/ws`, {
    headers: { origin, ...(cookie !== undefined && { cookie }) },
  });
