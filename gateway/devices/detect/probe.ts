import { Fault } from '../../errors.ts';
import type { Port, ReaderModel } from '../device.ts';
import type { SerialAddress } from '../ports.ts';
import { QuietTimer } from '../quiet-timer.ts';

/** How a serial line is opened; a line over the network has nothing to set. */
export type LineSettings = Omit<SerialAddress, 'serial'>;

/** What answered, as an installer needs it. */
export interface Found {
  /** The driver of the settings file that speaks with it. */
  readonly driver:
    | 'feig-iso-host'
    | '3m-d6'
    | 'uhfreader18'
    | 'pn532'
    | 'serial-scanner'
    | 'zebra-ssi'
    | 'escpos'
    | 'modbus-io';
  readonly model: ReaderModel;
  /** What has to be put right before the driver can use it, in English. */
  readonly note?: string;
}

/**
 * Asks a device what it is, in the words of one protocol, and never switches anything: a probe may meet any device
 * of any maker. Undefined when what answers, if anything does, does not speak the protocol.
 * @param waitMs patience with each question; ANSWER_MS without one
 * @throws Fault `port-lost`
 */
export type Probe = (port: Port, waitMs?: number) => Promise<Found | undefined>;

/** Any reader says what it is within some 30 ms; adapters and busy computers take their own time. */
export const ANSWER_MS = 250;

export interface Question<Answer> {
  readonly request: Uint8Array;
  /** Looks at all that has come since the request; undefined while the answer is not whole. */
  readonly read: (heard: Uint8Array) => Answer | undefined;
  /** Milliseconds of patience with each try. */
  readonly waitMs?: number | undefined;
  /** The first try may fall into half a frame that another probe has left in the device. */
  readonly tries?: number;
}

/** Far more than any device says of itself; one that pushes without end is not listened to for ever. */
const MAX_HEARD = 1024;

/** @throws Fault `port-lost` */
export async function ask<Answer>(
  port: Port,
  { request, read, waitMs = ANSWER_MS, tries = 2 }: Question<Answer>,
): Promise<Answer | undefined> {
  for (let attempt = 0; attempt < tries; attempt++) {
    const answer = await askOnce(port, request, read, waitMs);
    if (answer !== undefined) return answer;
  }
  return undefined;
}

async function askOnce<Answer>(
  port: Port,
  request: Uint8Array,
  read: (heard: Uint8Array) => Answer | undefined,
  waitMs: number,
): Promise<Answer | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer | undefined>();
  let heard = new Uint8Array();
  port.onData((bytes) => {
    heard = Uint8Array.of(...heard, ...bytes).subarray(0, MAX_HEARD);
    const answer = read(heard);
    if (answer !== undefined) resolve(answer);
  });
  port.onClose(() => reject(new Fault('port-lost', 'the line is gone')));
  const patience = new QuietTimer(waitMs, () => resolve(undefined));
  patience.restart();
  try {
    const [answer] = await Promise.all([promise, port.write(request)]);
    return answer;
  } finally {
    patience.stop();
    port.onData(() => {});
  }
}
