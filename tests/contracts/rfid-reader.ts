import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Port, ReaderCapabilities, RfidReader, TagMemory } from '#gateway/devices/device.ts';
import { openPort } from '#gateway/devices/ports.ts';
import type { Line } from '#tests/simulators/line.ts';
import type { SimulatedReader } from '#tests/simulators/simulated-reader.ts';
import type { ReaderTags } from './reader-tags.ts';
import { afiOn } from './reader-tags.ts';
import { describeWriting } from './rfid-reader-writing.ts';

export interface ReaderUnderTest {
  readonly name: string;
  /** What the driver is to call the reader. */
  readonly model: string;
  readonly capabilities: ReaderCapabilities;
  readonly tags: ReaderTags;
  openLine(): Promise<Line>;
  simulate(line: Line): SimulatedReader;
  open(port: Port, timeoutMs: number): Promise<RfidReader>;
}

/** How long a driver waits for an answer that comes: a busy computer needs its time. */
const PATIENT_MS = 20_000;
/** For one that does not come, because tests wait with it. */
const SHORT_MS = 400;
/** When that has been given up, and the question has been repeated. */
const LATE_MS = 600;
/** For one that does not come, where the one to the repetition must. */
const REPEATING_MS = 2000;

/** A reader at work, and the simulator behind its line. */
export interface ReaderAtWork {
  readonly line: Line;
  readonly simulator: SimulatedReader;
  readonly reader: RfidReader;
}

/** What every reader of book tags must do, whatever its maker, its line and its air. */
export function describeRfidReader(underTest: ReaderUnderTest): void {
  describe(`${underTest.name} is an RfidReader`, () => {
    const current = opened(underTest, PATIENT_MS);
    test('it says what it is and what it can do', () => {
      expect(current().reader.model.name).toBe(underTest.model);
      expect(current().reader.capabilities).toEqual(underTest.capabilities);
    });
    describeLooking(current, underTest);
    describeReading(current, underTest);
    describeWriting(current, underTest);
    describeTrouble(current, underTest);
  });
  describe(`${underTest.name} that falls silent`, () => {
    describeSilence(opened(underTest, SHORT_MS), underTest);
  });
  describe(`${underTest.name} that swallows an answer`, () => {
    describeRepetition(opened(underTest, REPEATING_MS), underTest);
  });
}

type Current = () => ReaderAtWork;

/** Each test has its own, whose driver waits so long for an answer. */
function opened(underTest: ReaderUnderTest, timeoutMs: number): Current {
  let port: Port;
  let atWork: ReaderAtWork;
  beforeEach(async () => {
    const line = await underTest.openLine();
    const simulator = underTest.simulate(line);
    // The line takes its time all the same; radio that takes its own is in the tests of the pads.
    simulator.simulateInstantRadio();
    port = await openPort(line.address)();
    atWork = { line, simulator, reader: await underTest.open(port, timeoutMs) };
  });
  afterEach(async () => {
    await atWork.reader.close();
    await port.close();
    await atWork.line.close();
  });
  return () => atWork;
}

function describeLooking(current: Current, { tags }: ReaderUnderTest): void {
  test('an empty pad is a complete inventory without tags', async () => {
    expect(await current().reader.inventory()).toEqual({ uids: [], complete: true });
  });

  test.each([1, 4, 5, 10])('it finds all of %i tags, every time it looks', async (count) => {
    const { reader, simulator } = current();
    const books = Array.from({ length: count }, () => tags.book());
    simulator.place(...books);
    const uids = books.map(({ uid }) => uid).sort();
    for (let look = 0; look < 2; look++) {
      const inventory = await reader.inventory();
      expect([...inventory.uids].sort()).toEqual(uids);
      expect(inventory.complete).toBe(true);
    }
  });

  test('a tag that has left is not found again', async () => {
    const { reader, simulator } = current();
    const [gone, stays] = [tags.book(), tags.book()];
    simulator.place(gone, stays);
    expect((await reader.inventory()).uids).toHaveLength(2);
    simulator.remove(gone.uid);
    expect(await reader.inventory()).toEqual({ uids: [stays.uid], complete: true });
  });

  test('a tag at the edge is found whenever it answers, and the others always', async () => {
    const { reader, simulator } = current();
    const [edge, middle] = [tags.book(), tags.book()];
    simulator.place(edge, middle);
    simulator.simulateFlicker(edge.uid, 3);
    const seen: boolean[] = [];
    for (let look = 0; look < 6; look++) {
      const { uids } = await reader.inventory();
      expect(uids).toContain(middle.uid);
      seen.push(uids.includes(edge.uid));
    }
    expect(seen.filter(Boolean)).toHaveLength(2);
    expect(simulator.fired.filter(({ fault }) => fault === 'flicker')).toHaveLength(4);
  });

  if (tags.noise)
    test('what the radio made up and is no chip’s number is not reported', async () => {
      const { reader, simulator } = current();
      simulator.simulateGhost(tags.noise ?? '');
      expect(await reader.inventory()).toEqual({ uids: [], complete: true });
      expect(simulator.fired).toMatchObject([{ fault: 'ghost' }]);
    });
}

function describeReading(current: Current, { tags, capabilities }: ReaderUnderTest): void {
  test('a tag is read in memory order, with what belongs to it', async () => {
    const { reader, simulator } = current();
    const tag = tags.book('VN0000012345');
    simulator.place(tag, tags.book());
    const read = await reader.readTag(tag.uid, 34);
    const { blockSize } = tag;
    expect(read).toMatchObject({ uid: tag.uid, afi: 0x07, blockSize });
    expect(read.dsfid).toBe(capabilities.air === 'hf' ? tag.dsfid : undefined);
    expect(read.epc).toEqual(tag.epc);
    expect(read.memory).toEqual(tag.memory.slice(0, Math.ceil(34 / blockSize) * blockSize));
    expect(read.blockCount ?? tag.memory.length / blockSize).toBe(tag.memory.length / blockSize);
  });

  test('what belongs to a tag is read without its memory', async () => {
    const { reader, simulator } = current();
    const tag = tags.book();
    simulator.place(tag);
    const { memory, afi, epc } = await reader.readTag(tag.uid, 0);
    expect({ memory, afi, epc }).toEqual({ memory: new Uint8Array(), afi: 0x07, epc: tag.epc });
  });

  test('a reading stops at the end of the chip', async () => {
    const { reader, simulator } = current();
    const tag = tags.small();
    simulator.place(tag);
    expect((await reader.readTag(tag.uid, 320)).memory).toEqual(tag.memory);
  });

  test('a long memory is read in several steps', async () => {
    const { reader, simulator } = current();
    const tag = tags.large();
    simulator.place(tag);
    expect((await reader.readTag(tag.uid, 320)).memory).toEqual(tag.memory);
  });

  test('tags stay readable after an inventory has silenced them', async () => {
    const { reader, simulator } = current();
    const books = Array.from({ length: 6 }, () => tags.book());
    simulator.place(...books);
    await reader.inventory();
    for (const { uid } of books) expect(await reader.readAfi(uid)).toBe(0x07);
  });

  test('calls made at once do not mix', async () => {
    const { reader, simulator } = current();
    const books = Array.from({ length: 3 }, (_, index) => tags.book(`B${index}`));
    simulator.place(...books);
    const reads = await Promise.all(books.map(({ uid }) => reader.readTag(uid, 8)));
    expect(reads.map(({ memory }) => memory)).toEqual(books.map((tag) => tag.memory.slice(0, 8)));
  });
}

function describeTrouble(current: Current, { tags }: ReaderUnderTest): void {
  test('one answer with a bit error is asked for again', async () => {
    const { reader, simulator } = current();
    const tag = tags.book();
    simulator.place(tag);
    simulator.simulateBitError();
    expect(await reader.readAfi(tag.uid)).toBe(afiOn(tag));
    expect(simulator.fired).toHaveLength(1);
  });

  // The second meets whatever has been asked meanwhile.
  test.each([150, 500])(
    'one answer whose rest comes %i ms late is asked for again',
    async (gapMs) => {
      const { reader, simulator } = current();
      const tag = tags.book();
      simulator.place(tag);
      simulator.simulateGap(gapMs);
      expect(await reader.readAfi(tag.uid)).toBe(afiOn(tag));
      expect(await reader.readAfi(tag.uid)).toBe(afiOn(tag));
      expect(simulator.fired).toMatchObject([{ fault: 'gap' }]);
    },
  );

  test('an inventory that is garbled on the line is taken again', async () => {
    const { reader, simulator } = current();
    const tag = tags.book();
    simulator.place(tag);
    simulator.simulateBitError(1, 'inventory');
    expect((await reader.inventory()).uids).toEqual([tag.uid]);
    expect(simulator.fired).toMatchObject([{ fault: 'bit-error', act: 'inventory' }]);
  });

  test('unplugging during a command ends it and every one behind it', async () => {
    const { line, reader, simulator } = current();
    simulator.simulateSilence(99);
    const taken = new Promise<void>((resolve) => simulator.onTraffic(() => resolve()));
    const lost = expect.objectContaining({ code: 'port-lost' });
    const waiting = [reader.inventory(), reader.readAfi(tags.absent()), reader.inventory()];
    const ends = waiting.map((act) => expect(act).rejects.toEqual(lost));
    await taken;
    await line.unplug();
    await Promise.all(ends);
  });
}

function describeSilence(current: Current, { tags }: ReaderUnderTest): void {
  test('an answer that comes after it was given up is not taken for that of the next tag', async () => {
    const { reader, simulator } = current();
    const [first, second] = [tags.book('B1'), tags.book('B2')];
    simulator.place(first, second);
    await reader.inventory();
    simulator.simulateLateAnswer(LATE_MS, 'read');
    // A driver may take the late answer, give the reader up, or need another try: but it never lends a tag’s bytes.
    await reader.readTag(first.uid, 34).catch((error: unknown) => error);
    const reads: (TagMemory | undefined)[] = [];
    // The last one is an answer, however often a busy computer has been too late for one.
    while (reads.length < 4 || !reads.at(-1)) {
      reads.push(await reader.readTag(second.uid, 34).catch(() => undefined));
    }
    for (const read of reads) {
      if (read) expect(read.memory).toEqual(second.memory.slice(0, read.memory.length));
    }
    expect(reads.at(-1)?.memory.length).toBeGreaterThan(0);
    expect(simulator.fired).toMatchObject([{ fault: 'late' }]);
  });

  test('a reader that stays silent is no-answer', async () => {
    const { reader, simulator } = current();
    simulator.simulateSilence(99);
    await expect(reader.readAfi(tags.absent())).rejects.toMatchObject({ code: 'no-answer' });
  });
}

function describeRepetition(current: Current, { tags }: ReaderUnderTest): void {
  test('an inventory whose answer is lost is begun anew, for its tags may be quiet by now', async () => {
    const { reader, simulator } = current();
    const tag = tags.book();
    simulator.place(tag);
    simulator.simulateSilence(1, 'inventory');
    expect((await reader.inventory()).uids).toEqual([tag.uid]);
  });
}
