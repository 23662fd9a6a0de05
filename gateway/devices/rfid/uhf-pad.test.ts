import { afterEach, expect, test } from 'vitest';
import { EventLog } from '#tests/simulators/events.ts';
import { PtyLine } from '#tests/simulators/pty-line.ts';
import { SimulatedUhfReader } from '#tests/simulators/uhf-reader.ts';
import type { UHF_MODELS } from '#tests/simulators/uhf-reader.ts';
import { uhfBookTag, uhfTag } from '#tests/simulators/uhf-tag.ts';
import { contentOf, decodeTag } from '../../tags/tag.ts';
import type { SiteSecurity } from '../../tags/security.ts';
import type { DeviceEvent } from '../device.ts';
import { openPort } from '../ports.ts';
import { Supervisor } from '../supervisor.ts';
import { RfidPad } from './rfid-pad.ts';
import { UhfReader } from './uhf-reader.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function padWith(model: keyof typeof UHF_MODELS) {
  const line = await PtyLine.open({ baudRate: 57600 });
  closing.push(() => line.close());
  const reader = SimulatedUhfReader.on(line, { model });
  const log = new EventLog<DeviceEvent>();
  const pad = new RfidPad('pad', (port) => UhfReader.open(port), { pauseMs: 20 });
  const supervisor = new Supervisor({
    device: 'pad',
    open: openPort(line.address),
    start: pad.start,
    emit: log.push,
  });
  closing.push(() => supervisor.close());
  supervisor.start();
  return { reader, log, pad };
}
const entered = (event: DeviceEvent) => event.kind === 'tag-entered';
const contents = (log: EventLog<DeviceEvent>) =>
  log.all.flatMap((event) =>
    event.kind === 'tag-entered' ? [contentOf(decodeTag(event.tag))] : [],
  );

const SITE: SiteSecurity = {
  afi: { armed: 0x07, disarmed: 0xc2, alsoArmed: [], alsoDisarmed: [] },
  eas: false,
};

test.each(['18', '18-old', '288'] as const)(
  'ten UHF books laid down at once enter with their content, and are disarmed one by one (%s)',
  async (model) => {
    const { reader, log, pad } = await padWith(model);
    const books = Array.from({ length: 10 }, (_, index) => uhfBookTag({ itemId: `B10${index}` }));
    reader.place(...books);
    await log.count(entered, 10);
    expect(new Set(contents(log).map((content) => content?.itemId)).size).toBe(10);
    await Promise.all(books.map(({ uid }) => pad.secure(uid, 'disarmed', SITE)));
    expect(books.map(({ afi }) => afi)).toEqual(books.map(() => 0xc2));
    expect(log.all.filter(({ kind }) => kind === 'tag-left')).toEqual([]);
  },
);

test('a book that gets another EPC on the pad does not leave, nor enter again', async () => {
  const { reader, log, pad } = await padWith('18');
  const tag = uhfTag();
  reader.place(tag);
  await log.find(entered);
  const { epc } = uhfBookTag({ itemId: 'B100' });
  await pad.writeImage(tag.uid, [], { epc });
  expect(tag.epc).toEqual(epc);
  for (let look = 0; look < 4; look++) await reader.nextAct('inventory', 'after');
  expect(pad.uids).toEqual([tag.uid]);
  expect(log.all.filter(({ kind }) => kind.startsWith('tag-'))).toHaveLength(1);
});
