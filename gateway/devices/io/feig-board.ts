import { Fault } from '../../errors.ts';
import type { OpenPort, Port } from '../device.ts';
import { PortListeners } from '../port-listeners.ts';
import { MOST_OUTPUT_UNITS, ONLY_RELAY, OUTPUT_UNIT_MS } from '../rfid/feig-io-frames.ts';
import type { FeigReader } from '../rfid/feig-reader.ts';
import type { IoBoard } from './io-board.ts';

/** `field`: command [71]; `numbered`: [72]. Which one a model knows, its manual says. */
export type FeigOutputs = 'field' | 'numbered';

/** Of a relay that knows pulses only: when the last one is over. Monotonic milliseconds; outlives the reader's line. */
interface Pulse {
  ends: number;
}

/** Inputs and outputs of a FEIG reader, which has the line: each command waits until the reader has looked for tags. */
class FeigBoard implements IoBoard {
  /** The reader itself lets go when the time is over. */
  readonly timed = true;
  readonly #reader: FeigReader;
  readonly #outputs: FeigOutputs;
  readonly #pulse: Pulse;

  constructor(reader: FeigReader, outputs: FeigOutputs, pulse: Pulse) {
    this.#reader = reader;
    this.#outputs = outputs;
    this.#pulse = pulse;
  }

  /** @param numbers 1–3, as printed on the reader */
  async readInputs(numbers: readonly number[]): Promise<readonly boolean[]> {
    const inputs = await this.#reader.readInputs();
    return numbers.map((number) => inputs[number - 1] ?? false);
  }

  async switchOn(output: number, forMs: number): Promise<void> {
    const units = Math.min(MOST_OUTPUT_UNITS, Math.max(1, Math.ceil(forMs / OUTPUT_UNIT_MS)));
    await this.#reader.switchOutput(this.#outputs, { output, units });
    if (this.#isPulse(output)) this.#pulse.ends = performance.now() + units * OUTPUT_UNIT_MS;
  }

  /** A relay that knows pulses only is ended by a pulse of the shortest length: one that rests would be woken by it. */
  async switchOff(output: number): Promise<void> {
    if (this.#isPulse(output) && performance.now() >= this.#pulse.ends) return;
    await this.#reader.switchOutput(this.#outputs, { output, units: undefined });
    if (this.#isPulse(output)) this.#pulse.ends = -Infinity;
  }

  #isPulse(output: number): boolean {
    return this.#outputs === 'field' && output === ONLY_RELAY;
  }

  /** The reader is its pad's to close. */
  async close(): Promise<void> {}
}

/**
 * Lets the switched lines of a reader live as long as the reader does: the pad opens it, and the lines are opened
 * behind it.
 */
export class FeigLines {
  readonly #openReader: (port: Port) => Promise<FeigReader>;
  readonly #outputs: FeigOutputs;
  /** Openings of the lines, to be told when the reader is gone. */
  readonly #opened = new Set<PortListeners>();
  readonly #pulse: Pulse = { ends: -Infinity };
  #reader: FeigReader | undefined;

  constructor(openReader: (port: Port) => Promise<FeigReader>, outputs: FeigOutputs) {
    this.#openReader = openReader;
    this.#outputs = outputs;
  }

  /** For the pad, instead of opening the reader itself. */
  readonly openReader = async (port: Port): Promise<FeigReader> => {
    const reader = await this.#openReader(port);
    this.#reader = reader;
    port.onClose(() => this.#gone(reader));
    return reader;
  };

  /** For the supervisor of the lines. Bytes do not go this way: the reader has the line. */
  readonly open: OpenPort = async () => {
    if (!this.#reader) throw new Fault('port-missing', 'its reader is not there');
    const listeners = new PortListeners();
    this.#opened.add(listeners);
    return {
      write: () => Promise.reject(new Fault('not-supported', 'the reader has this line')),
      onData: () => {},
      onClose: (listener) => listeners.addClose(listener),
      close: async () => {
        this.#opened.delete(listeners);
        listeners.close();
      },
    };
  };

  /** @throws Fault `port-lost` when the reader has just gone */
  readonly connect = (): IoBoard => {
    if (!this.#reader) throw new Fault('port-lost', 'its reader is gone');
    return new FeigBoard(this.#reader, this.#outputs, this.#pulse);
  };

  #gone(reader: FeigReader): void {
    if (this.#reader !== reader) return;
    this.#reader = undefined;
    const opened = [...this.#opened];
    this.#opened.clear();
    for (const listeners of opened) listeners.close();
  }
}
