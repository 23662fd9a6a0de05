/** The drop box of a stand: its mechanics, wired to a Modbus board at the far end of a serial line. */
import type { ConfigInput } from '#gateway/config.ts';
import { SimulatedDropBox } from '#tests/simulators/drop-box/drop-box.ts';
import type { BinWiring, DropBoxWiring } from '#tests/simulators/drop-box/measures.ts';
import type { Field } from '#tests/simulators/drop-box/things.ts';
import { realTime } from '#tests/simulators/io-wires.ts';
import { SimulatedModbusBoard } from '#tests/simulators/modbus-board.ts';
import { PtyLine } from '#tests/simulators/pty-line.ts';
import { patientWires } from './patient-wires.ts';

/** `holding`: a book lies on a trap until it is decided. `chute`: it slides into the first bin by itself. */
export type DropBoxKind = 'holding' | 'chute';

/** Numbers of the board by the names that the settings give them. */
const INPUTS = {
  ...{ mouth: 0, inner: 1, passed: 2, 'shutter-shut': 3, 'trap-shut': 4, obstructed: 5 },
  ...{ door: 6, tamper: 7, fire: 8 },
  ...{ 'fill-1': 9, 'fill-2': 10, 'fill-3': 11 },
  ...{ 'door-1': 12, 'door-2': 13, 'door-3': 14 },
  ...{ 'present-1': 15, 'present-2': 16, 'present-3': 17 },
} as const;
const OUTPUTS = {
  ...{ shutter: 0, trap: 1, ready: 2, busy: 3, stop: 4, sound: 5, 'gate-2': 6, 'gate-3': 7 },
} as const;

/** Lamps and sounder, which are wired to no mechanics. */
export const SIGNALS = ['ready', 'busy', 'stop', 'sound'] as const;
export type Signal = (typeof SIGNALS)[number];

/** Modbus function 02. */
const READ_INPUTS = 0x02;

const BOARD_LINE = { baudRate: 38_400 } as const;
/** Thirty books of the usual kind, and a few above the eye. */
const BIN = { eyeMm: 600, brimMm: 700 } as const;

/** A padded slide: a book is before each eye on its way down for long enough, on a busy computer too. */
const GENTLE = { fallMs: 900, passMs: 350 } as const;

const BINS: readonly BinWiring[] = ([1, 2, 3] as const).map((bin) => ({
  ...BIN,
  fill: INPUTS[`fill-${bin}`],
  door: INPUTS[`door-${bin}`],
  present: INPUTS[`present-${bin}`],
  ...(bin > 1 && { gate: OUTPUTS[bin === 2 ? 'gate-2' : 'gate-3'] }),
}));

const wiringOf = (kind: DropBoxKind): DropBoxWiring => ({
  inputs: {
    ...{ mouth: INPUTS.mouth, inner: INPUTS.inner, passed: INPUTS.passed },
    ...{ shutterShut: INPUTS['shutter-shut'], trapShut: INPUTS['trap-shut'] },
    ...{ obstructed: INPUTS.obstructed, door: INPUTS.door },
    ...{ tamper: INPUTS.tamper, fire: INPUTS.fire },
  },
  outputs: { shutter: OUTPUTS.shutter, ...(kind === 'holding' && { trap: OUTPUTS.trap }) },
  bins: BINS,
});

export class StandDropBox {
  readonly kind: DropBoxKind;
  readonly line: PtyLine;
  readonly board: SimulatedModbusBoard;
  readonly box: SimulatedDropBox;

  private constructor(kind: DropBoxKind, line: PtyLine, field: Field) {
    this.kind = kind;
    this.line = line;
    this.board = SimulatedModbusBoard.on(line, {
      ...{ framing: 'rtu', timer: 'flash', inputs: Object.keys(INPUTS).length },
      outputs: Object.keys(OUTPUTS).length,
    });
    const wires = patientWires(this.board, (times) => this.board.served(READ_INPUTS, times));
    this.box = new SimulatedDropBox({
      ...{ wires, field, time: realTime, wiring: wiringOf(kind) },
      measures: GENTLE,
    });
  }

  static async open(kind: DropBoxKind, field: Field): Promise<StandDropBox> {
    return new StandDropBox(kind, await PtyLine.open(BOARD_LINE), field);
  }

  /** Whether a lamp is lit, or the sounder sounds. */
  signal(name: Signal): boolean {
    return this.board.output(OUTPUTS[name]);
  }

  /** What an installer would write of it. */
  get device(): ConfigInput['devices'][number] {
    return {
      ...{ id: 'lines', driver: 'modbus-io' },
      port: { serial: this.line.address.serial, baudRate: BOARD_LINE.baudRate },
      timer: { by: 'coil', first: 0x0200, unitMs: 100, most: 0x7fff },
      inputs: { ...numbered(INPUTS), passed: { number: INPUTS.passed, debounceMs: 0 } },
      outputs: numbered(OUTPUTS),
    };
  }

  /** What an installer would write of the machine: its lines by their names, and where books go. */
  get settings(): NonNullable<ConfigInput['dropBox']> {
    const { kind } = this;
    const outputs = {
      shutter: 'shutter',
      ready: 'ready',
      busy: 'busy',
      stop: 'stop',
      sound: 'sound',
    };
    return {
      kind,
      inputs: {
        ...{ mouth: 'mouth', inner: 'inner', passed: 'passed', shutterShut: 'shutter-shut' },
        ...{ trapShut: 'trap-shut', obstructed: 'obstructed' },
        ...{ door: 'door', tamper: 'tamper', fire: 'fire' },
      },
      outputs: { ...outputs, ...(kind === 'holding' && { trap: 'trap' }) },
      bins: [
        { id: 'shelf', fill: 'fill-1', door: 'door-1', present: 'present-1' },
        { id: 'holds', gate: 'gate-2', fill: 'fill-2', door: 'door-2', present: 'present-2' },
        { id: 'staff', gate: 'gate-3', fill: 'fill-3', door: 'door-3', present: 'present-3' },
      ],
      sorting: {
        ...{ otherwise: ['shelf'], holds: ['holds'], otherLibrary: ['holds'] },
        exceptions: ['staff'],
      },
      emptiedBy: { door: true },
      // On a busy machine the mechanics move late, too; only what fails waits for so long.
      times: { move: 30_000, pass: 10_000 },
    };
  }

  async close(): Promise<void> {
    await this.line.close();
  }
}

const numbered = (lines: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(lines).map(([name, number]) => [name, { number }]));
