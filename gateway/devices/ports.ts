import type { OpenPort } from './device.ts';
import { openSerial } from './serial-port.ts';
import type { SerialAddress } from './serial-port.ts';
import { openTcp } from './tcp-port.ts';
import type { TcpAddress } from './tcp-port.ts';

export type { SerialAddress, TcpAddress };
export type PortAddress = SerialAddress | TcpAddress;

/** The opener of a line, from how the settings file names it. */
export const openPort =
  (address: PortAddress): OpenPort =>
  () =>
    'tcp' in address ? openTcp(address) : openSerial(address);
