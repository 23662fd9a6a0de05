import { describe, expect, test } from 'vitest';
import { describeRfidReader } from '#tests/contracts/rfid-reader.ts';
import { HF_TAGS } from '#tests/contracts/reader-tags.ts';
import { bookTag, nextUid, tagWith } from '#tests/simulators/book-tag.ts';
import { PtyLine } from '#tests/simulators/pty-line.ts';
import { TcpLine } from '#tests/simulators/tcp-line.ts';
import { SimulatedThreeMReader } from '#tests/simulators/three-m-reader.ts';
import type { ThreeMOptions } from '#tests/simulators/three-m-reader.ts';
import type { ReaderCapabilities } from '../device.ts';
import { openPort } from '../ports.ts';
import { ThreeMReader } from './three-m-reader.ts';

const threeM = {
  model: '3M 210/810',
  tags: HF_TAGS,
  capabilities: {
    air: 'hf',
    afi: true,
    eas: 'read-write',
    locks: true,
    epc: false,
  } satisfies ReaderCapabilities,
};

describeRfidReader({
  ...threeM,
  name: '3M 810 over a serial line',
  openLine: () => PtyLine.open({ baudRate: 19200 }),
  simulate: (line) => SimulatedThreeMReader.on(line),
  open: (port, timeoutMs) => ThreeMReader.open(port, { timeoutMs }),
});

describeRfidReader({
  ...threeM,
  name: '3M 810 that holds four tags, over TCP',
  openLine: () => TcpLine.open(),
  simulate: (line) => SimulatedThreeMReader.on(line, { tagsPerAnswer: 4 }),
  open: (port, timeoutMs) => ThreeMReader.open(port, { timeoutMs }),
});

/** Who answers does so in time, on the busiest machine. */
const PATIENT_MS = 20_000;

async function readerOnTcp(options: ThreeMOptions = {}, timeoutMs = PATIENT_MS) {
  const line = await TcpLine.open();
  const simulator = SimulatedThreeMReader.on(line, options);
  const port = await openPort(line.address)();
  const reader = await ThreeMReader.open(port, { timeoutMs });
  const close = async () => {
    await reader.close();
    await port.close();
    await line.close();
  };
  return { line, reader, simulator, [Symbol.asyncDispose]: close };
}
const books = (count: number) =>
  Array.from({ length: count }, (_, index) => bookTag({ uid: nextUid(), itemId: `B${index}` }));
const book = () => bookTag({ uid: nextUid(), itemId: 'B1' });

test('a reader says what it is when it is opened', async () => {
  await using desk = await readerOnTcp();
  expect(desk.reader.model).toEqual({ name: '3M 210/810', firmware: '10.5.0.2' });
});

test('a reader that says it only in the frames of the maker’s own software is opened as well', async () => {
  await using desk = await readerOnTcp({ versionInD5: true });
  expect(desk.reader.model.firmware).toBe('10.5.0.2');
  expect(await desk.reader.inventory()).toEqual({ uids: [], complete: true });
});

test('a reader that hands nothing on to the tags is opened as well', async () => {
  await using desk = await readerOnTcp({ passesThrough: false });
  expect(desk.simulator.seenCommand('pass-through')).toBe(1);
  expect(await desk.reader.inventory()).toEqual({ uids: [], complete: true });
});

describe('an inventory', () => {
  test('tells of ten tags at once, and sends nobody to sleep', async () => {
    await using desk = await readerOnTcp();
    desk.simulator.place(...books(10));
    expect((await desk.reader.inventory()).uids).toHaveLength(10);
    expect(desk.simulator.seen('inventory')).toBe(1);
    expect(desk.simulator.seenCommand('quiet')).toBe(0);
  });

  test('names a tag once that both polls have found', async () => {
    await using desk = await readerOnTcp();
    const tag = book();
    desk.simulator.place(tag);
    desk.simulator.simulateDuplicates();
    expect(await desk.reader.inventory()).toEqual({ uids: [tag.uid], complete: true });
  });

  test('knows who lies there quiet, and who of them has gone', async () => {
    await using desk = await readerOnTcp({ tagsPerAnswer: 4 });
    const tags = books(6);
    desk.simulator.place(...tags);
    await desk.reader.inventory();
    expect(desk.simulator.seenCommand('quiet')).toBe(4);
    const [gone, ...rest] = tags.map(({ uid }) => uid);
    desk.simulator.remove(gone ?? '');
    const { uids, complete } = await desk.reader.inventory();
    expect([...uids].sort()).toEqual(rest.sort());
    expect(complete).toBe(true);
  });

  test('does not lose a quiet book for good because it was not heard for a while', async () => {
    await using desk = await readerOnTcp({ tagsPerAnswer: 1 });
    desk.simulator.place(...books(2));
    expect((await desk.reader.inventory()).uids).toHaveLength(2);
    for (let look = 0; look < 3; look++) {
      desk.simulator.simulateUnheardAfi();
      expect((await desk.reader.inventory()).uids).toHaveLength(1);
    }
    expect((await desk.reader.inventory()).uids).toHaveLength(2);
  });

  test('asks for a quiet book that has gone a few times more, and then no longer', async () => {
    await using desk = await readerOnTcp({ tagsPerAnswer: 1 });
    const [gone, stays] = books(2);
    if (!gone || !stays) throw new Error('two books are needed');
    desk.simulator.place(gone, stays);
    await desk.reader.inventory();
    desk.simulator.remove(gone.uid);
    for (let look = 0; look < 20; look++) {
      expect((await desk.reader.inventory()).uids).toEqual([stays.uid]);
    }
    const asked = desk.simulator.seenCommand('read-afi');
    await desk.reader.inventory();
    expect(desk.simulator.seenCommand('read-afi')).toBe(asked);
  });

  test('finds a book that was quiet, went and came back', async () => {
    await using desk = await readerOnTcp({ tagsPerAnswer: 1 });
    const [first, second] = books(2);
    if (!first || !second) throw new Error('two books are needed');
    desk.simulator.place(first, second);
    await desk.reader.inventory();
    desk.simulator.remove(first.uid);
    expect((await desk.reader.inventory()).uids).toEqual([second.uid]);
    desk.simulator.place(first);
    expect((await desk.reader.inventory()).uids.length).toBe(2);
  });
});

describe('the alarm of the chip', () => {
  test.each([true, false])(
    '%s is read back, though a silent chip is answered with 06',
    async (on) => {
      await using desk = await readerOnTcp();
      const tag = book();
      desk.simulator.place(tag);
      tag.eas = !on;
      await desk.reader.writeEas(tag.uid, on);
      expect(tag.eas).toBe(on);
      expect(await desk.reader.readEas(tag.uid)).toBe(on);
    },
  );

  test('is not taken for off because it was once not heard', async () => {
    await using desk = await readerOnTcp();
    const tag = book();
    desk.simulator.place(tag);
    tag.eas = true;
    desk.simulator.simulateUnheardAlarm();
    expect(await desk.reader.readEas(tag.uid)).toBe(true);
  });

  test('of a tag that is not there is not “off” but gone', async () => {
    await using desk = await readerOnTcp();
    await expect(desk.reader.readEas(nextUid())).rejects.toMatchObject({ code: 'tag-gone' });
  });

  test('is refused on chips of other makers, which have none', async () => {
    await using desk = await readerOnTcp();
    const tag = bookTag({ uid: 'E007000000000001', itemId: 'B1' });
    desk.simulator.place(tag);
    const refused = expect.objectContaining({ code: 'tag-refused' });
    await expect(desk.reader.writeEas(tag.uid, true)).rejects.toEqual(refused);
    await expect(desk.reader.readEas(tag.uid)).rejects.toEqual(refused);
  });
});

describe('blocks', () => {
  test('are written in memory order, in steps of seven', async () => {
    await using desk = await readerOnTcp();
    const tag = book();
    desk.simulator.place(tag);
    const bytes = Uint8Array.from({ length: 64 }, (_, index) => index + 1);
    await desk.reader.writeBlocks(tag.uid, 2, bytes);
    expect(tag.memory.slice(8, 72)).toEqual(bytes);
    expect(desk.simulator.seen('write-blocks')).toBe(3);
  });

  test('a locked block keeps its number, is told of, and stops a writing', async () => {
    await using desk = await readerOnTcp();
    const tag = book();
    desk.simulator.place(tag);
    desk.simulator.simulateLockedBlock(tag.uid, 9);
    const locks = await desk.reader.readLocks(tag.uid, 0, 12);
    expect(locks).toEqual(Array.from({ length: 12 }, (_, block) => block === 9));
    const writing = desk.reader.writeBlocks(tag.uid, 8, new Uint8Array(8).fill(0xaa));
    await expect(writing).rejects.toMatchObject({ code: 'tag-refused' });
    expect((await desk.reader.readTag(tag.uid, 40)).memory).toHaveLength(40);
  });

  test('of another size than the protocol’s are read, and never written: they would fall elsewhere', async () => {
    await using desk = await readerOnTcp();
    const memory = Uint8Array.from({ length: 256 }, (_, at) => at);
    const tag = { ...tagWith({ uid: nextUid() }), blockSize: 8, memory: memory.slice() };
    desk.simulator.place(tag);
    expect(await desk.reader.readTag(tag.uid, 64)).toMatchObject({ blockSize: 8 });
    const writing = desk.reader.writeBlocks(tag.uid, 2, new Uint8Array(16).fill(0xaa));
    await expect(writing).rejects.toMatchObject({ code: 'not-supported' });
    expect(tag.memory).toEqual(memory);
  });

  test('half a block is nobody’s to write', async () => {
    await using desk = await readerOnTcp();
    await expect(desk.reader.writeBlocks(nextUid(), 0, new Uint8Array(5))).rejects.toThrow(
      RangeError,
    );
  });
});

test('a DSFID that was written reads back', async () => {
  await using desk = await readerOnTcp();
  const tag = book();
  desk.simulator.place(tag);
  await desk.reader.writeDsfid(tag.uid, 0x06);
  expect((await desk.reader.readTag(tag.uid, 4)).dsfid).toBe(0x06);
});

test('a tag that does not say its size is read to its end all the same', async () => {
  await using desk = await readerOnTcp();
  const tag = book();
  desk.simulator.place(tag);
  desk.simulator.simulateNoTagInfo();
  const read = await desk.reader.readTag(tag.uid, 320);
  expect(read).toMatchObject({ afi: tag.afi, dsfid: undefined, memory: tag.memory });
  expect(read.blockCount).toBeUndefined();
});

describe('the line', () => {
  test('noise before an answer does no harm', async () => {
    await using desk = await readerOnTcp();
    const tag = book();
    desk.simulator.place(tag);
    const stop = desk.simulator.onAct('read', () =>
      desk.simulator.simulateUnaskedBytes(Uint8Array.of(0x00, 0xff, 0x41)),
    );
    expect(await desk.reader.readAfi(tag.uid)).toBe(tag.afi);
    expect(desk.simulator.seen('read')).toBe(1);
    stop();
  });

  test('the late answer about one tag is not taken for another’s', async () => {
    await using desk = await readerOnTcp();
    const [one, other] = books(2);
    if (!one || !other) throw new Error('two books are needed');
    one.afi = 0xc2;
    desk.simulator.place(one, other);
    const answers: Uint8Array[] = [];
    desk.simulator.onTraffic(({ direction, bytes }) => {
      if (direction === 'answer') answers.push(bytes);
    });
    expect(await desk.reader.readAfi(one.uid)).toBe(0xc2);
    const [late = new Uint8Array()] = answers;
    desk.simulator.onAct('read', () => desk.simulator.simulateUnaskedBytes(late));
    expect(await desk.reader.readAfi(other.uid)).toBe(0x07);
  });

  test('an answer that stops midway is asked for again', async () => {
    await using desk = await readerOnTcp();
    const tag = book();
    desk.simulator.place(tag);
    desk.simulator.simulateGap(250);
    expect(await desk.reader.readAfi(tag.uid)).toBe(tag.afi);
    expect(desk.simulator.fired.map(({ fault }) => fault)).toEqual(['gap']);
    expect(desk.simulator.seen('read')).toBeGreaterThan(1);
  });

  test('it asks three times, and no more', async () => {
    await using desk = await readerOnTcp({}, 300);
    desk.simulator.simulateSilence(9, 'read');
    await expect(desk.reader.readAfi(nextUid())).rejects.toMatchObject({ code: 'no-answer' });
    expect(desk.simulator.seen('read')).toBe(3);
  });
});
