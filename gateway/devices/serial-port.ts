import { SerialPort } from 'serialport';
import { Fault } from '../errors.ts';
import type { FaultCode } from '../errors.ts';
import type { Port } from './device.ts';
import { PortListeners } from './port-listeners.ts';

/** A serial line as the settings file names it. The defaults are 8 data bits, no parity, 1 stop bit. */
export interface SerialAddress {
  /** `/dev/serial/by-id/…`, `/dev/ttyS0`, `COM3`. */
  readonly serial: string;
  readonly baudRate: number;
  readonly dataBits?: 7 | 8 | undefined;
  readonly parity?: 'none' | 'even' | 'odd' | undefined;
  readonly stopBits?: 1 | 2 | undefined;
  /** How the device says that it takes no more for now; `none` by default. */
  readonly flow?: FlowControl | undefined;
}

/** `rts-cts`: by a wire, also from devices that use DTR for it, whose cable leads it to CTS. `xon-xoff`: by two characters. */
export type FlowControl = 'none' | 'rts-cts' | 'xon-xoff';

/** What is asked of the operating system. Locked, because two programs on one line tear each other's frames. */
export const lineSettings = (address: SerialAddress) => ({
  path: address.serial,
  baudRate: address.baudRate,
  dataBits: address.dataBits ?? 8,
  parity: address.parity ?? 'none',
  stopBits: address.stopBits ?? 1,
  rtscts: address.flow === 'rts-cts',
  // Only what the device says is looked for such characters: what it is sent may hold any byte.
  xon: address.flow === 'xon-xoff',
  lock: true,
  autoOpen: false as const,
});

/** The library gives texts, not codes; these are what Linux, macOS and Windows say. */
function openFault(error: Error, path: string): Fault {
  const busy = /lock|busy|access denied|temporarily unavailable/i.test(error.message);
  const code: FaultCode = busy ? 'port-busy' : 'port-missing';
  return new Fault(code, `${path}: ${error.message}`, { cause: error });
}

/**
 * How often a silent line is asked whether it is still there. When the peer vanishes just as bytes are being taken,
 * the library sees an endless stream of empty reads (bindings-cpp 13) and never says so; asking shows it, and closing
 * ends it.
 */
const PROBE_MS = 250;
/** EIO, ENXIO, ENODEV in words. A pseudo-terminal has no modem lines and says ENOTTY while it lives. */
const HUNG_UP = /input\/output error|no such device/i;

/** @throws Fault `port-missing`, `port-busy` */
export async function openSerial(address: SerialAddress): Promise<Port> {
  const line = new SerialPort(lineSettings(address));
  const listeners = new PortListeners();
  // Listening at once: without a reader the library never notices that the peer is gone.
  line.on('data', listeners.data);
  line.on('close', listeners.close);
  await new Promise<void>((resolve, reject) => {
    line.open((error) => (error ? reject(openFault(error, address.serial)) : resolve()));
  });
  line.on('error', () => line.destroy());
  const port = new SerialLine(line, listeners, (address.flow ?? 'none') !== 'none');
  await port.discardStale();
  return port;
}

class SerialLine implements Port {
  readonly #line: SerialPort;
  readonly #listeners: PortListeners;
  readonly #mayBeHeld: boolean;
  /** How to give up the writes under way: the library forgets their callbacks when the line closes. */
  readonly #givingUp = new Set<(error: Fault) => void>();

  /** @param mayBeHeld the device may say that it takes no more for now */
  constructor(line: SerialPort, listeners: PortListeners, mayBeHeld: boolean) {
    this.#line = line;
    this.#mayBeHeld = mayBeHeld;
    this.#listeners = listeners;
    const probe = setInterval(() => this.#probe(), PROBE_MS);
    listeners.addClose(() => {
      clearInterval(probe);
      for (const giveUp of this.#givingUp) giveUp(this.#gone());
    });
  }

  /**
   * What lay in the system's buffer was sent to somebody who is gone: a scan of yesterday is nobody's card today.
   * @throws Fault `port-lost`
   */
  async discardStale(): Promise<void> {
    const error = await this.#discard();
    if (!error) return;
    await this.close();
    throw this.#gone(error);
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (this.#listeners.closed) throw this.#gone();
    // Not a race against one promise of the loss: that would keep something of every write as long as the line lives.
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    this.#givingUp.add(reject);
    this.#line.write(Buffer.from(bytes), undefined, (error) =>
      error ? reject(this.#gone(error)) : resolve(undefined),
    );
    try {
      await promise;
    } catch (error) {
      await this.close();
      throw error;
    } finally {
      this.#givingUp.delete(reject);
    }
  }

  onData(listener: (bytes: Uint8Array) => void): void {
    this.#listeners.setData(listener);
  }

  onClose(listener: () => void): void {
    this.#listeners.addClose(listener);
  }

  async close(): Promise<void> {
    if (this.#line.isOpen) {
      // For a device that takes no more Linux would wait half a minute (`closing_wait`) before it closes the line.
      if (this.#mayBeHeld) await this.#discard();
      await new Promise<void>((resolve) => this.#line.close(() => resolve()));
    }
    this.#listeners.close();
  }

  /** What waits in the system's buffers, either way. */
  #discard(): Promise<Error | null> {
    return new Promise((resolve) => this.#line.flush(resolve));
  }

  #probe(): void {
    this.#line.get((error) => {
      if (error && HUNG_UP.test(error.message)) void this.close();
    });
  }

  #gone(cause?: Error): Fault {
    return new Fault('port-lost', `${this.#line.path} is gone`, { cause });
  }
}
