import { Fault } from '../../errors.ts';
import type { Port } from '../device.ts';
import type { IoBoard } from './io-board.ts';
import {
  COIL_OFF,
  COIL_ON,
  decodeBits,
  FUNCTION,
  readBitsRequest,
  writeCoilRequest,
  writeRegisterRequest,
} from './modbus-frames.ts';
import { ModbusLine } from './modbus-line.ts';
import type { ModbusLineOptions } from './modbus-line.ts';

/**
 * How a board switches an output on for a time and lets go by itself (“flash”, “delay”, “jog”): no standard says, each
 * maker has its own. A value of `base` plus the time in units goes to address `first` plus the number of the output.
 */
export interface OutputTimer {
  /** `coil`: function 05 with another value than FF00 and 0000; `register`: function 06. */
  readonly by: 'coil' | 'register';
  readonly first: number;
  readonly unitMs: number;
  /** 0 by default. */
  readonly base?: number;
  /** Most units that it takes. */
  readonly most: number;
}

export interface ModbusBoardOptions extends ModbusLineOptions {
  /** Where the inputs are: function 02, as the standard has it, or 01. */
  readonly inputsAre?: 'inputs' | 'coils';
  readonly timer?: OutputTimer;
}

/** A relay board that speaks Modbus, over a serial line or TCP. Outputs are coils, by number from 0. */
export class ModbusBoard implements IoBoard {
  readonly timed: boolean;
  readonly #line: ModbusLine;
  readonly #timer: OutputTimer | undefined;
  readonly #readFunction: typeof FUNCTION.readCoils | typeof FUNCTION.readInputs;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(port: Port, options: ModbusBoardOptions) {
    this.#line = new ModbusLine(port, options);
    this.#timer = options.timer;
    this.timed = options.timer !== undefined;
    this.#readFunction = options.inputsAre === 'coils' ? FUNCTION.readCoils : FUNCTION.readInputs;
  }

  /** In one request, whatever lies between the lowest and the highest: seven inputs are one byte. */
  async readInputs(numbers: readonly number[]): Promise<readonly boolean[]> {
    if (numbers.length === 0) return [];
    const first = Math.min(...numbers);
    const count = Math.max(...numbers) - first + 1;
    const answer = await this.#ask(readBitsRequest(this.#readFunction, first, count));
    const bits = decodeBits(answer, count);
    if (!bits) throw new Fault('malformed', 'not as many inputs as asked for');
    return numbers.map((number) => bits[number - first] ?? false);
  }

  switchOn(output: number, forMs: number): Promise<void> {
    const timer = this.#timer;
    if (!timer) return this.#write(writeCoilRequest(output, COIL_ON));
    const { base = 0, by, first, most, unitMs } = timer;
    const value = base + Math.min(most, Math.ceil(forMs / unitMs));
    const write = by === 'coil' ? writeCoilRequest : writeRegisterRequest;
    return this.#write(write(first + output, value));
  }

  switchOff(output: number): Promise<void> {
    return this.#write(writeCoilRequest(output, COIL_OFF));
  }

  async close(): Promise<void> {
    this.#line.close();
    await this.#queue;
  }

  /** The answer to a write repeats it (1.1b3 §6.5, §6.6). */
  async #write(pdu: Uint8Array): Promise<void> {
    const answer = await this.#ask(pdu);
    if (answer.every((byte, index) => byte === pdu[index]) && answer.length === pdu.length) return;
    throw new Fault('malformed', 'the board confirms something else than it was told');
  }

  #ask(pdu: Uint8Array): Promise<Uint8Array> {
    const answer = this.#queue.then(() => this.#line.request(pdu));
    this.#queue = answer.catch(() => undefined); // the caller has the error; the next request starts afresh
    return answer;
  }
}
