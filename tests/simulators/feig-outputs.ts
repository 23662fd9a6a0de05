/** Outputs and inputs of the simulated FEIG reader: [71], [72] and [74]. */
import { LENGTH_ERROR, PARAMETER_RANGE } from './feig-answers.ts';
import type { FeigAnswer } from './feig-answers.ts';
import type { IoTerminals } from './io-wires.ts';

const DONE: FeigAnswer = { status: 0x00, airMs: 0 };
/** In units of 100 ms; without end, until another time is written. */
const WITHOUT_END = 0xffff;

/**
 * `OS OSF OS-TIME OUT-TIME`. The eight fields of OS are outputs 1–8; the relay of models that have only one, which
 * OUT-TIME pulses, is output 0.
 */
export function setOutputs(wires: IoTerminals, data: Buffer): FeigAnswer {
  if (data.length !== 8) return LENGTH_ERROR;
  const [states, lampTime, outTime] = [0, 4, 6].map((at) => data.readUInt16BE(at));
  const modes = Array.from({ length: 8 }, (_, field) => ((states ?? 0) >> (2 * field)) & 0b11);
  for (const [field, mode] of modes.entries()) {
    set(wires, field + 1, mode, (field < 4 ? lampTime : outTime) ?? 0);
  }
  if (modes.slice(4).every((mode) => mode === 0)) set(wires, 0, 0b01, outTime ?? 0);
  return DONE;
}

/** `MODE OUT-N {OUT-NR OUT-S OUT-TIME}`; outputs go by their OUT-NR. */
export function setNumberedOutputs(wires: IoTerminals, data: Buffer): FeigAnswer {
  const count = data[1] ?? 0;
  if (data.length !== 2 + count * 4) return LENGTH_ERROR;
  if (data[0] !== 0x01 || count === 0) return PARAMETER_RANGE;
  for (let at = 2; at < data.length; at += 4) {
    set(wires, data.readUInt8(at), data.readUInt8(at + 1) & 0b11, data.readUInt16BE(at + 2));
  }
  return DONE;
}

export function inputsOf(wires: IoTerminals): FeigAnswer {
  const bits = [1, 2, 3].map((number, bit) => (wires.input(number) ? 1 << bit : 0));
  return { status: 0x00, data: Uint8Array.of(bits.reduce((sum, bit) => sum | bit, 0)), airMs: 0 };
}

/** Mode 00 and time 0 leave an output as it is; 11 flashes, which is on as far as a relay goes. */
function set(wires: IoTerminals, output: number, mode: number, time: number): void {
  if (mode === 0b00 || time === 0) return;
  if (mode === 0b10) wires.switchOff(output);
  else if (time === WITHOUT_END) wires.switchOn(output);
  else wires.switchOn(output, time * 100);
}
