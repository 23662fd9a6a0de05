/**
 * Outputs and inputs of FEIG readers: [71] and [72] Set Output, [74] Get Input (H20800-16e §6; H60301-3e §5.8;
 * H40801-5e §5.11; H90701-3e §9.9). Times are in units of 100 ms; FFFF, without end, is never sent.
 */
export const OUTPUT_UNIT_MS = 100;
/** 108 minutes. */
export const MOST_OUTPUT_UNITS = 0xfffe;

/** Mode of an output: 00 leaves it as it is, 11 flashes. */
const MODE = { on: 0b01, off: 0b10 } as const;
/** Within 100 ms an output is back at its rest; a time of 0 would leave it as it is. */
const AT_ONCE = 1;

export interface OutputOrder {
  readonly output: number;
  /** Units it stays on; undefined: off now. */
  readonly units: number | undefined;
}

/** Of the output word OS: each of its eight fields has two bits, the first the lowest. */
const FIELDS = 8;
/** Fields 1–4 are lamps and buzzer, with OS-TIME; 5–8 outputs and relay of the larger models, with OUT-TIME. */
const LAMPS = 4;
/** The one relay of CPR readers is in no field: OUT-TIME alone pulses it. */
export const ONLY_RELAY = 0;

/**
 * [71] `OS2 OSF2 OS-TIME2 OUT-TIME2`.
 * @param order its output 0 is the only relay, 1–8 a field of OS
 */
export function setOutputRequest({ output, units }: OutputOrder): Uint8Array {
  if (output < ONLY_RELAY || output > FIELDS) throw new RangeError(`no output ${output} in [71]`);
  const mode = units === undefined ? MODE.off : MODE.on;
  const state = output === ONLY_RELAY ? 0 : mode << (2 * (output - 1));
  const time = units ?? AT_ONCE;
  const isLamp = output !== ONLY_RELAY && output <= LAMPS;
  const [lampTime, outTime] = isLamp ? [time, 0] : [0, time];
  return Uint8Array.of(...word(state), 0, 0, ...word(lampTime), ...word(outTime));
}

/** [72] `MODE OUT-N {OUT-NR OUT-S OUT-TIME2}`. @param order its output is the byte OUT-NR of the reader's manual */
export function setNumberedOutputRequest({ output, units }: OutputOrder): Uint8Array {
  const mode = units === undefined ? MODE.off : MODE.on;
  return Uint8Array.of(0x01, 1, output, mode, ...word(units ?? AT_ONCE));
}

const word = (value: number): readonly [number, number] => [value >> 8, value & 0xff];

/** Answer of [74]: inputs 1–3 in bits 0–2. Above them some models say what has changed since they were last asked. */
export function decodeInputs(data: Uint8Array): readonly boolean[] | undefined {
  const [bits] = data;
  if (bits === undefined) return undefined;
  return [0, 1, 2].map((bit) => ((bits >> bit) & 1) === 1);
}
