import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { nextUid, tagWith } from '#tests/simulators/book-tag.ts';
import type { BookTag } from '#tests/simulators/book-tag.ts';
import { SimulatedFeigReader } from '#tests/simulators/feig-reader.ts';
import { TcpLine } from '#tests/simulators/tcp-line.ts';
import type { Port } from '../device.ts';
import { openPort } from '../ports.ts';
import { systemTiming } from '../timing.ts';
import { FeigReader } from './feig-reader.ts';
import { TornWrite, writeImage } from './verified-image.ts';

let line: TcpLine;
let port: Port;
let reader: FeigReader;
let simulator: SimulatedFeigReader;
let tag: BookTag;

beforeEach(async () => {
  line = await TcpLine.open();
  simulator = SimulatedFeigReader.on(line, { model: 'CPR40' });
  port = await openPort(line.address)();
  reader = await FeigReader.open(port, { timeoutMs: 1000 });
  tag = tagWith({ uid: nextUid(), content: Uint8Array.from({ length: 112 }, (_, at) => at) });
  simulator.place(tag);
});
afterEach(async () => {
  await reader.close();
  await port.close();
  await line.close();
});

const blocks = (count: number, first = 0xa0) =>
  Uint8Array.from({ length: count * 4 }, (_, at) => (first + at) & 0xff);
const run = (firstBlock: number, count: number, first?: number) => ({
  firstBlock,
  bytes: blocks(count, first),
});
const write = (
  runs: Parameters<typeof writeImage>[2],
  registers: Parameters<typeof writeImage>[3] = {},
  attempts = 3,
) => writeImage(reader, tag.uid, runs, registers, { attempts, withinMs: 20_000 }, systemTiming);
const tornOf = async (act: Promise<unknown>): Promise<TornWrite> => {
  const error: unknown = await act.catch((thrown: unknown) => thrown);
  if (error instanceof TornWrite) return error;
  throw new Error('no torn write', { cause: error });
};

describe('an image', () => {
  test('is written, and the tag is given back as it says then', async () => {
    const before = tag.memory.slice();
    const after = await write([run(2, 3), run(9, 1)], { dsfid: 0x06, afi: 0xc2 });
    before.set(blocks(3), 8);
    before.set(blocks(1), 36);
    expect(tag.memory).toEqual(before);
    expect(after).toMatchObject({ memory: before, dsfid: 0x06, afi: 0xc2, blockCount: 28 });
  });

  test('goes to the tag in this order: blocks, DSFID, AFI', async () => {
    const order: string[] = [];
    for (const name of ['write-blocks', 'write-dsfid', 'write-afi']) {
      simulator.onCommand(name, () => void order.push(name));
    }
    await write([run(0, 2)], { afi: 0xc2, dsfid: 0x06 });
    expect(order).toEqual(['write-blocks', 'write-dsfid', 'write-afi']);
  });

  test('a block that comes twice is emptied, read back, and filled after the others', async () => {
    const held: number[] = [];
    simulator.onCommand('write-blocks', () => void held.push(tag.memory[0] ?? 0), 'after');
    const empty = { firstBlock: 0, bytes: new Uint8Array(4) };
    await write([empty, run(4, 2), run(0, 1, 0x77)]);
    expect(held).toEqual([0, 0, 0x77]);
    expect(tag.memory.subarray(16, 24)).toEqual(blocks(2));
  });

  test('what is so already is not written again', async () => {
    await write([run(2, 3)]);
    const before = simulator.seen('write-blocks');
    await write([run(2, 3)]);
    expect(simulator.seen('write-blocks')).toBe(before);
  });

  test('is tried again where the tag has not kept it, and then only what is missing', async () => {
    simulator.simulateWriteFailure(tag.uid, 1, 'pretends');
    await write([run(2, 3)]);
    expect(simulator.fired).toMatchObject([{ fault: 'write-failure', act: 'write-blocks' }]);
    expect(tag.memory.subarray(8, 20)).toEqual(blocks(3));
  });
});

describe('what was not written is said', () => {
  test.each([0, 1, 2])(
    'torn after %i blocks: the tag is gone, nobody knows what it holds',
    async (taken) => {
      const before = tag.memory.slice();
      simulator.simulatePullAway(tag.uid, 'write', taken);
      const torn = await tornOf(write([run(2, 3)], { afi: 0xc2 }));
      expect(torn).toMatchObject({ code: 'tag-gone', blocks: undefined });
      before.set(blocks(taken), 8);
      expect(tag.memory).toEqual(before);
      expect(tag.afi).toBe(0x07);
    },
  );

  test('torn, and laid down again while it is tried: finished', async () => {
    simulator.simulatePullAway(tag.uid, 'write', 1);
    simulator.onCommand('write-blocks', () => simulator.place(tag), 'after');
    await write([run(2, 3)], { afi: 0xc2 });
    expect(tag.memory.subarray(8, 20)).toEqual(blocks(3));
    expect(tag.afi).toBe(0xc2);
  });

  test('a locked block: refused, and which', async () => {
    simulator.simulateLockedBlock(tag.uid, 3);
    const torn = await tornOf(write([run(2, 3)], { afi: 0xc2 }));
    expect(torn).toMatchObject({ code: 'tag-refused', blocks: [3, 4] });
    expect(tag.afi).toBe(0x07);
  });

  test('a chip that keeps nothing: not-verified, and which', async () => {
    simulator.simulateWriteFailure(tag.uid, 99, 'pretends');
    const torn = await tornOf(write([run(2, 2)]));
    expect(torn).toMatchObject({ code: 'not-verified', blocks: [2, 3] });
  });

  test('a DSFID that is not taken leaves the AFI as it was', async () => {
    const stop = simulator.onCommand('write-dsfid', () => {
      simulator.simulateWriteFailure(tag.uid, 99, 'protected');
      stop();
    });
    const act = write([run(2, 1)], { dsfid: 0x06, afi: 0xc2 });
    await expect(act).rejects.toMatchObject({ code: 'tag-refused' });
    expect(tag).toMatchObject({ dsfid: 0x3e, afi: 0x07 });
  });

  test('a run beyond the end of the tag is refused before anything is written', async () => {
    await expect(write([run(26, 3)])).rejects.toMatchObject({ code: 'tag-refused' });
    expect(simulator.seen('write-blocks')).toBe(0);
  });

  test('a line that is lost is said at once', async () => {
    simulator.onAct('write-blocks', () => line.unplug());
    await expect(write([run(2, 3)])).rejects.toMatchObject({ code: 'port-lost' });
  });
});
