import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Port, RfidReader } from '#gateway/devices/device.ts';
import { openPort } from '#gateway/devices/ports.ts';
import { bookTag, nextUid } from '#tests/simulators/book-tag.ts';
import type { Line } from '#tests/simulators/line.ts';
import type { SimulatedReader } from '#tests/simulators/simulated-reader.ts';

export interface ReaderUnderTest {
  readonly name: string;
  openLine(): Promise<Line>;
  simulate(line: Line): SimulatedReader;
  open(port: Port): Promise<RfidReader>;
}

/** What every reader of book tags must do, whatever its maker and its line. */
export function describeRfidReader({ name, openLine, simulate, open }: ReaderUnderTest): void {
  describe(`${name} is an RfidReader`, () => {
    let line: Line;
    let simulator: SimulatedReader;
    let port: Port;
    let reader: RfidReader;
    const book = (itemId = 'B1') => bookTag({ uid: nextUid(), itemId });

    beforeEach(async () => {
      line = await openLine();
      simulator = simulate(line);
      port = await openPort(line.address)();
      reader = await open(port);
    });
    afterEach(async () => {
      await reader.close();
      await port.close();
      await line.close();
    });

    test('an empty pad is a complete inventory without tags', async () => {
      expect(await reader.inventory()).toEqual({ uids: [], complete: true });
    });

    test.each([1, 4, 5, 10])('it finds all of %i tags, every time it looks', async (count) => {
      const tags = Array.from({ length: count }, () => book());
      simulator.place(...tags);
      const uids = tags.map(({ uid }) => uid).sort();
      for (let look = 0; look < 2; look++) {
        const inventory = await reader.inventory();
        expect([...inventory.uids].sort()).toEqual(uids);
        expect(inventory.complete).toBe(true);
      }
    });

    test('a tag is read in memory order, with its AFI and DSFID', async () => {
      const tag = book('VN0000012345');
      simulator.place(tag);
      const read = await reader.readTag(tag.uid, 34);
      expect(read).toMatchObject({ uid: tag.uid, afi: 0x07, dsfid: 0x3e, blockSize: 4 });
      expect(read.memory).toEqual(tag.memory.slice(0, 36));
    });

    test('a reading stops at the end of the chip', async () => {
      const tag = bookTag({ uid: nextUid(), itemId: 'B1', blocks: 8 });
      simulator.place(tag);
      expect((await reader.readTag(tag.uid, 320)).memory).toEqual(tag.memory);
    });

    test('a long memory is read in several steps', async () => {
      const tag = bookTag({ uid: nextUid(), itemId: 'B1', blocks: 80 });
      tag.memory.set([9, 8, 7, 6], 316);
      simulator.place(tag);
      expect((await reader.readTag(tag.uid, 320)).memory).toEqual(tag.memory);
    });

    test('an AFI that was written reads back, and no other tag is touched', async () => {
      const [tag, other] = [book(), book()];
      simulator.place(tag, other);
      await reader.writeAfi(tag.uid, 0xc2);
      expect(tag.afi).toBe(0xc2);
      expect(await reader.readAfi(tag.uid)).toBe(0xc2);
      expect(other.afi).toBe(0x07);
    });

    test('tags stay readable after an inventory has silenced them', async () => {
      const tags = Array.from({ length: 6 }, () => book());
      simulator.place(...tags);
      await reader.inventory();
      for (const { uid } of tags) expect(await reader.readAfi(uid)).toBe(0x07);
    });

    test('a tag that is not there is tag-gone, whatever is asked of it', async () => {
      const uid = nextUid();
      const gone = expect.objectContaining({ code: 'tag-gone' });
      await expect(reader.readTag(uid, 34)).rejects.toEqual(gone);
      await expect(reader.readAfi(uid)).rejects.toEqual(gone);
      await expect(reader.writeAfi(uid, 0xc2)).rejects.toEqual(gone);
    });

    test('a book pulled away during the writing is tag-gone and keeps its AFI', async () => {
      const tag = book();
      simulator.place(tag);
      simulator.simulatePullAway(tag.uid, 'write');
      await expect(reader.writeAfi(tag.uid, 0xc2)).rejects.toMatchObject({ code: 'tag-gone' });
      expect(tag.afi).toBe(0x07);
    });

    test.each(['protected', 'write-error'] as const)(
      'a tag that will not be written (%s) is tag-refused',
      async (how) => {
        const tag = book();
        simulator.place(tag);
        simulator.simulateWriteFailure(tag.uid, 1, how);
        await expect(reader.writeAfi(tag.uid, 0xc2)).rejects.toMatchObject({ code: 'tag-refused' });
      },
    );

    test('one answer that is garbled on the line is asked for again', async () => {
      const tag = book();
      simulator.place(tag);
      simulator.simulateBitError();
      expect(await reader.readAfi(tag.uid)).toBe(0x07);
      simulator.simulateBitError(1, 'inventory');
      expect((await reader.inventory()).uids).toEqual([tag.uid]);
    });

    test('an inventory whose answer is lost is begun anew, for its tags are quiet by now', async () => {
      const tag = book();
      simulator.place(tag);
      simulator.simulateSilence(1, 'inventory');
      expect((await reader.inventory()).uids).toEqual([tag.uid]);
    });

    test('a reader that stays silent is no-answer', async () => {
      simulator.simulateSilence(4);
      await expect(reader.readAfi(nextUid())).rejects.toMatchObject({ code: 'no-answer' });
    });

    test('what the radio made up and is no tag’s number is not reported', async () => {
      simulator.simulateGhost('0FFF00000000BEEF');
      expect(await reader.inventory()).toEqual({ uids: [], complete: true });
    });

    test('unplugging during a command ends it and every one behind it', async () => {
      const lost = expect.objectContaining({ code: 'port-lost' });
      const waiting = [reader.inventory(), reader.readAfi(nextUid()), reader.inventory()];
      const ends = waiting.map((act) => expect(act).rejects.toEqual(lost));
      await line.unplug();
      await Promise.all(ends);
    });

    test('calls made at once do not mix', async () => {
      const tags = Array.from({ length: 3 }, (_, index) => book(`B${index}`));
      simulator.place(...tags);
      const reads = await Promise.all(tags.map(({ uid }) => reader.readTag(uid, 34)));
      expect(reads.map(({ memory }) => memory)).toEqual(tags.map((tag) => tag.memory.slice(0, 36)));
    });
  });
}
