/** The state of each device since when: for health, metrics and the staff page. */
import type { DeviceId, DeviceStatus } from './devices/device.ts';

export type DeviceKind =
  'barcode-scanner' | 'card-reader' | 'rfid-reader' | 'receipt-printer' | 'digital-io';

export interface BoardDevice {
  readonly id: DeviceId;
  readonly kind: DeviceKind;
  readonly state: DeviceStatus['state'];
  readonly code?: string;
  /** Epoch milliseconds of the last change. */
  readonly since: number;
  /** What last went wrong, also when all is well again. */
  readonly lastFault?: { readonly code: string; readonly at: number };
}

export class DeviceBoard {
  readonly #devices = new Map<DeviceId, BoardDevice>();

  add(id: DeviceId, kind: DeviceKind, now: number): void {
    this.#devices.set(id, { id, kind, state: 'opening', since: now });
  }

  note(id: DeviceId, status: DeviceStatus, now: number): void {
    const known = this.#devices.get(id);
    if (!known) return;
    const { kind, lastFault } = known;
    const { state } = status;
    const fault = state === 'faulty' ? { code: status.code, at: now } : lastFault;
    this.#devices.set(id, {
      ...{ id, kind, state, since: now },
      ...(state === 'faulty' && { code: status.code }),
      ...(fault && { lastFault: fault }),
    });
  }

  list = (): BoardDevice[] => [...this.#devices.values()];
}
