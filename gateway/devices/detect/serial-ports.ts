import { platform } from 'node:process';
import { SerialPort } from 'serialport';
import { linuxSerialPorts } from './linux-serial-ports.ts';

/** A serial line of this computer, as an installer has to know it. */
export interface SerialPortEntry {
  /** `/dev/ttyUSB0`, `COM3`: changes when adapters are plugged in another order. */
  readonly path: string;
  /** `/dev/serial/by-id/…`, a name that stays. */
  readonly stablePath?: string;
  readonly maker?: string;
  readonly product?: string;
  readonly serialNumber?: string;
  /** `0403:6001`, for udev rules. */
  readonly usbId?: string;
  /** Programs that have it open, as far as this account may see them: `1234 (node)`. */
  readonly openedBy: readonly string[];
  /** The system itself writes on it and reads from it. */
  readonly isConsole?: boolean;
  /** Undefined where this cannot be told without opening it. */
  readonly access?: { readonly allowed: boolean; readonly group: string };
}

/** Nobody else has it, as far as this account may see, and it may be opened. */
export const isFree = ({ access, isConsole, openedBy }: SerialPortEntry): boolean =>
  openedBy.length === 0 && !isConsole && access?.allowed !== false;

/**
 * On Linux read from /sys, because the library asks `udevadm`, which not every system has, and which tells neither
 * who has a line open nor whether one may open it.
 */
export const listSerialPorts = (): Promise<readonly SerialPortEntry[]> =>
  platform === 'linux' ? linuxSerialPorts() : otherSerialPorts();

async function otherSerialPorts(): Promise<readonly SerialPortEntry[]> {
  const ports = await SerialPort.list();
  return ports.map(({ path, manufacturer, serialNumber, vendorId, productId }) => ({
    path,
    openedBy: [],
    ...(manufacturer && { maker: manufacturer }),
    ...(serialNumber && { serialNumber }),
    ...(vendorId && productId && { usbId: `${vendorId}:${productId}`.toLowerCase() }),
  }));
}
