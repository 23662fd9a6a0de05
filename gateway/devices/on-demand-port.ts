import { Fault } from '../errors.ts';
import type { OpenPort, Port } from './device.ts';
import { PortListeners } from './port-listeners.ts';

/** Longer than the patience with an answer, and so than any pause in a job; shorter than between two looks at the device. */
const IDLE_MS = 3000;

/**
 * A line that is open only while something is said over it: for a printer in the network that takes one connection at a
 * time and has other computers to serve.
 */
export const openOnDemand =
  (open: OpenPort, idleMs = IDLE_MS): OpenPort =>
  async () =>
    new OnDemandPort(open, idleMs);

class OnDemandPort implements Port {
  readonly #open: OpenPort;
  readonly #idleMs: number;
  readonly #listeners = new PortListeners();
  #port: Promise<Port> | undefined;
  /** Of those opened, the one that is not hung up. */
  #inUse: Port | undefined;
  #idle: NodeJS.Timeout | undefined;

  constructor(open: OpenPort, idleMs: number) {
    this.#open = open;
    this.#idleMs = idleMs;
  }

  /** @throws Fault `port-lost`, and those of the opening */
  async write(bytes: Uint8Array): Promise<void> {
    if (this.#listeners.closed) throw new Fault('port-lost', 'the line was closed');
    this.#rest();
    const port = await (this.#port ??= this.#connect());
    await port.write(bytes);
  }

  onData(listener: (bytes: Uint8Array) => void): void {
    this.#listeners.setData(listener);
  }

  onClose(listener: () => void): void {
    this.#listeners.addClose(listener);
  }

  async close(): Promise<void> {
    await this.#hangUp();
    this.#listeners.close();
  }

  async #connect(): Promise<Port> {
    try {
      const port = await this.#open();
      this.#inUse = port;
      port.onData((bytes) => {
        this.#rest();
        this.#listeners.data(bytes);
      });
      // Lost while it was needed: that is the loss of the line.
      port.onClose(() => {
        if (this.#inUse === port) this.#listeners.close();
      });
      return port;
    } catch (error) {
      this.#port = undefined;
      throw error;
    }
  }

  #rest(): void {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => void this.#hangUp(), this.#idleMs);
  }

  async #hangUp(): Promise<void> {
    clearTimeout(this.#idle);
    const port = this.#port;
    this.#port = undefined;
    this.#inUse = undefined;
    await port?.then(
      (open) => open.close(),
      // It was never open; whoever wanted to write was told.
      () => undefined,
    );
  }
}
