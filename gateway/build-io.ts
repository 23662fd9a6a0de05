/** The boards of switched lines that the settings name, each a driver behind a line. */
import type { DeviceConfig } from './config.ts';
import type { BuiltDevice } from './device-watch.ts';
import type { DigitalIo, Port } from './devices/device.ts';
import { FeigLines } from './devices/io/feig-board.ts';
import { joinedIo } from './devices/io/joined-io.ts';
import type { BoardWithLines } from './devices/io/joined-io.ts';
import { ModbusBoard } from './devices/io/modbus-board.ts';
import type { ModbusBoardOptions } from './devices/io/modbus-board.ts';
import { SwitchedLines } from './devices/io/switched-lines.ts';
import { openPort } from './devices/ports.ts';
import type { FeigReader } from './devices/rfid/feig-reader.ts';

type Of<Driver extends DeviceConfig['driver']> = Extract<DeviceConfig, { driver: Driver }>;

/** The reader has tags to look for, too. */
const READER_PAUSE_MS = 50;

/** A reader that shares its line with its own outputs and inputs, where the settings name them. */
export function feigLinesOf(
  devices: readonly DeviceConfig[],
  openReader: (port: Port) => Promise<FeigReader>,
): FeigLines | undefined {
  const device = devices.find(({ driver }) => driver === 'feig-io');
  if (device?.driver !== 'feig-io') return undefined;
  return new FeigLines(openReader, device.command === '71' ? 'field' : 'numbered');
}

export class BuiltIo {
  readonly #boards: BoardWithLines[] = [];

  /** @returns undefined where no board is named */
  get io(): DigitalIo | undefined {
    return this.#boards.length > 0 ? joinedIo(this.#boards) : undefined;
  }

  modbus(device: Of<'modbus-io'>): BuiltDevice {
    const options = modbusOptions(device);
    const lines = new SwitchedLines(device.id, (port) => new ModbusBoard(port, options), device);
    this.#boards.push({ io: lines, lines: device });
    const { id, port } = device;
    return { id, kind: 'digital-io', open: openPort(port), start: lines.start };
  }

  /** @throws TypeError without a reader, which the check of the settings does not let through */
  feig(device: Of<'feig-io'>, shared: FeigLines | undefined): BuiltDevice {
    if (!shared) throw new TypeError('feig-io without a FEIG reader');
    const { id, inputs, outputs, pauseMs = READER_PAUSE_MS } = device;
    const lines = new SwitchedLines(id, shared.connect, { inputs, outputs, pauseMs });
    this.#boards.push({ io: lines, lines: device });
    return { id, kind: 'digital-io', open: shared.open, start: lines.start };
  }
}

function modbusOptions({ framing, inputsAre, port, timer, unit }: Of<'modbus-io'>) {
  const options: ModbusBoardOptions = {
    framing: framing ?? ('tcp' in port ? 'tcp' : 'rtu'),
    ...{ inputsAre, unit },
    ...(timer && { timer }),
  };
  return options;
}
