import { afterEach, describe, expect, test } from 'vitest';
import { bookTag, nextUid } from '#tests/simulators/book-tag.ts';
import { entered, looks, moves, padOnDesk, status } from '#tests/simulators/pad-on-desk.ts';
import type { SiteSecurity } from '../../tags/security.ts';
import type { PadSettings } from './pad-settings.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function bookOnPad(settings: Partial<PadSettings> = {}) {
  const desk = await padOnDesk(settings);
  closing.push(desk.close);
  const tag = bookTag({ uid: nextUid(), itemId: 'VN0000012345' });
  desk.reader.place(tag);
  await desk.log.find(entered(tag.uid));
  return { ...desk, tag };
}

const SITE: SiteSecurity = {
  ...{ afi: { armed: 0x07, disarmed: 0xc2, alsoArmed: [], alsoDisarmed: [] }, eas: false },
};

describe('securing by the AFI', () => {
  test('reads it back before it says so', async () => {
    const { pad, reader, tag } = await bookOnPad();
    const before = reader.seenCommand('system-information');
    await pad.secure(tag.uid, 'disarmed', SITE);
    expect(tag.afi).toBe(0xc2);
    expect(reader.seenCommand('system-information')).toBeGreaterThan(before);
  });

  test.each(['write-error', 'protected', 'pretends'] as const)(
    'tries again after a failure (%s)',
    async (how) => {
      const { pad, reader, tag } = await bookOnPad();
      reader.simulateWriteFailure(tag.uid, 2, how);
      await pad.secure(tag.uid, 'disarmed', SITE);
      expect(tag.afi).toBe(0xc2);
      expect(reader.fired.filter(({ fault }) => fault === 'write-failure')).toHaveLength(2);
    },
  );

  test.each([
    ['write-error', 'tag-refused'],
    ['protected', 'tag-refused'],
    ['pretends', 'not-verified'],
  ] as const)('gives up in the end (%s): %s', async (how, code) => {
    const { pad, reader, tag } = await bookOnPad({ attempts: 3 });
    reader.simulateWriteFailure(tag.uid, 99, how);
    await expect(pad.secure(tag.uid, 'disarmed', SITE)).rejects.toMatchObject({ code });
    expect(reader.fired).toHaveLength(3);
    expect(tag.afi).toBe(0x07);
  });

  test.each(['write', 'after-write'] as const)(
    'a book pulled away (%s) is tag-gone, whatever it has taken',
    async (moment) => {
      const { pad, reader, tag } = await bookOnPad({ attempts: 3 });
      reader.simulatePullAway(tag.uid, moment);
      const write = pad.secure(tag.uid, 'disarmed', SITE);
      await expect(write).rejects.toMatchObject({ code: 'tag-gone' });
      expect(reader.fired).toMatchObject([{ fault: 'pull-away', act: 'write-afi' }]);
      expect(tag.afi).toBe(moment === 'after-write' ? 0xc2 : 0x07);
    },
  );

  test('a write whose answer is lost is not written off', async () => {
    const { pad, reader, tag } = await bookOnPad();
    reader.simulateSilence(1, 'write-afi');
    await pad.secure(tag.uid, 'disarmed', SITE);
    expect(tag.afi).toBe(0xc2);
  });

  test('unplugged during the write: port-lost at once, and ready again after', async () => {
    const { pad, reader, line, log, tag } = await bookOnPad();
    const stop = reader.onCommand('write-afi', () => (stop(), line.unplug()));
    await expect(pad.secure(tag.uid, 'disarmed', SITE)).rejects.toMatchObject({
      code: 'port-lost',
    });
    await expect(pad.readSecurity(tag.uid)).rejects.toMatchObject({ code: 'port-lost' });
    await line.plug();
    await log.count(status('ready'), 2);
    await looks(reader, 2);
    // The book never moved: it has neither left nor entered anew.
    expect(moves(log)).toHaveLength(1);
    await pad.secure(tag.uid, 'disarmed', SITE);
    expect(tag.afi).toBe(0xc2);
  });
});

describe('what the staff’s desk asks of a pad', () => {
  test('what the reader is and can do, as long as there is one', async () => {
    const { pad, line, log } = await bookOnPad();
    expect(pad.model).toEqual({ name: 'FEIG CPR40', firmware: '03.03' });
    expect(pad.capabilities).toMatchObject({ air: 'hf', afi: true, locks: true });
    await line.unplug();
    await log.find(status('port-lost'));
    expect([pad.model, pad.capabilities]).toEqual([undefined, undefined]);
  });

  test('a tag whole, and which of its blocks are locked', async () => {
    const { pad, reader, tag } = await bookOnPad();
    reader.simulateLockedBlock(tag.uid, 27);
    expect(await pad.readWhole(tag.uid)).toMatchObject({ memory: tag.memory, blockCount: 28 });
    const locks = await pad.readLocks(tag.uid);
    expect(locks).toHaveLength(28);
    expect(locks.lastIndexOf(true)).toBe(27);
    expect(locks.indexOf(true)).toBe(27);
  });

  test('that a tag is written, while books come and go', async () => {
    const { pad, reader, log, tag } = await bookOnPad();
    const next = bookTag({ uid: nextUid(), itemId: 'B2' });
    const bytes = Uint8Array.from({ length: 36 }, (_, at) => at);
    const stop = reader.onCommand('write-blocks', () => (stop(), reader.place(next)));
    const after = await pad.writeImage(tag.uid, [{ firstBlock: 0, bytes }], { afi: 0xc2 });
    expect(after).toMatchObject({ memory: tag.memory, afi: 0xc2 });
    expect(tag.memory.subarray(0, 36)).toEqual(bytes);
    await log.find(entered(next.uid));
    expect(moves(log)).toHaveLength(2);
  });

  test('goes before the next look', async () => {
    const { pad, reader, tag } = await bookOnPad({ pauseMs: 1 });
    await reader.nextCommand('inventory');
    const order: string[] = [];
    for (const name of ['rf-reset', 'write-afi']) {
      reader.onCommand(name, () => void order.push(name));
    }
    await Promise.all([pad.secure(tag.uid, 'disarmed', SITE), pad.readWhole(tag.uid)]);
    expect(order).toEqual(['write-afi']);
  });
});
