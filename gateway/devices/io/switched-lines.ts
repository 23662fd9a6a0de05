import { Fault, isPortLoss } from '../../errors.ts';
import type { DeviceId, DigitalIo, LineName, Port } from '../device.ts';
import type { DeviceHost, RunningDevice, StartDevice } from '../driver.ts';
import { systemTiming } from '../timing.ts';
import type { Timing } from '../timing.ts';
import type { IoBoard } from './io-board.ts';
import { neverRead, settle } from './rules/debounce.ts';
import type { Debounced } from './rules/debounce.ts';

export interface InputSettings {
  readonly number: number;
  /** On is what reads 0: a contact to ground, a light beam that is interrupted. */
  readonly activeLow?: boolean;
  readonly debounceMs?: number;
}

export interface OutputSettings {
  readonly number: number;
}

export interface LinesSettings {
  readonly inputs: Readonly<Record<LineName, InputSettings>>;
  readonly outputs: Readonly<Record<LineName, OutputSettings>>;
  /** Rest between two readings of the inputs. */
  readonly pauseMs?: number;
}

export const LINES_SETTINGS = { debounceMs: 30, pauseMs: 10 } as const;

/**
 * The named inputs and outputs of one board: reads them again and again, and says what has changed. It outlives the
 * board: when the line is lost nothing is known of any input; when it comes back every output is let go, and every
 * input is told anew.
 */
export class SwitchedLines implements DigitalIo {
  readonly #device: DeviceId;
  readonly #connect: (port: Port) => IoBoard | Promise<IoBoard>;
  readonly #inputs: readonly (readonly [LineName, InputSettings])[];
  readonly #outputs: ReadonlyMap<LineName, OutputSettings>;
  readonly #pauseMs: number;
  readonly #timing: Timing;
  readonly #states = new Map<LineName, Debounced>();
  /** Outputs that were told to be on, and what stops the gateway's own letting go of them. */
  readonly #held = new Map<LineName, AbortController>();
  #atWork: { readonly board: IoBoard; readonly host: DeviceHost } | undefined;

  constructor(
    device: DeviceId,
    connect: (port: Port) => IoBoard | Promise<IoBoard>,
    { inputs, outputs, pauseMs = LINES_SETTINGS.pauseMs }: LinesSettings,
    timing: Timing = systemTiming,
  ) {
    this.#device = device;
    this.#connect = connect;
    this.#inputs = Object.entries(inputs);
    this.#outputs = new Map(Object.entries(outputs));
    this.#pauseMs = pauseMs;
    this.#timing = timing;
  }

  /** For the supervisor: called with each line that was opened. */
  readonly start: StartDevice = async (port, host) => {
    const board = await this.#connect(port);
    // Whoever held an output before, this gateway in an earlier life, holds it no longer.
    for (const { number } of this.#outputs.values()) await board.switchOff(number);
    await this.#read(board, host);
    const stop = new AbortController();
    this.#atWork = { board, host };
    const watching = this.#watch(board, host, stop.signal);
    return this.#running(board, stop, watching);
  };

  input(name: LineName): boolean | undefined {
    return this.#states.get(name)?.told;
  }

  async hold(output: LineName, forMs: number): Promise<void> {
    const { board, host } = this.#working();
    const { number } = this.#output(output);
    this.#held.get(output)?.abort();
    const letGo = new AbortController();
    this.#held.set(output, letGo);
    try {
      await board.switchOn(number, forMs);
    } finally {
      // Whether it was heard or not: it may be on, since now or since it was last held.
      if (!board.timed) void this.#letGoAfter(forMs, output, letGo.signal, host);
    }
  }

  async release(output: LineName): Promise<void> {
    const { board } = this.#working();
    const { number } = this.#output(output);
    const letGo = this.#held.get(output);
    await board.switchOff(number);
    // Only now: of what the board did not hear, time lets go.
    letGo?.abort();
    if (this.#held.get(output) === letGo) this.#held.delete(output);
  }

  #working() {
    if (this.#atWork) return this.#atWork;
    throw new Fault('port-lost', `${this.#device} is not there just now`);
  }

  #output(name: LineName): OutputSettings {
    const output = this.#outputs.get(name);
    if (output) return output;
    throw new Fault('not-supported', `${this.#device} has no output “${name}”`);
  }

  async #letGoAfter(ms: number, output: LineName, signal: AbortSignal, host: DeviceHost) {
    await this.#timing.sleep(ms, signal);
    if (signal.aborted) return;
    try {
      await this.release(output);
    } catch (error) {
      // A board that keeps on what it should let go of is opened anew, and told to let go of everything.
      host.fail(asFault(error));
    }
  }

  #running(board: IoBoard, stop: AbortController, watching: Promise<void>): RunningDevice {
    return {
      close: async () => {
        this.#atWork = undefined;
        stop.abort();
        try {
          await this.#letGoOfAll(board);
        } finally {
          await board.close();
          await watching;
          this.#states.clear();
        }
      },
    };
  }

  /** A gateway that ends holds nothing open. Where the line is lost already, the board's own timer has to. */
  async #letGoOfAll(board: IoBoard): Promise<void> {
    const held = [...this.#held];
    this.#held.clear();
    for (const [, letGo] of held) letGo.abort();
    try {
      for (const [name] of held) await board.switchOff(this.#output(name).number);
    } catch (error) {
      if (!isPortLoss(error)) throw error;
    }
  }

  async #watch(board: IoBoard, host: DeviceHost, signal: AbortSignal): Promise<void> {
    try {
      while (!signal.aborted) {
        await this.#timing.sleep(this.#pauseMs, signal);
        if (!signal.aborted) await this.#read(board, host);
      }
    } catch (error) {
      if (!signal.aborted) host.fail(asFault(error));
    }
  }

  async #read(board: IoBoard, host: DeviceHost): Promise<void> {
    const readings = await board.readInputs(this.#inputs.map(([, { number }]) => number));
    const now = this.#timing.now();
    for (const [index, [name, settings]] of this.#inputs.entries()) {
      this.#observe(name, settings, readings[index] ?? false, now, host);
    }
  }

  #observe(
    input: LineName,
    { activeLow = false, debounceMs = LINES_SETTINGS.debounceMs }: InputSettings,
    reading: boolean,
    now: number,
    host: DeviceHost,
  ): void {
    const before = this.#states.get(input) ?? neverRead;
    const { next, change } = settle(before, reading !== activeLow, now, debounceMs);
    this.#states.set(input, next);
    if (change) host.emit({ kind: 'input-changed', device: this.#device, input, ...change });
  }
}

const asFault = (error: unknown): Fault =>
  error instanceof Fault ? error : new Fault('malformed', String(error), { cause: error });
