import type { OpenPort } from './device.ts';
import { openFile } from './file-port.ts';
import type { FileAddress } from './file-port.ts';
import { openSerial } from './serial-port.ts';
import type { SerialAddress } from './serial-port.ts';
import { openTcp } from './tcp-port.ts';
import type { TcpAddress } from './tcp-port.ts';

export type { FileAddress, SerialAddress, TcpAddress };
export type PortAddress = SerialAddress | TcpAddress | FileAddress;

/** The opener of a line, from how the settings file names it. */
export const openPort =
  (address: PortAddress): OpenPort =>
  () => {
    if ('tcp' in address) return openTcp(address);
    return 'file' in address ? openFile(address) : openSerial(address);
  };
