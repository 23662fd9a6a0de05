/** What the parts of the settings file have in common. */
import { z } from 'zod';
import { isEndless } from '../scans/endless-pattern.ts';

export const Text = z.string().min(1, 'must not be empty');
export const Place = z.enum(['left', 'right', 'below']);
export const Port = z.int('must be a whole number').min(0).max(65_535);
export const Id = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'must be 1–32 small letters, digits and hyphens');
/** `"C2"`: JSON has no hexadecimal numbers, and every document writes AFIs so. */
export const Afi = z
  .string()
  .regex(/^[0-9a-fA-F]{2}$/, 'must be two hexadecimal digits such as "07"')
  .transform((digits) => Number.parseInt(digits, 16));
export const Milliseconds = z.int('must be whole milliseconds').positive();

/** A regular expression, tried with the flag `u`. */
export const Pattern = Text.max(256)
  .refine(isPattern, 'is no regular expression')
  .refine(
    (text) => !isEndless(text),
    'repeats a group that may be read in many ways: a long scan could be thought about for ever',
  );

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, 'u').source !== '';
  } catch {
    return false;
  }
}

const SerialPort = z.strictObject({
  serial: Text,
  baudRate: z.int().positive(),
  dataBits: z.literal([7, 8]).exactOptional(),
  parity: z.enum(['none', 'even', 'odd']).exactOptional(),
  stopBits: z.literal([1, 2]).exactOptional(),
  /** How the device says that it takes no more for now: printers do. */
  flow: z.enum(['none', 'rts-cts', 'xon-xoff']).exactOptional(),
});
const TcpPort = z.strictObject({
  tcp: z.strictObject({ host: Text, port: Port.min(1) }),
});
const FilePort = z.strictObject({ file: Text });
export const LinePort = z.union([SerialPort, TcpPort], {
  error: 'must be {"serial": …, "baudRate": …} or {"tcp": {"host": …, "port": …}}',
});
/** A USB printer may show as a file, too. */
export const PrinterPort = z.union([SerialPort, TcpPort, FilePort], {
  error:
    'must be {"serial": …, "baudRate": …}, {"tcp": {"host": …, "port": …}} or {"file": "/dev/usb/lp0"}',
});
