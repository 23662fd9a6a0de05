import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import type { TcpAddress } from '#gateway/devices/ports.ts';
import { freePort } from '#tests/stand/ports.ts';
import type { Line } from './line.ts';

/** A device on the network: listens on loopback, and takes one connection at a time as small readers do. */
export class TcpLine implements Line {
  readonly address: TcpAddress;
  readonly lineTimeMs = 0;
  #server: Server | undefined;
  #socket: Socket | undefined;
  #listener: (bytes: Uint8Array) => void = () => {};

  private constructor(port: number) {
    this.address = { tcp: { host: '127.0.0.1', port } };
  }

  /** On a port of its own, which is nobody else's while it is unplugged. */
  static async open(): Promise<TcpLine> {
    const line = new TcpLine(await freePort());
    await line.plug();
    return line;
  }

  get plugged(): boolean {
    return this.#server !== undefined;
  }

  onData(listener: (bytes: Uint8Array) => void): void {
    this.#listener = listener;
  }

  async write(bytes: Uint8Array): Promise<void> {
    const socket = this.#socket;
    if (!socket?.writable) return;
    await new Promise<void>((resolve) => socket.write(bytes, () => resolve()));
  }

  async plug(): Promise<void> {
    if (!this.#server) this.#serve(await listen(this.address.tcp.port));
  }

  async unplug(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    this.#socket?.resetAndDestroy();
    if (server) await new Promise((resolve) => server.close(resolve));
  }

  close(): Promise<void> {
    return this.unplug();
  }

  #serve(server: Server): void {
    this.#server = server;
    server.on('connection', (socket) => {
      this.#socket?.destroy();
      this.#socket = socket;
      socket.setNoDelay(true);
      socket.on('data', (bytes) => this.#listener(bytes));
      socket.on('error', () => socket.destroy());
    });
  }
}

async function listen(port: number): Promise<Server> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return server;
}
