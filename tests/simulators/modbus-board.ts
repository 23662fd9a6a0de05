import { IoTerminals, realTime } from './io-wires.ts';
import type { IoWires, SimulatedTime } from './io-wires.ts';
import type { Line } from './line.ts';
import { ModbusCollector, modbusAnswer } from './modbus-wire.ts';
import type { ModbusRequest, WireFraming } from './modbus-wire.ts';
import { until } from './serial-timing.ts';

export interface ModbusBoardModel {
  readonly unit?: number;
  readonly framing: WireFraming;
  readonly inputs?: number;
  readonly outputs?: number;
  /**
   * How its outputs are timed. `flash`: function 05 at 0200 and up, in units of 100 ms. `delay`: function 06 at 0001
   * and up, 06 in the high byte and seconds in the low one. Boards of two makers.
   */
  readonly timer?: 'flash' | 'delay';
  /** Inputs are read as coils, and numbered on from the outputs. */
  readonly inputsAreCoils?: boolean;
  /** Lets go of everything after so long without a request, as some boards can be set to. */
  readonly watchdogMs?: number;
  /** A clock that a test moves: the board answers at once then. */
  readonly time?: SimulatedTime;
}

type BoardFault = 'silence' | 'bit-error' | 'gap' | 'late' | 'other-unit';

const ILLEGAL = { function: 1, address: 2, value: 3 } as const;
/** A small processor needs so long to look up an answer. */
const THINKING_MS = 2;

/** A relay board with inputs that speaks Modbus, at the far end of a line. */
export class SimulatedModbusBoard implements IoWires {
  readonly line: Line;
  /** Requests that have come, carried out or not. */
  heard = 0;
  /** Faults that really happened, in order. */
  readonly fired: BoardFault[] = [];
  readonly #model: ModbusBoardModel;
  readonly #collector: ModbusCollector;
  readonly #terminals: IoTerminals;
  readonly #time: SimulatedTime;
  readonly #armed: { fault: BoardFault; ms: number }[] = [];
  readonly #counts = new Map<number, number>();
  readonly #waiting = new Set<() => void>();
  readonly #taking = new Set<() => void>();
  #taken = 0;
  #mute = false;
  #stopWatchdog = () => {};
  #work: Promise<void> = Promise.resolve();

  private constructor(line: Line, model: ModbusBoardModel) {
    this.line = line;
    this.#model = model;
    this.#time = model.time ?? realTime;
    this.#terminals = new IoTerminals(this.#time);
    this.#collector = new ModbusCollector(model.framing);
    line.onData((bytes) => {
      for (const request of this.#collector.push(bytes, performance.now())) {
        this.heard += 1;
        this.#work = this.#work.then(() => this.#serve(request));
      }
    });
  }

  static on(line: Line, model: ModbusBoardModel): SimulatedModbusBoard {
    return new SimulatedModbusBoard(line, model);
  }

  output = (number: number): boolean => this.#terminals.output(number);

  setInput = (number: number, on: boolean): void => this.#terminals.setInput(number, on);

  onOutput = (listener: (number: number, on: boolean) => void): (() => void) =>
    this.#terminals.onOutput(listener);

  /** How many requests of this function were carried out; all of them without one. */
  seen(code?: number): number {
    if (code !== undefined) return this.#counts.get(code) ?? 0;
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Resolves when it has begun to carry out as many requests, whether they are answered yet or not. */
  async taken(count: number): Promise<void> {
    while (this.#taken < count) {
      await new Promise<void>((resolve) => this.#taking.add(resolve));
    }
  }

  /** Resolves when it has carried out as many more requests of this function. */
  async served(code: number, more = 1): Promise<void> {
    const enough = this.seen(code) + more;
    while (this.seen(code) < enough) {
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  /** Hears and does nothing from now on, as with its power gone: the relays drop too. */
  simulatePowerCut(): void {
    this.#mute = true;
    this.#terminals.switchAllOff();
  }

  simulatePowerBack(): void {
    this.#mute = false;
  }

  /** The next requests are carried out and not answered. */
  simulateSilence(times = 1): void {
    this.#arm('silence', times);
  }

  /** One bit of the next answers is turned round on the line. */
  simulateBitError(times = 1): void {
    this.#arm('bit-error', times);
  }

  /** The next answer stops in the middle for so long. */
  simulateGap(ms: number): void {
    this.#arm('gap', 1, ms);
  }

  /** The next answer leaves so much later. */
  simulateLateAnswer(ms: number): void {
    this.#arm('late', 1, ms);
  }

  /** Another board of the bus answers first, and says the opposite. */
  simulateOtherUnit(times = 1): void {
    this.#arm('other-unit', times);
  }

  #arm(fault: BoardFault, times: number, ms = 0): void {
    for (let time = 0; time < times; time++) this.#armed.push({ fault, ms });
  }

  #take(fault: BoardFault): { ms: number } | undefined {
    const index = this.#armed.findIndex((armed) => armed.fault === fault);
    if (index < 0) return undefined;
    this.fired.push(fault);
    return this.#armed.splice(index, 1)[0];
  }

  async #serve(request: ModbusRequest): Promise<void> {
    if (this.#mute || request.unit !== (this.#model.unit ?? 1)) return;
    this.#feedWatchdog();
    const body = this.#carryOut(request);
    this.#taken += 1;
    for (const resolve of this.#taking) resolve();
    this.#taking.clear();
    this.#counts.set(request.code, this.seen(request.code) + 1);
    if (!this.#model.time) await until(performance.now() + THINKING_MS);
    if (this.#take('other-unit')) {
      const other = body.with(-1, (body.at(-1) ?? 0) ^ 0xff);
      await this.line.write(modbusAnswer({ ...request, unit: request.unit + 1 }, other));
    }
    if (!this.#take('silence')) await this.#answer(modbusAnswer(request, body));
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }

  async #answer(frame: Buffer): Promise<void> {
    const late = this.#take('late');
    if (late) await until(performance.now() + late.ms);
    if (this.#take('bit-error')) frame[frame.length - 3] = (frame[frame.length - 3] ?? 0) ^ 0x10;
    const gap = this.#take('gap');
    if (!gap) return this.line.write(frame);
    await this.line.write(frame.subarray(0, 3));
    await until(performance.now() + gap.ms);
    await this.line.write(frame.subarray(3));
  }

  #feedWatchdog(): void {
    const { watchdogMs } = this.#model;
    if (watchdogMs === undefined) return;
    this.#stopWatchdog();
    this.#stopWatchdog = this.#time.at(watchdogMs, () => this.#terminals.switchAllOff());
  }

  #carryOut(request: ModbusRequest): readonly number[] {
    switch (request.code) {
      case 0x01:
      case 0x02:
        return this.#read(request);
      case 0x05:
        return this.#writeCoil(request);
      case 0x06:
        return this.#writeRegister(request);
      default:
        return refused(request, 'function');
    }
  }

  #read(request: ModbusRequest): readonly number[] {
    const { address, code, value: count } = request;
    const { inputs = 8, inputsAreCoils = false, outputs = 8 } = this.#model;
    const behind = code === 0x01 ? outputs : 0;
    const size = code === 0x01 ? outputs + (inputsAreCoils ? inputs : 0) : inputs;
    if (code === 0x02 && inputsAreCoils) return refused(request, 'function');
    if (count === 0 || address + count > size) return refused(request, 'address');
    const bytes = new Array<number>(Math.ceil(count / 8)).fill(0);
    for (let bit = 0; bit < count; bit++) {
      const number = address + bit;
      const on = number < behind ? this.#terminals.output(number) : this.#terminals.input(number);
      if (on) bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (1 << (bit & 7));
    }
    return [code, bytes.length, ...bytes];
  }

  #writeCoil(request: ModbusRequest): readonly number[] {
    const { address, value } = request;
    const { outputs = 8, timer } = this.#model;
    const flashes = timer === 'flash' && address >= 0x0200 && address < 0x0200 + outputs;
    if (flashes) this.#terminals.switchOn(address - 0x0200, value * 100);
    else if (address >= outputs) return refused(request, 'address');
    else if (value === 0xff00) this.#terminals.switchOn(address);
    else if (value === 0x0000) this.#terminals.switchOff(address);
    else return refused(request, 'value');
    return echo(request);
  }

  #writeRegister(request: ModbusRequest): readonly number[] {
    const { address, value } = request;
    const { outputs = 8, timer } = this.#model;
    if (timer !== 'delay') return refused(request, 'function');
    if (address < 1 || address > outputs) return refused(request, 'address');
    if (value >> 8 !== 0x06) return refused(request, 'value');
    this.#terminals.switchOn(address - 1, (value & 0xff) * 1000);
    return echo(request);
  }
}

const echo = ({ address, code, value }: ModbusRequest): readonly number[] => [
  code,
  address >> 8,
  address & 0xff,
  value >> 8,
  value & 0xff,
];

const refused = ({ code }: ModbusRequest, why: keyof typeof ILLEGAL): readonly number[] => [
  code | 0x80,
  ILLEGAL[why],
];
