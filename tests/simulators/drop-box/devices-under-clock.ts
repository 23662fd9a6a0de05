/**
 * A drop box with the gateway's own drivers before it, all under one clock that a test moves: bytes go over lines in
 * memory, and nothing waits for real time. Days of books take a minute.
 */
import type { DeviceEvent } from '#gateway/devices/device.ts';
import type { DigitalIo } from '#gateway/devices/device.ts';
import { ModbusBoard } from '#gateway/devices/io/modbus-board.ts';
import { SwitchedLines } from '#gateway/devices/io/switched-lines.ts';
import type { LinesSettings } from '#gateway/devices/io/switched-lines.ts';
import { FeigReader } from '#gateway/devices/rfid/feig-reader.ts';
import { RfidPad } from '#gateway/devices/rfid/rfid-pad.ts';
import { Supervisor } from '#gateway/devices/supervisor.ts';
import { SimulatedFeigReader } from '../feig-reader.ts';
import type { SimulatedTime } from '../io-wires.ts';
import { SimulatedModbusBoard } from '../modbus-board.ts';
import { StrictLine } from '../strict-line.ts';
import { timingOf } from '../wired-lines.ts';
import { SimulatedDropBox } from './drop-box.ts';
import type { DropBoxWiring, Measures } from './measures.ts';

const LINE = { baudRate: 38_400 } as const;
const TIMER = { by: 'coil', first: 0x0200, unitMs: 100, most: 0x7fff } as const;

export interface UnderClockOptions {
  readonly time: SimulatedTime;
  readonly wiring: DropBoxWiring;
  readonly lines: LinesSettings;
  readonly emit: (event: DeviceEvent) => void;
  readonly measures?: Partial<Measures>;
}

export interface DevicesUnderClock {
  readonly box: SimulatedDropBox;
  /** For faults at the board: silence, torn answers, its power. */
  readonly board: SimulatedModbusBoard;
  /** For faults at the reader and its tags. */
  readonly reader: SimulatedFeigReader;
  /** Device `lines`. */
  readonly io: DigitalIo;
  /** Device `pad`. */
  readonly pad: RfidPad;
  /** The gateway's devices end: what they held is let go of. */
  close(): Promise<void>;
}

/** Begins to open both devices; they are ready when the clock has moved a little. */
export function dropBoxUnderClock(options: UnderClockOptions): DevicesUnderClock {
  const { emit, lines, measures, time, wiring } = options;
  const timing = timingOf(time);
  const [boardLine, readerLine] = [new StrictLine(LINE), new StrictLine(LINE)];
  const board = SimulatedModbusBoard.on(boardLine, {
    ...{ framing: 'rtu', timer: 'flash', inputs: 64, outputs: 32, time },
  });
  const reader = SimulatedFeigReader.on(readerLine, { model: 'MR102', time });
  reader.simulateInstantRadio();
  const box = new SimulatedDropBox({
    ...{ wires: board, field: reader, wiring, time },
    ...(measures && { measures }),
  });
  const io = new SwitchedLines(
    'lines',
    (port) => new ModbusBoard(port, { framing: 'rtu', timer: TIMER, timing }),
    lines,
    timing,
  );
  const pad = new RfidPad('pad', (port) => FeigReader.open(port, { timing }), {}, timing);
  const supervisors = [
    new Supervisor({
      ...{ device: 'lines', open: () => boardLine.openAt(LINE), start: io.start, emit, timing },
    }),
    new Supervisor({
      ...{ device: 'pad', open: () => readerLine.openAt(LINE), start: pad.start, emit, timing },
    }),
  ];
  for (const supervisor of supervisors) supervisor.start();
  const close = async () => {
    await Promise.all(supervisors.map((supervisor) => supervisor.close()));
  };
  return { box, board, reader, io, pad, close };
}
