/** What was found, in words for an installer and as the lines of the settings file. */
import type { PortAddress } from '../ports.ts';
import { lineInWords } from './detect.ts';
import type { Found, LineSettings } from './probe.ts';
import type { SerialPortEntry } from './serial-ports.ts';

/** Protocols by their drivers. */
const PROTOCOLS: Readonly<Record<Found['driver'], string>> = {
  'feig-iso-host': 'FEIG ISO host',
  '3m-d6': '3M D6',
  uhfreader18: 'UHFReader18',
  pn532: 'PN532',
  'serial-scanner': 'text of a barcode scanner',
  'zebra-ssi': 'Zebra SSI',
  escpos: 'ESC/POS',
  'modbus-io': 'Modbus',
};

export function foundInWords(found: Found, line: LineSettings | undefined): string {
  const { driver, model, note } = found;
  const firmware = model.firmware === undefined ? '' : `, firmware ${model.firmware}`;
  const lines = [`${model.name}${firmware}: ${PROTOCOLS[driver]}, ${lineInWords(line)}`];
  if (note !== undefined) lines.push(`But: ${note}.`);
  return lines.join('\n');
}

const IDS: Readonly<Record<Found['driver'], string>> = {
  'feig-iso-host': 'pad',
  '3m-d6': 'pad',
  uhfreader18: 'pad',
  pn532: 'card-reader',
  'serial-scanner': 'scanner',
  'zebra-ssi': 'scanner',
  escpos: 'printer',
  'modbus-io': 'lines',
};

/** A row of `devices` in the settings file; what is a default is left out. */
export interface DeviceRow {
  readonly id: string;
  readonly driver: Found['driver'];
  readonly port: PortAddress;
}

export function deviceRow({ driver }: Found, port: PortAddress): DeviceRow {
  return { id: IDS[driver], driver, port };
}

/** Two lines a port: what it is, and whether it can be used. */
export function portInWords(port: SerialPortEntry): string {
  const { maker, product, serialNumber, stablePath, usbId } = port;
  const device = [maker, product, usbId && `USB ${usbId}`, serialNumber && `no. ${serialNumber}`];
  const known = device.filter(Boolean).join(', ') || 'a line of the computer itself';
  return [`${port.path}  ${known}`, ...(stablePath ? [`  ${stablePath}`] : []), hint(port)].join(
    '\n',
  );
}

function hint({ access, isConsole, openedBy }: SerialPortEntry): string {
  if (isConsole) return '  the console of the system: take “console=” out of its start line first';
  if (openedBy.length > 0) return `  in use by ${openedBy.join(', ')}`;
  if (access && !access.allowed) {
    return `  this account may not open it; as administrator: usermod -aG ${access.group} ACCOUNT, then sign in anew`;
  }
  return '  free';
}
