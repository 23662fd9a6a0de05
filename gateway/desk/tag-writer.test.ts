import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bookTag, nextUid, tagWith } from '#tests/simulators/book-tag.ts';
import type { BookTag } from '#tests/simulators/book-tag.ts';
import { SimulatedFeigReader } from '#tests/simulators/feig-reader.ts';
import type { SimulatedReader } from '#tests/simulators/simulated-reader.ts';
import { TcpLine } from '#tests/simulators/tcp-line.ts';
import { SimulatedUhfReader } from '#tests/simulators/uhf-reader.ts';
import { uhfTag } from '#tests/simulators/uhf-tag.ts';
import type { Port, RfidReader } from '../devices/device.ts';
import { openPort } from '../devices/ports.ts';
import { FeigReader } from '../devices/rfid/feig-reader.ts';
import { RfidPad } from '../devices/rfid/rfid-pad.ts';
import { UhfReader } from '../devices/rfid/uhf-reader.ts';
import type { DataModel } from '../tags/data-model.ts';
import { Fault } from '../errors.ts';
import { contentOf, decodeTag } from '../tags/tag.ts';
import { encodeEpc } from '../tags/iso28560-4.ts';
import { planWrite } from '../tags/write-plan.ts';
import { wholeTag } from './desk-pad.ts';
import { DeskStore } from './desk-store.ts';
import { imageOf } from './rules/image.ts';
import type { TagImage } from './rules/image.ts';
import { TagWriter } from './tag-writer.ts';

const JOB = { label: 'TN0001', isil: 'VN-TT', part: 1, moved: false };
const CONTENT = { itemId: 'TN0001', isil: 'VN-TT', part: 1, partsInItem: 1, usage: 1 };

interface Air {
  readonly model: DataModel;
  readonly simulate: (line: TcpLine) => SimulatedReader;
  readonly open: (port: Port) => Promise<RfidReader>;
  readonly blank: () => BookTag;
}

const hf = (model: DataModel): Air => ({
  model,
  simulate: (line) => SimulatedFeigReader.on(line, { model: 'MR102' }),
  open: (port) => FeigReader.open(port),
  blank: () => tagWith({ uid: nextUid(), afi: 0, dsfid: 0 }),
});
const uhf: Air = {
  model: 'iso28560-4',
  simulate: (line) => SimulatedUhfReader.on(line, { model: '18' }),
  open: (port) => UhfReader.open(port, { timeoutMs: 20_000 }),
  blank: () => uhfTag(),
};

let folder: string;
let store: DeskStore;
const closing: (() => Promise<void>)[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'writer-'));
  store = new DeskStore(join(folder, 'desk.db'));
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  store.close();
  rmSync(folder, { recursive: true });
});

async function deskWith({ model, open, simulate }: Air) {
  const line = await TcpLine.open();
  const reader = simulate(line);
  // What is written is looked at, and not how long the air takes.
  reader.simulateInstantRadio();
  const port = await openPort(line.address)();
  const pad = new RfidPad('pad', open, { attempts: 3, withinMs: 20_000, imageWithinMs: 20_000 });
  const running = await pad.start(port, { emit: () => undefined, fail: () => undefined });
  closing.push(async () => {
    await running.close();
    await port.close();
    await line.close();
  });
  const writer = new TagWriter({ pad, store, now: () => 1 });
  const write = async (uid: string): Promise<TagImage> => {
    const before = await wholeTag(pad, uid);
    const { locks = [], tag } = before;
    const plan = planWrite(model, CONTENT, { tag, locks }, { afi: 0x07 });
    if (plan.kind === 'refused') throw new Error(plan.why.code);
    await writer.write(uid, before, { ...plan.image, blockSize: tag.blockSize }, JOB);
    return imageOf(tag);
  };
  const says = async (uid: string) => contentOf(decodeTag(await pad.readWhole(uid)));
  return { pad, reader, writer, write, says };
}

describe.each([hf('iso28560-3'), hf('iso28560-2'), hf('rfid501'), uhf])('$model', (air) => {
  test('is written, noted for the server, and can be put back and written again', async () => {
    const desk = await deskWith(air);
    const tag = air.blank();
    desk.reader.place(tag);
    const before = await desk.write(tag.uid);
    expect(await desk.says(tag.uid)).toMatchObject({ itemId: 'TN0001' });
    expect(store.next()).toMatchObject({ uid: tag.uid, job: JOB });
    expect(await desk.writer.restore(tag.uid)).toBe(true);
    expect(imageOf(await desk.pad.readWhole(tag.uid)).memory).toEqual(before.memory);
    expect(store.next()).toMatchObject({ uid: tag.uid, job: { off: true } });
    expect(await desk.writer.restore(tag.uid)).toBe(true);
    expect(await desk.says(tag.uid)).toMatchObject({ itemId: 'TN0001' });
  });

  test('D12 torn off, it is finished when the tag is seen again', async () => {
    const desk = await deskWith(air);
    const tag = air.blank();
    desk.reader.place(tag);
    desk.reader.simulatePullAway(tag.uid, 'after-write');
    await expect(desk.write(tag.uid)).rejects.toMatchObject({ code: 'tag-gone' });
    expect(desk.reader.fired).toContainEqual(expect.objectContaining({ fault: 'pull-away' }));
    expect(store.unsent()).toBe(0);
    await expect(desk.writer.mend(tag.uid)).rejects.toMatchObject({ code: 'tag-gone' });
    desk.reader.place(tag);
    expect(await desk.writer.mend(tag.uid)).toEqual({ job: JOB, how: 'finished' });
    expect(await desk.says(tag.uid)).toMatchObject({ itemId: 'TN0001' });
    expect(store.unsent()).toBe(1);
    expect(await desk.writer.mend(tag.uid)).toBeUndefined();
  });
});

test('D12 a UHF tag of another item, torn in any of its steps, names no third item and is finished', async () => {
  const desk = await deskWith(uhf);
  for (let words = 0; ; words += 4) {
    // Each its own: of the one before, the reader may believe that it lies there still.
    const old = { ...CONTENT, itemId: `QX-${98765 + words}` };
    const tag = uhfTag({ uii: encodeEpc(old, 0x07).subarray(2), afi: 0x07 });
    desk.reader.place(tag);
    desk.reader.simulatePullAway(tag.uid, 'write', words);
    const outcome = await desk.write(tag.uid).catch((error: unknown) => error);
    if (!(outcome instanceof Fault)) {
      // The words of the user bank, and three times those of the EPC bank.
      expect(words).toBeGreaterThan(16);
      return;
    }
    expect(outcome.code).toBe('tag-gone');
    desk.reader.place(tag);
    const named = (await desk.says(tag.uid))?.itemId;
    expect([undefined, old.itemId, CONTENT.itemId]).toContain(named);
    const mended = await desk.writer.mend(tag.uid);
    expect(mended?.how).toBe(words === 0 ? 'put-back' : 'finished');
    const { itemId } = words === 0 ? old : CONTENT;
    expect(await desk.says(tag.uid)).toMatchObject({ itemId });
    desk.reader.remove(tag.uid);
  }
});

test('D12 a tag that is seen anew while it is being written is not torn, and is noted once', async () => {
  const desk = await deskWith(hf('iso28560-3'));
  const tag = tagWith({ uid: nextUid(), afi: 0, dsfid: 0 });
  desk.reader.place(tag);
  const writing = desk.write(tag.uid);
  await expect.poll(() => store.writeOf(tag.uid)?.state).toBe('begun');
  expect(await desk.writer.mend(tag.uid)).toBeUndefined();
  expect(store.writeOf(tag.uid)?.state).toBe('done');
  await writing;
});

test('D15 D17 what is put back on a UHF tag leaves it armed, as it is now', async () => {
  const desk = await deskWith(uhf);
  const old = { ...CONTENT, itemId: 'QX-98765' };
  const tag = uhfTag({ uii: encodeEpc(old, 0xc2).subarray(2), afi: 0xc2 });
  desk.reader.place(tag);
  await desk.write(tag.uid);
  expect(await desk.writer.restore(tag.uid)).toBe(true);
  expect(await desk.says(tag.uid)).toMatchObject({ itemId: old.itemId });
  expect(tag.afi).toBe(0x07);
});

describe('a tag that was torn off', () => {
  const air = hf('iso28560-3');
  const torn = async () => {
    const desk = await deskWith(air);
    const tag = bookTag({ uid: nextUid(), itemId: 'OLD.7' });
    const before = tag.memory.slice();
    desk.reader.place(tag);
    desk.reader.simulatePullAway(tag.uid, 'after-write');
    await expect(desk.write(tag.uid)).rejects.toMatchObject({ code: 'tag-gone' });
    return { desk, tag, before };
  };

  test('D13 and was written by somebody else since, is left as it is', async () => {
    const { desk, tag } = await torn();
    const other = bookTag({ uid: tag.uid, itemId: 'ELSE.9' });
    desk.reader.place(other);
    expect(await desk.writer.mend(tag.uid)).toMatchObject({ how: 'left' });
    expect(await desk.says(tag.uid)).toMatchObject({ itemId: 'ELSE.9' });
    expect(store.unsent()).toBe(0);
  });

  test('D14 and cannot take the rest, is put back', async () => {
    const { before, desk, tag } = await torn();
    tag.memory.set(before.subarray(8), 8);
    tag.locked.add(5);
    desk.reader.place(tag);
    expect(await desk.writer.mend(tag.uid)).toMatchObject({ how: 'put-back' });
    expect(tag.memory).toEqual(before);
  });
});

test('D14 a block that refuses while it is written leaves the tag as it was', async () => {
  const desk = await deskWith(hf('iso28560-3'));
  const tag = bookTag({ uid: nextUid(), itemId: 'OLD.7' });
  const before = tag.memory.slice();
  desk.reader.place(tag);
  desk.reader.simulateWriteFailure(tag.uid, 3, 'protected');
  await expect(desk.write(tag.uid)).rejects.toMatchObject({ code: 'tag-refused' });
  expect(desk.reader.fired).toContainEqual(expect.objectContaining({ fault: 'write-failure' }));
  expect(tag.memory).toEqual(before);
  expect(store.writeOf(tag.uid)).toBeUndefined();
  expect(store.unsent()).toBe(0);
});
