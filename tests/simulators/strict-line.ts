import type { Port } from '#gateway/devices/device.ts';
import type { LineSettings } from '#gateway/devices/detect/probe.ts';
import { PortListeners } from '#gateway/devices/port-listeners.ts';
import type { Line } from './line.ts';
import type { SerialSettings } from './serial-timing.ts';

/**
 * A line in memory on which speed, bits and parity must all be the device's: what a pseudo-terminal cannot show. Bytes
 * sent with other settings arrive as nothing, as most devices drop what has a wrong parity.
 */
export class StrictLine implements Line {
  readonly address = { serial: 'in memory', baudRate: 9600 };
  readonly plugged = true;
  readonly lineTimeMs = 0;
  /** How it was opened, in order. */
  readonly openings: LineSettings[] = [];
  /** How the device at its far end is set. */
  readonly device: Required<SerialSettings>;
  #toDevice: (bytes: Uint8Array) => void = () => {};
  #toGateway: ((bytes: Uint8Array) => void) | undefined;

  constructor(device: LineSettings) {
    this.device = withDefaults(device);
  }

  get isOpen(): boolean {
    return this.#toGateway !== undefined;
  }

  readonly openAt = async (settings: LineSettings | undefined): Promise<Port> => {
    if (!settings) throw new Error('a serial line is opened with settings');
    if (this.isOpen) throw new Error('the line is open already');
    this.openings.push(settings);
    const fits = isSame(withDefaults(settings), this.device);
    const listeners = new PortListeners();
    this.#toGateway = (bytes) => (fits ? listeners.data(bytes) : undefined);
    const close = async () => {
      this.#toGateway = undefined;
      listeners.close();
    };
    return {
      write: async (bytes) => (fits ? this.#toDevice(bytes) : undefined),
      onData: (listener) => listeners.setData(listener),
      onClose: (listener) => listeners.addClose(listener),
      close,
    };
  };

  onData(listener: (bytes: Uint8Array) => void): void {
    this.#toDevice = listener;
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.#toGateway?.(bytes);
  }

  async unplug(): Promise<void> {
    this.#toGateway = undefined;
  }

  async plug(): Promise<void> {}

  async close(): Promise<void> {
    await this.unplug();
  }
}

const withDefaults = (settings: LineSettings): Required<SerialSettings> => ({
  baudRate: settings.baudRate,
  dataBits: settings.dataBits ?? 8,
  parity: settings.parity ?? 'none',
  stopBits: settings.stopBits ?? 1,
});

const isSame = (one: Required<SerialSettings>, other: Required<SerialSettings>): boolean =>
  one.baudRate === other.baudRate &&
  one.dataBits === other.dataBits &&
  one.parity === other.parity &&
  one.stopBits === other.stopBits;
