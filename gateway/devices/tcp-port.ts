import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { Fault } from '../errors.ts';
import type { Port } from './device.ts';
import { PortListeners } from './port-listeners.ts';

/** A device on the network, or a serial line behind a terminal server. FEIG readers listen on 10001. */
export interface TcpAddress {
  readonly tcp: { readonly host: string; readonly port: number };
}

const CONNECT_MS = 5000;
/** A reader whose cable is pulled says nothing more; keep-alive probes are what notices it. */
const KEEP_ALIVE_MS = 5000;

/** @throws Fault `port-missing` */
export async function openTcp({ tcp }: TcpAddress): Promise<Port> {
  const socket = connect({
    ...tcp,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: KEEP_ALIVE_MS,
  });
  const name = `${tcp.host}:${tcp.port}`;
  const listeners = new PortListeners();
  socket.on('data', listeners.data);
  socket.on('close', listeners.close);
  await new Promise<void>((resolve, reject) => {
    const fail = (cause?: Error) =>
      reject(new Fault('port-missing', `${name}: ${cause?.message ?? 'no connection'}`, { cause }));
    const timer = setTimeout(() => socket.destroy(new Error('connection timed out')), CONNECT_MS);
    socket.once('connect', resolve);
    socket.on('error', fail);
    socket.once('close', () => fail());
    socket.once('connect', () => clearTimeout(timer));
    socket.once('close', () => clearTimeout(timer));
  });
  return new TcpConnection(socket, name, listeners);
}

class TcpConnection implements Port {
  readonly #socket: Socket;
  readonly #name: string;
  readonly #listeners: PortListeners;

  constructor(socket: Socket, name: string, listeners: PortListeners) {
    this.#socket = socket;
    this.#name = name;
    this.#listeners = listeners;
  }

  write(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#socket.write(bytes, (cause) => {
        if (cause) reject(new Fault('port-lost', `${this.#name} is gone`, { cause }));
        else resolve();
      });
    });
  }

  onData(listener: (bytes: Uint8Array) => void): void {
    this.#listeners.setData(listener);
  }

  onClose(listener: () => void): void {
    this.#listeners.addClose(listener);
  }

  async close(): Promise<void> {
    this.#socket.destroy();
    await new Promise<void>((resolve) => this.#listeners.addClose(resolve));
  }
}
