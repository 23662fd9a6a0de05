import { afterEach, describe, expect, test } from 'vitest';
import { bookTag, nextUid, tagWith } from '#tests/simulators/book-tag.ts';
import { EventLog } from '#tests/simulators/events.ts';
import { SimulatedFeigReader } from '#tests/simulators/feig-reader.ts';
import { PtyLine } from '#tests/simulators/pty-line.ts';
import type { SiteSecurity } from '../../tags/security.ts';
import { decodeTag } from '../../tags/tag.ts';
import type { DeviceEvent } from '../device.ts';
import { openPort } from '../ports.ts';
import { Supervisor } from '../supervisor.ts';
import { FeigReader } from './feig-reader.ts';
import { RfidPad } from './rfid-pad.ts';
import type { PadSettings } from './rfid-pad.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A pad as a kiosk has it: supervisor, driver, pseudo-terminal, reader. */
async function padOnDesk(
  settings: Partial<PadSettings> = {},
  { baudRate = 38400, model = 'CPR40' as 'CPR40' | 'MR102', scanMode = false } = {},
) {
  const line = await PtyLine.open({ baudRate: 38400, parity: 'even' });
  const reader = SimulatedFeigReader.on(line, { model });
  reader.simulateScanMode(scanMode);
  const log = new EventLog<DeviceEvent>();
  const open = openPort({ ...line.address, baudRate });
  const pad = new RfidPad('pad', (port) => FeigReader.open(port, { timeoutMs: 800 }), {
    pauseMs: 10,
    ...settings,
  });
  const supervisor = new Supervisor({
    device: 'pad',
    open,
    start: pad.start,
    emit: log.push,
    backOff: { firstMs: 10, maxMs: 50 },
  });
  closing.push(
    () => line.close(),
    () => supervisor.close(),
  );
  supervisor.start();
  return { line, reader, log, pad, supervisor };
}

const book = (itemId = 'VN0000012345') => bookTag({ uid: nextUid(), itemId });
const entered = (uid: string) => (event: DeviceEvent) =>
  event.kind === 'tag-entered' && event.tag.uid === uid;
const left = (uid: string) => (event: DeviceEvent) =>
  event.kind === 'tag-left' && event.uid === uid;
const status = (state: string) => (event: DeviceEvent) =>
  event.kind === 'device-status' &&
  (event.status.state === 'faulty' ? event.status.code : event.status.state) === state;
const moves = (log: EventLog<DeviceEvent>) =>
  log.all.filter(({ kind }) => kind === 'tag-entered' || kind === 'tag-left');

/** So many more looks have been finished. */
async function looks(reader: SimulatedFeigReader, times: number): Promise<void> {
  for (let time = 0; time < times; time++) await reader.nextCommand('rf-reset', 'before');
}

describe('a book on the pad', () => {
  test('enters with what is written on it, and leaves', async () => {
    const { reader, log } = await padOnDesk();
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
    const { reader, log } = await padOnDesk({}, { model });
    const tags = Array.from({ length: 10 }, (_, index) => book(`B${index}`));
    reader.place(...tags);
    for (const { uid } of tags) await log.find(entered(uid));
    await looks(reader, 3);
    expect(moves(log)).toHaveLength(10);
  });

  test('does not leave for two misreads, nor enter twice', async () => {
    const { reader, log } = await padOnDesk();
    const tag = book();
    reader.place(tag);
    await log.find(entered(tag.uid));
    reader.simulateMisread(2);
    await looks(reader, 6);
    expect(reader.fired.filter(({ fault }) => fault === 'misread')).toHaveLength(2);
    expect(moves(log)).toHaveLength(1);
  });

  test('pulled away before it was read says nothing; laid down again, it enters', async () => {
    const { reader, log } = await padOnDesk();
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
    const { reader, log } = await padOnDesk();
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
    const { reader, log } = await padOnDesk();
    const dead = { ...tagWith({ uid: nextUid() }), memory: new Uint8Array() };
    reader.place(dead);
    const event = await log.find(entered(dead.uid));
    expect(reader.seenCommand('read-blocks')).toBe(6);
    expect(event.kind === 'tag-entered' && decodeTag(event.tag)).toEqual({ kind: 'unknown' });
  });

  test('that is no library tag as we know it costs the others nothing', async () => {
    const { reader, log } = await padOnDesk();
    const [odd, tag] = [book(), book()];
    reader.simulateOddTag(odd.uid);
    reader.place(odd, tag);
    await log.find(entered(tag.uid));
    const event = await log.find(entered(odd.uid));
    expect(event.kind === 'tag-entered' && event.tag.memory).toHaveLength(0);
    expect(log.all.some(status('malformed'))).toBe(false);
  });

  test('a number that the radio made up never enters', async () => {
    const { reader, log } = await padOnDesk();
    await log.find(status('ready'));
    reader.simulateGhost('E004010000BADBAD');
    await looks(reader, 6);
    expect(reader.fired).toMatchObject([{ fault: 'ghost' }]);
    expect(moves(log)).toEqual([]);
  });
});

const SITE: SiteSecurity = {
  ...{ afi: { armed: 0x07, disarmed: 0xc2, alsoArmed: [], alsoDisarmed: [] }, eas: false },
};

describe('securing by the AFI', () => {
  async function bookOnPad(settings: Partial<PadSettings> = {}) {
    const desk = await padOnDesk(settings);
    const tag = book();
    desk.reader.place(tag);
    await desk.log.find(entered(tag.uid));
    return { ...desk, tag };
  }

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

describe('a reader that is not as it should be', () => {
  test('at another speed it does not answer', async () => {
    const { log, reader } = await padOnDesk({}, { baudRate: 9600 });
    await log.find(status('no-answer'));
    expect(reader.seen()).toBe(0);
  });

  test('in scan mode it is said to be in the wrong mode', async () => {
    const { log, reader } = await padOnDesk();
    await log.find(status('ready'));
    reader.simulateScanMode();
    await log.find(status('wrong-mode'));
    reader.simulateScanMode(false);
    await log.count(status('ready'), 2);
  });

  test('in scan mode it is never called ready, and said to be wrong once', async () => {
    const { log, reader } = await padOnDesk({}, { scanMode: true });
    for (let opening = 0; opening < 3; opening++) await reader.nextCommand('reader-info');
    const said = log.all.filter(({ kind }) => kind === 'device-status');
    expect(said.map((event) => event.kind === 'device-status' && event.status.state)).toEqual([
      'opening',
      'faulty',
    ]);
  });

  test('that pushes what it sees and says nothing else is in scan mode', async () => {
    const { log, reader } = await padOnDesk();
    await log.find(status('ready'));
    const push = () => reader.simulateUnaskedBytes(Buffer.from('E0040100153B945A\r\n'));
    reader.simulateSilence(99);
    const stop = reader.onCommand('rf-reset', push);
    await log.find(status('wrong-mode'));
    stop();
  });

  test('that falls silent is opened anew until it speaks', async () => {
    const { log, reader } = await padOnDesk();
    await log.find(status('ready'));
    reader.simulateSilence(6);
    await log.find(status('no-answer'));
    await log.count(status('ready'), 2);
  });

  test('one answer that stops in the middle costs a moment, and no book', async () => {
    const { log, reader } = await padOnDesk();
    await log.find(status('ready'));
    reader.simulateGap(150);
    const tag = book();
    reader.place(tag);
    await log.find(entered(tag.uid));
    expect(reader.fired).toMatchObject([{ fault: 'gap' }]);
  });
});
