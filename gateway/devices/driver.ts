import type { Fault } from '../errors.ts';
import type { DeviceEvent, Port } from './device.ts';

/** What a driver may say to whoever keeps it alive. */
export interface DeviceHost {
  emit(event: DeviceEvent): void;
  /** The device can no longer be used though its line stands (no answer, wrong mode): open it anew. */
  fail(fault: Fault): void;
}

/** A device at work on an open line. */
export interface RunningDevice {
  /** Stops using the line; does not close it. */
  close(): Promise<void>;
}

/**
 * A driver: takes an open line, makes sure that the device behind it answers, and works until it is closed.
 * @throws Fault when the device does not answer as it should
 */
export type StartDevice = (port: Port, host: DeviceHost) => Promise<RunningDevice>;
