/** A receipt printer as the settings file names it, behind its line. */
import type { DeviceConfig } from './config/device-config.ts';
import type { BuiltDevice } from './device-watch.ts';
import { openOnDemand } from './devices/on-demand-port.ts';
import { openPort } from './devices/ports.ts';
import { EscposPrinter } from './devices/printer/receipt-printer.ts';

export type PrinterConfig = Extract<DeviceConfig, { driver: 'escpos' }>;

/** Start bit, eight bits, stop bit; a parity bit more does not matter for patience. */
const BITS = 10;
/** A printer on the network has a small computer in front, and others to serve. */
const ANSWER_MS = { near: 500, network: 1000 };

export interface BuiltPrinter {
  readonly printer: EscposPrinter;
  readonly device: BuiltDevice;
}

export function builtPrinter(config: PrinterConfig): BuiltPrinter {
  const { connection, id, port, driver: _, ...given } = config;
  const printer = new EscposPrinter(id, {
    ...given,
    answerMs: 'tcp' in port ? ANSWER_MS.network : ANSWER_MS.near,
    byteMs: 'serial' in port ? (1000 * BITS) / port.baudRate : 0,
  });
  const line = openPort(port);
  const open = connection === 'each-time' ? openOnDemand(line) : line;
  const device = { id, kind: 'receipt-printer', open, start: printer.start } as const;
  return { printer, device: { ...device, model: () => printer.model } };
}
