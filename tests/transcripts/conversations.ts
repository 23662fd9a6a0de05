/** The conversation that is recorded with each reader: what the pad does with a book, and the tagging station with a label. */
import { pn532Reader } from '#gateway/devices/cards/pn532-reader.ts';
import type { DeviceEvent, Port, RfidReader } from '#gateway/devices/device.ts';
import { FeigReader } from '#gateway/devices/rfid/feig-reader.ts';
import { ThreeMReader } from '#gateway/devices/rfid/three-m-reader.ts';
import { UhfReader } from '#gateway/devices/rfid/uhf-reader.ts';

export type OpenReader = (port: Port, patience: Patience) => Promise<RfidReader>;

/** How long a driver waits, in ms; short ones where the line is in memory. */
export interface Patience {
  readonly timeoutMs?: number;
  readonly gapMs?: number;
}

const OPENS: Readonly<Record<string, OpenReader>> = {
  'feig-iso-host': (port, patience) => FeigReader.open(port, patience),
  '3m-d6': (port, patience) => ThreeMReader.open(port, patience),
  uhfreader18: (port, patience) => UhfReader.open(port, patience),
};

/** @throws Error for a driver that reads no book tags, or that no transcript is of */
export function openerOf(driver: string): OpenReader {
  const open = OPENS[driver];
  if (!open) throw new Error(`There is no driver ${driver} among the readers.`);
  return open;
}

/** The whole conversation of a driver. @throws Fault */
export async function converse(driver: string, port: Port, patience: Patience): Promise<unknown> {
  if (driver === 'pn532') return waitForCard(port, patience);
  const reader = await openerOf(driver)(port, patience);
  const result = await handle(reader);
  await reader.close();
  return result;
}

/** Until the card that lies there was told of. */
async function waitForCard(port: Port, patience: Patience): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  // It may fail while it is being started, and nobody waits yet.
  promise.catch(() => undefined);
  const start = pn532Reader('cards', { pauseMs: 5, ...patience });
  const emit = (event: DeviceEvent) => event.kind === 'card-read' && resolve({ card: event.card });
  const running = await start(port, { emit, fail: reject });
  try {
    return await promise;
  } finally {
    await running.close();
  }
}

const DISARMED = 0xc2;

/** As JSON, so that it can be kept beside the bytes. @throws Fault */
async function handle(reader: RfidReader): Promise<unknown> {
  const { uids, complete } = await reader.inventory();
  const read = [];
  for (const uid of uids.toSorted()) {
    const { afi, memory } = await reader.readTag(uid, 34);
    read.push({ uid, afi, memory: Buffer.from(memory).toString('hex') });
  }
  const [first = ''] = uids.toSorted();
  await reader.writeAfi(first, DISARMED);
  const afi = await reader.readAfi(first);
  await reader.writeBlocks(first, 4, Buffer.from('b10cb10c', 'hex'));
  const { memory } = await reader.readTag(first, 34);
  const written = Buffer.from(memory).toString('hex');
  return { model: reader.model, complete, read, afi, written };
}
