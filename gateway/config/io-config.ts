/** Boards of switched inputs and outputs, as the settings file names them. */
import { z } from 'zod';
import { Id, LinePort, Milliseconds } from './words.ts';

const input = (number: z.ZodInt) =>
  z.strictObject({
    number,
    /** On is what reads 0. */
    activeLow: z.boolean().exactOptional(),
    /** How long it must read the same before it has changed. */
    debounceMs: z.int().min(0).max(10_000).exactOptional(),
  });
const lines = (inputs: z.ZodInt, outputs: z.ZodInt) => ({
  inputs: z.record(Id, input(inputs)).default({}),
  /** There is no active-low output: what a gateway that dies lets go of must be what is safe. */
  outputs: z.record(Id, z.strictObject({ number: outputs })).default({}),
  /** Rest between two readings of the inputs. */
  pauseMs: Milliseconds.exactOptional(),
});

const Word = z.int().min(0).max(0xffff);

export const ModbusIo = z.strictObject({
  id: Id,
  driver: z.literal('modbus-io'),
  port: LinePort,
  /** Address of the board on its bus. */
  unit: z.int().min(1).max(255).default(1),
  /** `rtu` on a serial line and behind a terminal server, `tcp` for a board with a socket of its own. By the port. */
  framing: z.enum(['rtu', 'tcp']).exactOptional(),
  /** Whether its inputs are read by function 02, as the standard has it, or 01. */
  inputsAre: z.enum(['inputs', 'coils']).default('inputs'),
  /** How the board lets go of an output by itself; without one the gateway does, and one that dies does not. */
  timer: z
    .strictObject({
      by: z.enum(['coil', 'register']),
      /** Address of the first output's timer. */
      first: Word,
      unitMs: Milliseconds,
      /** Added to the time. */
      base: Word.exactOptional(),
      /** Most units that it takes. */
      most: z.int().min(1).max(0xffff),
    })
    .exactOptional(),
  ...lines(Word, Word),
});

export const FeigIo = z.strictObject({
  id: Id,
  driver: z.literal('feig-io'),
  /** Command by which the reader switches outputs: its manual says which it knows. */
  command: z.enum(['71', '72']).default('71'),
  ...lines(z.int().min(1).max(3), z.int().min(0).max(255)),
});

/** Drivers of switched lines. */
export const IO_DRIVERS = ['modbus-io', 'feig-io'] as const;

type Lines = Pick<z.output<typeof ModbusIo>, 'inputs' | 'outputs'>;
interface AnyDevice extends Partial<Lines> {
  readonly id: string;
  readonly driver: string;
}

/** @returns what is wrong, one sentence each */
export function checkLines(devices: readonly AnyDevice[]): readonly string[] {
  const faults: string[] = [];
  const behindReader = devices.filter(({ driver }) => driver === 'feig-io');
  if (behindReader.length > 1) faults.push('one feig-io is all that a reader has');
  if (behindReader.length > 0 && !devices.some(({ driver }) => driver === 'feig-iso-host'))
    faults.push('feig-io needs a pad with the driver feig-iso-host: its lines are the reader’s');
  for (const { command, id, outputs } of devices.filter(hasFields)) {
    const high = Object.values(outputs).some(({ number }) => number > 8);
    if (high && command === '71') faults.push(`${id}: command 71 knows outputs 0 to 8`);
  }
  for (const way of ['inputs', 'outputs'] as const) {
    const names = devices.flatMap((device) => Object.keys(device[way] ?? {}));
    const twice = names.find((name, index) => names.indexOf(name) < index);
    if (twice !== undefined) faults.push(`two ${way} have the name ${twice}`);
  }
  return faults;
}

const hasFields = (
  device: AnyDevice,
): device is AnyDevice & Pick<z.output<typeof FeigIo>, 'command' | 'outputs'> =>
  device.driver === 'feig-io';
