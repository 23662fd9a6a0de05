import { afterEach, describe, expect, test } from 'vitest';
import { bookTag, nextUid, tagWith } from '#tests/simulators/book-tag.ts';
import {
  entered,
  left,
  looks,
  moves,
  padOnDesk,
  PATIENT,
  status,
} from '#tests/simulators/pad-on-desk.ts';
import { decodeTag } from '../../tags/tag.ts';
import type { DeviceEvent } from '../device.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function padHere(...options: Parameters<typeof padOnDesk>) {
  const desk = await padOnDesk(...options);
  closing.push(desk.close);
  return desk;
}

const isFaulty = (event: DeviceEvent) =>
  event.kind === 'device-status' && event.status.state === 'faulty';
const book = (itemId = 'VN0000012345') => bookTag({ uid: nextUid(), itemId });

describe('a book on the pad', () => {
  test('enters with what is written on it, and leaves', async () => {
    const { reader, log } = await padHere();
    const tag = book();
    reader.place(tag);
    const event = await log.find(entered(tag.uid));
    if (event.kind !== 'tag-entered') throw new Error('no tag');
    expect(event.tag.afi).toBe(0x07);
    expect(decodeTag(event.tag)).toMatchObject({
      primaryItemId: 'VN0000012345',
      isil: 'VN-000123',
    });
    reader.remove(tag.uid);
    await log.find(left(tag.uid));
    expect(moves(log)).toHaveLength(2);
  });

  test.each(['CPR40', 'MR102'] as const)('is found in a stack of ten (%s)', async (model) => {
    const { reader, log } = await padHere({}, { model, patience: PATIENT });
    const tags = Array.from({ length: 10 }, (_, index) => book(`B${index}`));
    reader.place(...tags);
    for (const { uid } of tags) await log.find(entered(uid));
    await looks(reader, 3);
    expect(moves(log)).toHaveLength(10);
    // Each is asked what chip it is and read once: the basic block of ISO 28560-3 says that there is no more.
    expect(reader.seenCommand('system-information')).toBe(10);
    expect(reader.seenCommand('read-blocks')).toBe(10);
  });

  test('does not leave for two misreads, nor enter twice', async () => {
    const { reader, log } = await padHere();
    const tag = book();
    reader.place(tag);
    await log.find(entered(tag.uid));
    reader.simulateMisread(2);
    await looks(reader, 6);
    expect(reader.fired.filter(({ fault }) => fault === 'misread')).toHaveLength(2);
    expect(moves(log)).toHaveLength(1);
  });

  test('at the edge of the field, seen once in three looks, never leaves', async () => {
    const { reader, log } = await padHere();
    const [edge, middle] = [book(), book()];
    reader.place(edge, middle);
    await log.find(entered(edge.uid));
    await log.find(entered(middle.uid));
    reader.simulateFlicker(edge.uid, 3);
    await looks(reader, 12);
    expect(reader.fired.filter(({ fault }) => fault === 'flicker').length).toBeGreaterThan(5);
    expect(moves(log)).toHaveLength(2);
  });

  test('pulled away before it was read says nothing; laid down again, it enters', async () => {
    const { reader, log } = await padHere();
    const tag = book();
    reader.simulatePullAway(tag.uid, 'read');
    reader.place(tag);
    await reader.nextCommand('read-blocks', 'after');
    await looks(reader, 4);
    expect(reader.fired).toMatchObject([{ fault: 'pull-away', act: 'read' }]);
    expect(moves(log)).toEqual([]);
    reader.place(tag);
    await log.find(entered(tag.uid));
  });

  test('whose identifier is in the extension block is read as far as that', async () => {
    const { reader, log } = await padHere();
    const content = bookTag({ uid: nextUid(), itemId: '\u0001' }).memory.slice(0, 34);
    const id = 'THU-VIEN-TINH-0000012345';
    const block = [id.length + 5, 1, 0, 0, 1, ...Buffer.from(id)];
    block[3] = block.reduce((sum, byte) => sum ^ byte, 0);
    const tag = tagWith({ uid: nextUid(), content: Uint8Array.from([...content, ...block]) });
    reader.place(tag);
    const event = await log.find(entered(tag.uid));
    expect(event.kind === 'tag-entered' && decodeTag(event.tag)).toMatchObject({
      primaryItemId: id,
    });
  });

  test('whose chip is seen and never read enters all the same, so that somebody is told', async () => {
    const { reader, log } = await padHere();
    const dead = { ...tagWith({ uid: nextUid() }), memory: new Uint8Array() };
    reader.place(dead);
    const event = await log.find(entered(dead.uid));
    expect(reader.seenCommand('read-blocks')).toBe(6);
    expect(event.kind === 'tag-entered' && decodeTag(event.tag)).toEqual({ kind: 'unknown' });
  });

  test.each(['long', 'unknown command'] as const)(
    'that is no library tag as we know it (%s) costs the others nothing',
    async (how) => {
      const { reader, log } = await padHere();
      const [odd, tag] = [book(), book()];
      reader.simulateOddTag(odd.uid, how);
      reader.place(odd, tag);
      await log.find(entered(tag.uid));
      const event = await log.find(entered(odd.uid));
      expect(event.kind === 'tag-entered' && event.tag.memory).toHaveLength(0);
      expect(log.all.filter(isFaulty)).toEqual([]);
    },
  );

  test('that strikes the reader dumb does not keep the pad from the others for ever', async () => {
    const { reader, log } = await padHere({ readAttempts: 2 });
    const [odd, tag] = [book(), book()];
    // Two tries of each of two readings.
    reader.simulateSilence(4, 'read');
    reader.place(odd);
    const event = await log.find(entered(odd.uid));
    expect(event.kind === 'tag-entered' && event.tag.memory).toHaveLength(0);
    reader.place(tag);
    await log.find(entered(tag.uid));
    expect(reader.fired).toHaveLength(4);
  });

  test('a number that the radio made up never enters', async () => {
    const { reader, log } = await padHere();
    await log.find(status('ready'));
    reader.simulateGhost('E004010000BADBAD');
    await looks(reader, 6);
    expect(reader.fired).toMatchObject([{ fault: 'ghost' }]);
    expect(moves(log)).toEqual([]);
  });
});

describe('too much on the pad', () => {
  const crowding = (log: Awaited<ReturnType<typeof padHere>>['log']) =>
    log.all.flatMap((event) => (event.kind === 'pad-crowded' ? [event.crowded] : []));

  test('is said once, and once that it is over; no book leaves meanwhile', async () => {
    const { reader, log } = await padHere();
    const tags = [book('B1'), book('B2'), book('B3')];
    reader.place(...tags);
    for (const { uid } of tags) await log.find(entered(uid));
    for (const { uid } of tags.slice(1)) reader.simulateFlicker(uid, 2);
    await log.find((event) => event.kind === 'pad-crowded' && event.crowded);
    await looks(reader, 4);
    for (const { uid } of tags) reader.simulateFlicker(uid, 1);
    await log.find((event) => event.kind === 'pad-crowded' && !event.crowded);
    expect(crowding(log)).toEqual([true, false]);
    expect(moves(log)).toHaveLength(3);
  });

  test('a reader that cannot tell of all tags is crowded, until some are taken off', async () => {
    const { reader, log } = await padHere();
    reader.simulateBareOverflow();
    const tags = Array.from({ length: 6 }, (_, index) => book(`B${index}`));
    reader.place(...tags);
    await log.find((event) => event.kind === 'pad-crowded' && event.crowded);
    reader.remove(...tags.slice(3).map(({ uid }) => uid));
    for (const { uid } of tags.slice(0, 3)) await log.find(entered(uid));
    await log.find((event) => event.kind === 'pad-crowded' && !event.crowded);
    expect(crowding(log)).toEqual([true, false]);
  });
});

test('too much on the pad is said again by a reader that comes back: whoever heard that it was lost knows nothing of it', async () => {
  const { reader, log, restart } = await padHere({}, { patience: PATIENT });
  reader.simulateBareOverflow();
  reader.place(...Array.from({ length: 6 }, (_, index) => book(`B${index}`)));
  await log.find((event) => event.kind === 'pad-crowded' && event.crowded);
  const before = log.all.length;
  expect(await restart()).toEqual({ state: 'ready' });
  const since = log.all.slice(before).filter(({ kind }) => kind === 'pad-crowded');
  expect(since).toEqual([{ kind: 'pad-crowded', device: 'pad', crowded: true }]);
});

describe('a reader that is not as it should be', () => {
  test('at another speed it does not answer', async () => {
    const { log, reader } = await padHere({}, { baudRate: 9600 });
    await log.find(status('no-answer'));
    expect(reader.seen()).toBe(0);
  });

  test('in scan mode it is said to be in the wrong mode', async () => {
    const { log, reader } = await padHere();
    await log.find(status('ready'));
    reader.simulateScanMode();
    await log.find(status('wrong-mode'));
    reader.simulateScanMode(false);
    await log.count(status('ready'), 2);
  });

  test('in scan mode it is never called ready, and said to be wrong once', async () => {
    const { log, reader } = await padHere({}, { scanMode: true });
    for (let opening = 0; opening < 3; opening++) await reader.nextCommand('reader-info');
    const said = log.all.filter(({ kind }) => kind === 'device-status');
    expect(said.map((event) => event.kind === 'device-status' && event.status.state)).toEqual([
      'opening',
      'faulty',
    ]);
  });

  test('that pushes what it sees and says nothing else is in scan mode', async () => {
    const { log, reader } = await padHere();
    await log.find(status('ready'));
    const push = () => reader.simulateUnaskedBytes(Buffer.from('E0040100153B945A\r\n'));
    reader.simulateSilence(99);
    const stop = reader.onCommand('rf-reset', push);
    await log.find(status('wrong-mode'));
    stop();
  });

  test('that falls silent is opened anew until it speaks', async () => {
    const { log, reader } = await padHere();
    await log.find(status('ready'));
    reader.simulateSilence(6);
    await log.find(status('no-answer'));
    await log.count(status('ready'), 2);
  });

  test('one answer that stops in the middle costs a moment, and no book', async () => {
    const { log, reader } = await padHere();
    await log.find(status('ready'));
    reader.simulateGap(150);
    const tag = book();
    reader.place(tag);
    await log.find(entered(tag.uid));
    expect(reader.fired).toMatchObject([{ fault: 'gap' }]);
  });
});
