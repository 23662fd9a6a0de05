/**
 * The order in which a line is tried. One row is one opening of the line; its probes follow one another on it.
 * Likely settings stand first, so that an installer seldom waits for the whole list.
 */
import { probeZebra } from '../barcode/ssi-probe.ts';
import { probePn532 } from '../cards/pn532-probe.ts';
import { probeModbusRtu, probeModbusTcp } from '../io/modbus-probe.ts';
import { probeEscpos } from '../printer/printer-probe.ts';
import { probeFeig } from '../rfid/feig-probe.ts';
import { probeThreeM } from '../rfid/three-m-probe.ts';
import { probeUhf } from '../rfid/uhf-probe.ts';
import type { LineSettings, Probe } from './probe.ts';

export interface Try {
  /** Undefined: a line over the network. */
  readonly line: LineSettings | undefined;
  readonly probes: readonly Probe[];
}

const EVEN = { parity: 'even' } as const;

/** FEIG H20800-16e §4.2 (38400 even from the factory); 3M 210 §2; the others as their makers ship them. */
export const SERIAL_TRIES: readonly Try[] = [
  { line: { baudRate: 38400, ...EVEN }, probes: [probeFeig] },
  { line: { baudRate: 19200 }, probes: [probeThreeM, probeEscpos] },
  { line: { baudRate: 57600 }, probes: [probeUhf] },
  {
    line: { baudRate: 115200 },
    probes: [probeFeig, probeUhf, probePn532, probeZebra, probeEscpos],
  },
  { line: { baudRate: 38400 }, probes: [probeFeig, probeEscpos] },
  { line: { baudRate: 115200, ...EVEN }, probes: [probeFeig] },
  { line: { baudRate: 19200, ...EVEN }, probes: [probeFeig] },
  { line: { baudRate: 9600, ...EVEN }, probes: [probeFeig] },
  { line: { baudRate: 9600 }, probes: [probeZebra, probeModbusRtu, probeEscpos] },
];

/**
 * Readers of the network, and serial ones behind a terminal server that knows their speed. A printer is asked first: it
 * would print what the others are asked.
 */
export const NETWORK_TRIES: readonly Try[] = [
  { line: undefined, probes: [probeEscpos, probeFeig, probeThreeM, probeUhf, probeModbusTcp] },
];

/** How scanners leave the factory; one that sends seven bits and a parity bit is understood at either speed. */
export const SCANNER_LINES: readonly LineSettings[] = [{ baudRate: 9600 }, { baudRate: 115200 }];
