/** The terminal's devices: each kept alive, and the state of all known. */
import type { Logger } from 'pino';
import { DeviceBoard } from './device-board.ts';
import type { BoardDevice, DeviceKind } from './device-board.ts';
import type { DeviceEvent, DeviceStatus, OpenPort, ReaderModel } from './devices/device.ts';
import type { StartDevice } from './devices/driver.ts';
import { Supervisor } from './devices/supervisor.ts';

/** A device as main.ts built it: a driver behind a line. */
export interface BuiltDevice {
  readonly id: string;
  readonly kind: DeviceKind;
  readonly open: OpenPort;
  readonly start: StartDevice;
  /** What has answered at the line, where it says so. */
  readonly model?: () => ReaderModel | undefined;
}

export interface WatchedDevice extends BoardDevice {
  readonly model?: string;
  readonly firmware?: string;
}

export interface DeviceWatchOptions {
  readonly devices: readonly BuiltDevice[];
  /** A scanner that types into the page has no line of its own to open. */
  readonly wedge: string | undefined;
  readonly now: () => number;
  readonly log: Logger;
  readonly onEvent: (event: DeviceEvent) => void;
}

export class DeviceWatch {
  readonly #options: DeviceWatchOptions;
  readonly #board = new DeviceBoard();
  readonly #supervisors: readonly Supervisor[];
  #isClosing = false;

  constructor(options: DeviceWatchOptions) {
    const { devices, now, wedge } = options;
    this.#options = options;
    this.#supervisors = devices.map((device) => this.#supervised(device));
    if (wedge !== undefined) this.#board.add(wedge, 'barcode-scanner', now());
  }

  list = (): WatchedDevice[] =>
    this.#board.list().map((device) => ({ ...device, ...this.#modelOf(device.id) }));

  /** The longest that one of them has been waiting for what does not come; milliseconds. */
  get stuckMs(): number {
    return Math.max(0, ...this.#supervisors.map((device) => device.stuckMs));
  }

  start(): void {
    for (const device of this.#supervisors) device.start();
  }

  /** Shuts its line and opens it anew. @returns what that came to; undefined: there is no such device with a line */
  async restart(id: string): Promise<DeviceStatus | undefined> {
    const at = this.#options.devices.findIndex((device) => device.id === id);
    return this.#supervisors[at]?.restart();
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    await Promise.all(this.#supervisors.map((device) => device.close()));
  }

  /** A scanner that types is there as long as a page hears it. @param screens how many pages there are */
  heardBy(screens: number): void {
    const device = this.#options.wedge;
    if (device === undefined || this.#isClosing) return;
    const state = screens > 0 ? 'ready' : 'opening';
    if (this.list().find(({ id }) => id === device)?.state === state) return;
    this.#happened({ kind: 'device-status', device, status: { state } });
  }

  #modelOf(id: string): Pick<WatchedDevice, 'model' | 'firmware'> {
    const model = this.#options.devices.find((device) => device.id === id)?.model?.();
    if (!model) return {};
    const { firmware, name } = model;
    return { model: name, ...(firmware !== undefined && { firmware }) };
  }

  #supervised({ id, kind, open, start }: BuiltDevice): Supervisor {
    this.#board.add(id, kind, this.#options.now());
    return new Supervisor({ device: id, open, start, emit: (event) => this.#happened(event) });
  }

  #happened(event: DeviceEvent): void {
    const { log, now, onEvent } = this.#options;
    if (event.kind === 'device-status') {
      const { device, status } = event;
      this.#board.note(device, status, now());
      log.info({ device, ...status }, 'a device changed');
    }
    onEvent(event);
  }
}
