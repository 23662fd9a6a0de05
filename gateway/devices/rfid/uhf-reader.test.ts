import { describe, expect, test } from 'vitest';
import { describeRfidReader } from '#tests/contracts/rfid-reader.ts';
import { UHF_TAGS } from '#tests/contracts/reader-tags.ts';
import { PtyLine } from '#tests/simulators/pty-line.ts';
import { until } from '#tests/simulators/serial-timing.ts';
import { TcpLine } from '#tests/simulators/tcp-line.ts';
import { SimulatedUhfReader, TAG_PASSWORD } from '#tests/simulators/uhf-reader.ts';
import type { UHF_MODELS } from '#tests/simulators/uhf-reader.ts';
import { uhfBookTag, uhfTag } from '#tests/simulators/uhf-tag.ts';
import { contentOf, decodeTag } from '../../tags/tag.ts';
import { openPort } from '../ports.ts';
import { UhfLine } from './uhf-line.ts';
import { UhfReader } from './uhf-reader.ts';
import type { UhfReaderOptions } from './uhf-reader.ts';
import { statusFault } from './uhf-status.ts';

const CAPABILITIES = {
  air: 'uhf',
  afi: true,
  eas: 'write',
  locks: false,
  epc: true,
} as const;

describeRfidReader({
  name: 'UHFReader18 over a serial line',
  model: 'UHFReader18',
  capabilities: CAPABILITIES,
  tags: { ...UHF_TAGS, noise: '0FFF00000000BEEF00000000' },
  openLine: () => PtyLine.open({ baudRate: 57600 }),
  simulate: (line) => SimulatedUhfReader.on(line, { model: '18' }),
  open: (port, timeoutMs) => UhfReader.open(port, { timeoutMs, password: TAG_PASSWORD }),
});

describeRfidReader({
  name: 'UHFReader288MP over TCP',
  model: 'UHFReader288MP',
  capabilities: CAPABILITIES,
  tags: { ...UHF_TAGS, noise: '0FFF00000000BEEF00000000' },
  openLine: () => TcpLine.open(),
  simulate: (line) => SimulatedUhfReader.on(line, { model: '288' }),
  open: (port, timeoutMs) => UhfReader.open(port, { timeoutMs, password: TAG_PASSWORD }),
});

/** For answers that do not come, because tests wait with it. */
const SHORT = { timeoutMs: 300 };

async function readerAt(model: keyof typeof UHF_MODELS, options: UhfReaderOptions = {}) {
  const line = await TcpLine.open();
  const simulator = SimulatedUhfReader.on(line, { model });
  const port = await openPort(line.address)();
  const reader = await UhfReader.open(port, { timeoutMs: 20_000, ...options });
  const close = async () => {
    await reader.close();
    await port.close();
    await line.close();
  };
  return { line, reader, simulator, [Symbol.asyncDispose]: close };
}
const refused = { code: 'tag-refused' };
const gone = { code: 'tag-gone' };
const [FRESH_PC, ISO_PC] = [0x30, 0x35];
/** PC word and twelve bytes of EPC. */
const epc = (high: number, afi: number, first: number) =>
  Uint8Array.of(high, afi, first, ...new Uint8Array(11));

test('each model is known by its type byte, and says its firmware', async () => {
  await using old = await readerAt('18-old');
  expect(old.reader.model).toEqual({ name: 'UHFReader18', firmware: '2.30' });
  await using modern = await readerAt('288');
  expect(modern.reader.model).toEqual({ name: 'UHFReader288MP', firmware: '1.14' });
});

test('power is set where it differs, and not written again where it does not', async () => {
  await using desk = await readerAt('18', { powerDbm: 18 });
  expect(desk.simulator.power).toBe(18);
  expect(desk.simulator.seenCommand('set-power')).toBe(1);
  await using same = await readerAt('18', { powerDbm: 26 });
  expect(same.simulator.seenCommand('set-power')).toBe(0);
});

test('an answer with fewer words than were asked for moves no word into another’s place', async () => {
  await using desk = await readerAt('18');
  const tag = uhfBookTag({ itemId: 'B100234' });
  desk.simulator.place(tag);
  // The first is the question whether there is a user bank at all.
  desk.simulator.simulateShortRead(2);
  await expect(desk.reader.readTag(tag.uid, 320)).rejects.toMatchObject({ code: 'malformed' });
});

test('a book of ISO/TS 28560-4 is read whole: PC word, UII and user bank', async () => {
  await using desk = await readerAt('18');
  const tag = uhfBookTag({ itemId: 'B100234', parts: 3, part: 2 });
  desk.simulator.place(tag);
  const read = await desk.reader.readTag(tag.uid, 320);
  expect(contentOf(decodeTag(read))).toMatchObject({ itemId: 'B100234', part: 2, partsInItem: 3 });
});

test('a tag without a user bank is read in few steps, and has no blocks', async () => {
  await using desk = await readerAt('288');
  const tag = uhfTag({ words: 0 });
  desk.simulator.place(tag);
  const read = await desk.reader.readTag(tag.uid, 512);
  expect(read).toMatchObject({ blockCount: 0, memory: new Uint8Array(), epc: tag.epc });
  expect(desk.simulator.seen('read')).toBe(4);
});

test('of a very long user bank the words in reach are read and written, and none twice', async () => {
  await using desk = await readerAt('288');
  const user = Uint8Array.from({ length: 600 }, (_, at) => at % 251);
  const tag = uhfTag({ words: 300, user });
  desk.simulator.place(tag);
  const read = await desk.reader.readTag(tag.uid, 8192);
  expect(read.memory).toEqual(user.slice(0, 512));
  expect(read.blockCount).toBeUndefined();
  await expect(desk.reader.writeBlocks(tag.uid, 255, new Uint8Array(4))).rejects.toMatchObject({
    code: 'not-supported',
  });
  await desk.reader.writeBlocks(tag.uid, 254, new Uint8Array(4));
  expect(tag.memory).toEqual(user.fill(0, 508, 512));
});

describe.each(['18', '18-old', '288'] as const)('a label fresh from the roll on an %s', (model) => {
  test('has no AFI, and none is written into what is not one', async () => {
    await using desk = await readerAt(model);
    const tag = uhfTag();
    desk.simulator.place(tag);
    await desk.reader.inventory();
    expect((await desk.reader.readTag(tag.uid, 8)).afi).toBeUndefined();
    await expect(desk.reader.readAfi(tag.uid)).rejects.toMatchObject(refused);
    await expect(desk.reader.writeAfi(tag.uid, 0x07)).rejects.toMatchObject(refused);
    expect(tag.epc[1]).toBe(0);
  });

  test('gets PC word and UII in one act, and keeps its name', async () => {
    await using desk = await readerAt(model);
    const tag = uhfTag();
    desk.simulator.place(tag);
    await desk.reader.inventory();
    await desk.reader.writeEpc(tag.uid, epc(ISO_PC, 0x07, 0xaa));
    expect(tag.epc).toEqual(epc(ISO_PC, 0x07, 0xaa));
    expect((await desk.reader.inventory()).uids).toEqual([tag.uid]);
    await desk.reader.writeAfi(tag.uid, 0xc2);
    expect(tag.epc).toEqual(epc(ISO_PC, 0xc2, 0xaa));
  });

  test('a PC word that lies about its length is not written', async () => {
    await using desk = await readerAt(model);
    const tag = uhfTag();
    desk.simulator.place(tag);
    const tooLong = Uint8Array.of(0x40, 0, ...new Uint8Array(12));
    await expect(desk.reader.writeEpc(tag.uid, tooLong)).rejects.toMatchObject({
      code: 'not-supported',
    });
    expect(tag.epc[0]).toBe(FRESH_PC);
  });
});

test('an EPC that the chip has no room for is not begun', async () => {
  await using desk = await readerAt('288');
  const tag = uhfTag();
  desk.simulator.simulateShortEpcBank(6);
  desk.simulator.place(tag);
  const eightWords = Uint8Array.of(0x45, 0x07, ...new Uint8Array(16));
  await expect(desk.reader.writeEpc(tag.uid, eightWords)).rejects.toMatchObject(refused);
  expect(tag.epc[0]).toBe(FRESH_PC);
  await desk.reader.writeEpc(tag.uid, epc(ISO_PC, 0x07, 0xaa));
  expect(tag.epc).toEqual(epc(ISO_PC, 0x07, 0xaa));
});

test('an answer that comes late is not taken for that of the next request', async () => {
  await using desk = await readerAt('18', { timeoutMs: 600 });
  const [one, other] = [uhfBookTag({ itemId: 'B1' }), uhfBookTag({ itemId: 'B2' })];
  desk.simulator.place(one, other);
  await desk.reader.inventory();
  let late = true;
  desk.simulator.onAct('read', async () => {
    if (!late) return;
    late = false;
    await until(performance.now() + 1000);
  });
  const reads = await Promise.all([one, other].map(({ uid }) => desk.reader.readTag(uid, 16)));
  expect(reads.map(({ memory }) => memory)).toEqual(
    [one, other].map(({ memory }) => memory.slice(0, 16)),
  );
});

describe('labels with the same EPC', () => {
  const twins = () => [uhfTag({ afi: 0x07 }), uhfTag({ afi: 0x07 })] as const;

  test.each([false, true])(
    'an 18 tells them apart, but writes to none (twins hidden: %s)',
    async (hidden) => {
      await using desk = await readerAt('18');
      desk.simulator.simulateHiddenTwins(hidden);
      const [one, other] = twins();
      desk.simulator.place(one, other);
      expect([...(await desk.reader.inventory()).uids].sort()).toEqual([one.uid, other.uid].sort());
      await expect(desk.reader.writeAfi(one.uid, 0xc2)).rejects.toMatchObject(refused);
      await expect(
        desk.reader.writeBlocks(other.uid, 0, Uint8Array.of(1, 2)),
      ).rejects.toMatchObject(refused);
      expect([one.afi, other.afi]).toEqual([0x07, 0x07]);
    },
  );

  test('neither is written after a look that did not come to its end: it may have missed one', async () => {
    await using desk = await readerAt('18');
    const [one, other] = twins();
    desk.simulator.place(one);
    // Which of the two answers a command is chance: here it is each of them once.
    for (const turns of [1, 2]) {
      desk.simulator.remove(other.uid);
      for (let turn = 0; turn < turns; turn++) await desk.reader.writeAfi(one.uid, 0x07);
      desk.simulator.place(other);
      desk.simulator.simulateScanTimeOver(2);
      await expect(desk.reader.writeAfi(one.uid, 0xc2)).rejects.toMatchObject(gone);
    }
    expect([one.epc?.[1], other.epc?.[1]]).toEqual([0x07, 0x07]);
  });

  test('laid down one at a time they are written', async () => {
    await using desk = await readerAt('18');
    const [one, other] = twins();
    for (const tag of [one, other]) {
      desk.simulator.place(tag);
      await desk.reader.inventory();
      await desk.reader.writeAfi(tag.uid, 0xc2);
      expect(tag.afi).toBe(0xc2);
      desk.simulator.remove(tag.uid);
    }
  });

  test('one put in place of the other between two looks is not taken for it', async () => {
    await using desk = await readerAt('18');
    const [one, other] = twins();
    desk.simulator.place(one);
    await desk.reader.readTag(one.uid, 8);
    desk.simulator.remove(one.uid);
    desk.simulator.place(other);
    await expect(desk.reader.readTag(one.uid, 8)).rejects.toMatchObject(gone);
    await expect(desk.reader.writeAfi(one.uid, 0xc2)).rejects.toMatchObject(gone);
    expect(other.afi).toBe(0x07);
  });

  test('an old 18 cannot tell how many there are, says so, and writes to none', async () => {
    await using desk = await readerAt('18-old');
    const [one, other] = twins();
    desk.simulator.place(one, other);
    const { uids, complete } = await desk.reader.inventory();
    expect({ found: uids.length, complete }).toEqual({ found: 1, complete: false });
    await expect(desk.reader.writeAfi(uids[0] ?? '', 0xc2)).rejects.toMatchObject(refused);
    expect([one.afi, other.afi]).toEqual([0x07, 0x07]);
  });

  test('a 288 names the TID in each command: both are written', async () => {
    await using desk = await readerAt('288');
    const [one, other] = twins();
    desk.simulator.place(one, other);
    await desk.reader.writeAfi(one.uid, 0xc2);
    expect([one.afi, other.afi]).toEqual([0xc2, 0x07]);
    await desk.reader.writeAfi(other.uid, 0xc2);
    expect([one.afi, other.afi]).toEqual([0xc2, 0xc2]);
  });
});

describe('a reader that reads by itself', () => {
  test('an 18 says so when it is asked', async () => {
    const line = await TcpLine.open();
    SimulatedUhfReader.on(line, { model: '18' }).simulateScanMode();
    const port = await openPort(line.address)();
    await expect(UhfReader.open(port)).rejects.toMatchObject({ code: 'wrong-mode' });
    await port.close();
    await line.close();
  });

  test('a 288 is known by what it pushes instead of answering', async () => {
    await using desk = await readerAt('288', SHORT);
    desk.simulator.place(uhfTag());
    desk.simulator.simulateScanMode();
    await expect(desk.reader.inventory()).rejects.toMatchObject({ code: 'wrong-mode' });
    expect(desk.simulator.fired).toMatchObject([{ fault: 'scan-mode' }, { fault: 'scan-mode' }]);
  });
});

test.each(['18', '18-old', '288'] as const)(
  'a round that was cut short proves nothing of who was not seen (%s)',
  async (model) => {
    await using desk = await readerAt(model);
    const tag = uhfTag();
    desk.simulator.place(tag);
    desk.simulator.simulateScanTimeOver();
    expect(await desk.reader.inventory()).toEqual({ uids: [tag.uid], complete: false });
    expect(await desk.reader.inventory()).toEqual({ uids: [tag.uid], complete: true });
  },
);

test('one that shows signs of life and answers nothing reads by itself', async () => {
  await using desk = await readerAt('288', SHORT);
  desk.simulator.simulateSilence(99);
  desk.simulator.onAct('inventory', () => desk.simulator.simulateHeartbeat());
  await expect(desk.reader.inventory()).rejects.toMatchObject({ code: 'wrong-mode' });
});

test('heartbeats between the answers disturb nobody', async () => {
  await using desk = await readerAt('18');
  const tag = uhfTag({ afi: 0x07 });
  desk.simulator.place(tag);
  desk.simulator.onAct('read', () => desk.simulator.simulateHeartbeat());
  expect(await desk.reader.readAfi(tag.uid)).toBe(0x07);
});

test('a command that the reader does not know is not supported', async () => {
  await using desk = await readerAt('18');
  const unknown = new UhfLine(await openPort(desk.line.address)(), { timeoutMs: 300 });
  const answer = await unknown.request(0x77);
  expect(statusFault(answer).code).toBe('not-supported');
});

test.each([
  [0xfb, [], 'tag-gone'],
  [0xfa, [], 'tag-gone'],
  [0xfc, [0x04], 'tag-refused'],
  [0xfc, [0x0f], 'tag-refused'],
  [0xfc, [0x0b], 'tag-gone'],
  [0x05, [], 'tag-refused'],
  [0xff, [], 'malformed'],
] as const)('status %i %o is %s', (status, data, code) => {
  const answer = { address: 0, command: 2, status, data: Uint8Array.from(data) };
  expect(statusFault(answer).code).toBe(code);
});
