/** What every reader must do when it writes, and what it must not pretend to be able to do. */
import { describe, expect, test } from 'vitest';
import type { RfidReader } from '#gateway/devices/device.ts';
import type { BookTag } from '#tests/simulators/book-tag.ts';
import type { WriteFailure } from '#tests/simulators/simulated-reader.ts';
import { afiOn } from './reader-tags.ts';
import type { ReaderAtWork, ReaderUnderTest } from './rfid-reader.ts';

/** One thing that a tag can be told, and how a test sees what became of it. */
interface Act {
  readonly name: string;
  readonly can: boolean;
  write(reader: RfidReader, uid: string): Promise<unknown>;
  /** On the tag itself. */
  done(tag: BookTag): boolean;
}

/** Four blocks, wherever they are 2 or 4 bytes long. */
const fresh = ({ blockSize }: Pick<BookTag, 'blockSize'>) =>
  Uint8Array.from({ length: 4 * blockSize }, (_, at) => 0xa0 + at);
const inMemory = (tag: BookTag, blocks: number): boolean =>
  Buffer.from(tag.memory.subarray(0, blocks * tag.blockSize)).equals(
    fresh(tag).subarray(0, blocks * tag.blockSize),
  );

export function describeWriting(current: () => ReaderAtWork, underTest: ReaderUnderTest): void {
  const { tags, capabilities } = underTest;
  const isHf = capabilities.air === 'hf';
  const size = { blockSize: isHf ? 4 : 2 };
  /** Six words of UII, AFI C2 and user memory, as the PC word says. */
  const epc = Uint8Array.of(0x35, 0xc2, ...Array.from({ length: 12 }, (_, at) => 0x40 + at));

  const AFI: Act = {
    name: 'AFI',
    can: capabilities.afi,
    write: (reader, uid) => reader.writeAfi(uid, 0xc2),
    done: (tag) => afiOn(tag) === 0xc2,
  };
  const EAS: Act = {
    name: 'EAS',
    can: capabilities.eas !== 'no',
    write: (reader, uid) => reader.writeEas(uid, true),
    done: ({ eas }) => eas,
  };
  const BLOCKS: Act = {
    name: 'blocks',
    can: true,
    write: (reader, uid) => reader.writeBlocks(uid, 0, fresh(size)),
    done: (tag) => inMemory(tag, 4),
  };
  const DSFID: Act = {
    name: 'DSFID',
    can: isHf,
    write: (reader, uid) => reader.writeDsfid(uid, 0x06),
    done: ({ dsfid }) => dsfid === 0x06,
  };
  const EPC: Act = {
    name: 'EPC',
    can: capabilities.epc,
    write: (reader, uid) => reader.writeEpc(uid, epc),
    done: (tag) => Buffer.from(tag.epc ?? []).equals(epc),
  };
  const LOCKS = {
    name: 'locks',
    can: capabilities.locks,
    write: (reader: RfidReader, uid: string) => reader.readLocks(uid, 0, 8),
  };
  const ALARM = {
    name: 'state of the alarm',
    can: capabilities.eas === 'read-write',
    write: (reader: RfidReader, uid: string) => reader.readEas(uid),
  };
  const writes = [AFI, EAS, BLOCKS, DSFID, EPC];
  const possible = writes.filter(({ can }) => can);
  const impossible = [...writes, LOCKS, ALARM].filter(({ can }) => !can);

  async function placed(tag = tags.book()) {
    const { reader, simulator } = current();
    simulator.place(tag, tags.book());
    await reader.inventory();
    return { reader, simulator, tag };
  }

  test.each(impossible)('what it cannot do, it says: $name', async ({ write }) => {
    const { reader, tag } = await placed();
    await expect(write(reader, tag.uid)).rejects.toMatchObject({ code: 'not-supported' });
  });

  describe.each(possible)('writing: $name', ({ write, done }) => {
    test('reaches the tag, and no other', async () => {
      const { reader, simulator, tag } = await placed();
      await write(reader, tag.uid);
      expect(simulator.tags.filter(done).map(({ uid }) => uid)).toEqual([tag.uid]);
    });

    test('a tag that is not there is tag-gone', async () => {
      const { reader, simulator } = await placed();
      await expect(write(reader, tags.absent())).rejects.toMatchObject({ code: 'tag-gone' });
      expect(simulator.tags.some(done)).toBe(false);
    });

    test('a book pulled away before it is tag-gone, and keeps what it had', async () => {
      const { reader, simulator, tag } = await placed();
      simulator.simulatePullAway(tag.uid, 'write', 0);
      await expect(write(reader, tag.uid)).rejects.toMatchObject({ code: 'tag-gone' });
      expect(simulator.fired).toMatchObject([{ fault: 'pull-away' }]);
      expect(done(tag)).toBe(false);
    });

    test.each([
      ['protected', ['tag-refused']],
      // Nothing was confirmed: whether the tag would not or could not, only a reading tells.
      ['write-error', ['tag-refused', 'tag-gone']],
    ] satisfies [WriteFailure, string[]][])(
      'a tag that is not written (%s)',
      async (how, codes) => {
        const { reader, simulator, tag } = await placed();
        simulator.simulateWriteFailure(tag.uid, 99, how);
        const fault: unknown = await write(reader, tag.uid).catch((error: unknown) => error);
        expect(codes).toContain((fault as { code?: string }).code);
        expect(done(tag)).toBe(false);
      },
    );

    test('a garbled answer is asked for again', async () => {
      const { reader, simulator, tag } = await placed();
      simulator.simulateBitError();
      await write(reader, tag.uid);
      expect(simulator.fired).toMatchObject([{ fault: 'bit-error' }]);
      expect(done(tag)).toBe(true);
    });
  });

  if (capabilities.afi)
    test('an AFI that was written reads back', async () => {
      const { reader, tag } = await placed();
      await reader.writeAfi(tag.uid, 0xc2);
      expect(await reader.readAfi(tag.uid)).toBe(0xc2);
      await reader.writeAfi(tag.uid, 0x07);
      expect(await reader.readAfi(tag.uid)).toBe(0x07);
    });

  if (capabilities.eas === 'read-write')
    test('the alarm reads back, set and reset', async () => {
      const { reader, tag } = await placed();
      for (const armed of [true, false]) {
        await reader.writeEas(tag.uid, armed);
        expect(await reader.readEas(tag.uid)).toBe(armed);
      }
    });

  if (capabilities.eas !== 'no')
    test('a chip without an alarm is tag-refused', async () => {
      const { reader, tag } = await placed(tags.withoutAlarm());
      await expect(reader.writeEas(tag.uid, true)).rejects.toMatchObject({ code: 'tag-refused' });
      expect(tag.eas).toBe(false);
    });

  test('blocks go where they belong, whatever lies before and after', async () => {
    const { reader, tag } = await placed(tags.large());
    const before = tag.memory.slice();
    const bytes = fresh(tag);
    await reader.writeBlocks(tag.uid, 5, bytes);
    before.set(bytes, 5 * tag.blockSize);
    expect(tag.memory).toEqual(before);
    expect((await reader.readTag(tag.uid, 320)).memory).toEqual(before);
  });

  test('a whole large memory is written in several steps', async () => {
    const { reader, tag } = await placed(tags.large());
    const bytes = tag.memory.map((byte) => byte ^ 0xff);
    await reader.writeBlocks(tag.uid, 0, bytes);
    expect(tag.memory).toEqual(bytes);
  });

  test('torn: a book pulled away in the middle has only the blocks before', async () => {
    const { reader, simulator, tag } = await placed();
    const before = tag.memory.slice();
    simulator.simulatePullAway(tag.uid, 'write', 2);
    await expect(BLOCKS.write(reader, tag.uid)).rejects.toMatchObject({ code: 'tag-gone' });
    expect(inMemory(tag, 2)).toBe(true);
    expect(tag.memory.subarray(2 * tag.blockSize)).toEqual(before.subarray(2 * tag.blockSize));
  });

  test('a locked block is tag-refused, and stays as it was', async () => {
    const { reader, simulator, tag } = await placed();
    const before = tag.memory.slice();
    simulator.simulateLockedBlock(tag.uid, 2);
    await expect(BLOCKS.write(reader, tag.uid)).rejects.toMatchObject({ code: 'tag-refused' });
    // At least once: a driver may try again with the site's password.
    expect(simulator.fired).toContainEqual(expect.objectContaining({ fault: 'locked-block' }));
    expect(tag.memory.subarray(2 * tag.blockSize)).toEqual(before.subarray(2 * tag.blockSize));
  });

  if (capabilities.locks)
    test('it tells which blocks are locked', async () => {
      const { reader, simulator, tag } = await placed(tags.large());
      for (const block of [2, 3, 40]) simulator.simulateLockedBlock(tag.uid, block);
      const locks = await reader.readLocks(tag.uid, 1, 60);
      expect(locks).toHaveLength(60);
      expect([...locks.keys()].filter((index) => locks[index])).toEqual([1, 2, 39]);
    });

  if (capabilities.epc)
    test('a rewritten EPC makes no other tag of it', async () => {
      const { reader, tag } = await placed();
      await reader.writeEpc(tag.uid, epc);
      expect((await reader.inventory()).uids).toContain(tag.uid);
      expect((await reader.readTag(tag.uid, 8)).epc).toEqual(epc);
      expect(await reader.readAfi(tag.uid)).toBe(0xc2);
    });
}
