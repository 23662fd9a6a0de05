/** A pad as a terminal has it: supervisor, driver, pseudo-terminal, reader. */
import type { DeviceEvent } from '#gateway/devices/device.ts';
import { openPort } from '#gateway/devices/ports.ts';
import { FeigReader } from '#gateway/devices/rfid/feig-reader.ts';
import { RfidPad } from '#gateway/devices/rfid/rfid-pad.ts';
import type { PadSettings } from '#gateway/devices/rfid/pad-settings.ts';
import { Supervisor } from '#gateway/devices/supervisor.ts';
import { EventLog } from './events.ts';
import { SimulatedFeigReader } from './feig-reader.ts';
import { PtyLine } from './pty-line.ts';

export interface PadOnDeskOptions {
  /** Of the gateway's settings file; the reader is set to 38400. */
  readonly baudRate?: number;
  readonly model?: 'CPR40' | 'MR102';
  readonly scanMode?: boolean;
  /** How long an answer, and the rest of one, is waited for: short, so that faults are found soon. Milliseconds. */
  readonly patience?: { readonly timeoutMs: number; readonly gapMs?: number };
}

/** Where it is counted what was asked: on a busy machine nothing is asked twice. */
export const PATIENT = { timeoutMs: 10_000, gapMs: 5_000 };

export async function padOnDesk(
  settings: Partial<PadSettings> = {},
  {
    baudRate = 38_400,
    model = 'CPR40',
    patience = { timeoutMs: 400 },
    scanMode = false,
  }: PadOnDeskOptions = {},
) {
  const line = await PtyLine.open({ baudRate: 38_400, parity: 'even' });
  const reader = SimulatedFeigReader.on(line, { model });
  reader.simulateScanMode(scanMode);
  const log = new EventLog<DeviceEvent>();
  const pad = new RfidPad('pad', (port) => FeigReader.open(port, patience), {
    // A write is tried as often as it may be, however long a busy computer takes for it.
    ...{ pauseMs: 10, withinMs: 20_000, imageWithinMs: 20_000 },
    ...settings,
  });
  const supervisor = new Supervisor({
    device: 'pad',
    open: openPort({ ...line.address, baudRate }),
    start: pad.start,
    emit: log.push,
    backOff: { firstMs: 10, maxMs: 50 },
  });
  supervisor.start();
  const close = async () => {
    await supervisor.close();
    await line.close();
  };
  return { line, reader, log, pad, close, restart: () => supervisor.restart() };
}

export const entered = (uid: string) => (event: DeviceEvent) =>
  event.kind === 'tag-entered' && event.tag.uid === uid;
export const left = (uid: string) => (event: DeviceEvent) =>
  event.kind === 'tag-left' && event.uid === uid;
export const status = (state: string) => (event: DeviceEvent) =>
  event.kind === 'device-status' &&
  (event.status.state === 'faulty' ? event.status.code : event.status.state) === state;
export const moves = (log: EventLog<DeviceEvent>) =>
  log.all.filter(({ kind }) => kind === 'tag-entered' || kind === 'tag-left');

/** So many more looks have begun. */
export async function looks(reader: SimulatedFeigReader, times: number): Promise<void> {
  for (let time = 0; time < times; time++) await reader.nextCommand('rf-reset', 'before');
}
