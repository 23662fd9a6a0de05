import { afterEach, expect, test } from 'vitest';
import { bookTag, nextUid } from '#tests/simulators/book-tag.ts';
import { EventLog } from '#tests/simulators/events.ts';
import { PtyLine } from '#tests/simulators/pty-line.ts';
import { SimulatedThreeMReader } from '#tests/simulators/three-m-reader.ts';
import type { ThreeMOptions } from '#tests/simulators/three-m-reader.ts';
import type { SiteSecurity } from '../../tags/security.ts';
import type { DeviceEvent } from '../device.ts';
import { openPort } from '../ports.ts';
import { Supervisor } from '../supervisor.ts';
import { RfidPad } from './rfid-pad.ts';
import { ThreeMReader } from './three-m-reader.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function padWith(options: ThreeMOptions = {}) {
  const line = await PtyLine.open({ baudRate: 19200 });
  closing.push(() => line.close());
  const reader = SimulatedThreeMReader.on(line, options);
  const log = new EventLog<DeviceEvent>();
  // How long a driver and a pad wait is their own tests' matter: here a busy computer has its time.
  const pad = new RfidPad('pad', (port) => ThreeMReader.open(port, { timeoutMs: 10_000 }), {
    ...{ pauseMs: 20, withinMs: 20_000, imageWithinMs: 20_000 },
  });
  const supervisor = new Supervisor({
    device: 'pad',
    open: openPort(line.address),
    start: pad.start,
    emit: log.push,
    backOff: { firstMs: 10, maxMs: 50 },
  });
  closing.push(() => supervisor.close());
  supervisor.start();
  return { line, reader, log, pad };
}
const book = () => bookTag({ uid: nextUid(), itemId: 'B1' });
const entered = ({ kind }: DeviceEvent) => kind === 'tag-entered';
const isLeft = ({ kind }: DeviceEvent) => kind === 'tag-left';

const isLost = (event: DeviceEvent) =>
  event.kind === 'device-status' && event.status.state === 'faulty';

/** An old 3M site: its own pair of AFIs, and a gate that listens to the chips. */
const SITE: SiteSecurity = {
  afi: { armed: 0xda, disarmed: 0xd7, alsoArmed: [0x07], alsoDisarmed: [0xc2] },
  eas: true,
};

test('AFI and alarm are both written, and both read back', async () => {
  const { reader, log, pad } = await padWith();
  const tag = book();
  tag.eas = true;
  reader.place(tag);
  await log.find(entered);
  for (const [state, afi, eas] of [
    ['disarmed', 0xd7, false],
    ['armed', 0xda, true],
  ] as const) {
    await pad.secure(tag.uid, state, SITE);
    expect(tag).toMatchObject({ afi, eas });
    expect(await pad.readSecurity(tag.uid)).toEqual({ afi, eas });
  }
});

test('writes that fail, as they often do on these pads, are tried again', async () => {
  const { reader, log, pad } = await padWith();
  const tag = book();
  reader.place(tag);
  await log.find(entered);
  reader.simulateWriteFailure(tag.uid, 4, 'pretends');
  await pad.secure(tag.uid, 'disarmed', { ...SITE, eas: false });
  expect(tag.afi).toBe(0xd7);
  expect(reader.seen('write-afi')).toBe(5);
});

test('ten books on a pad that has memory for four: all enter, none leaves, and each is told from its going', async () => {
  const { reader, log } = await padWith({ tagsPerAnswer: 4 });
  const books = Array.from({ length: 10 }, book);
  reader.place(...books);
  await log.count(entered, 10);
  for (let look = 0; look < 4; look++) await reader.nextAct('inventory', 'after');
  expect(log.all.filter(isLeft)).toEqual([]);
  reader.remove(...books.map(({ uid }) => uid));
  await log.count(isLeft, 10);
});

test('what was told to be quiet is found again after the line was lost', async () => {
  const { line, reader, log, pad } = await padWith({ tagsPerAnswer: 1 });
  const books = [book(), book()];
  reader.place(...books);
  await log.count(entered, 2);
  await line.unplug();
  await log.find(isLost);
  await line.plug();
  for (let look = 0; look < 12; look++) await reader.nextAct('inventory', 'after');
  expect(log.all.filter(isLeft)).toEqual([]);
  expect([...pad.uids].sort()).toEqual(books.map(({ uid }) => uid).sort());
});
