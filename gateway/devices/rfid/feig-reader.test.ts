import { expect, test } from 'vitest';
import { describeRfidReader } from '#tests/contracts/rfid-reader.ts';
import { HF_TAGS } from '#tests/contracts/reader-tags.ts';
import { bookTag, nextUid, tagWith } from '#tests/simulators/book-tag.ts';
import { SimulatedFeigReader } from '#tests/simulators/feig-reader.ts';
import type { Line } from '#tests/simulators/line.ts';
import { PtyLine } from '#tests/simulators/pty-line.ts';
import { TcpLine } from '#tests/simulators/tcp-line.ts';
import type { Fault } from '../../errors.ts';
import type { ReaderCapabilities } from '../device.ts';
import { openPort } from '../ports.ts';
import { FeigReader } from './feig-reader.ts';

const FEIG_CAPABILITIES: ReaderCapabilities = {
  ...{ air: 'hf', afi: true, eas: 'write', locks: true, epc: false },
};

const simulating = (model: 'CPR40' | 'MR102') => (line: Line) =>
  SimulatedFeigReader.on(line, { model });

const feig = { tags: HF_TAGS, capabilities: FEIG_CAPABILITIES };
const CPR40 = { model: 'FEIG CPR40', simulate: simulating('CPR40') };
const MR102 = { model: 'FEIG ISC.MR101-U', simulate: simulating('MR102') };
const onSerial = () => PtyLine.open({ baudRate: 38400, parity: 'even' });
const onTcp = () => TcpLine.open();

describeRfidReader({
  ...{ name: 'FEIG CPR40 over a serial line', ...feig, ...CPR40, openLine: onSerial },
  open: (port, timeoutMs) => FeigReader.open(port, { timeoutMs }),
});
describeRfidReader({
  ...{
    name: 'FEIG MR102 over TCP, which switches EAS transparently',
    ...feig,
    ...MR102,
    openLine: onTcp,
  },
  open: (port, timeoutMs) => FeigReader.open(port, { timeoutMs, easCommand: 'transparent' }),
});

async function readerOnTcp(model: 'CPR40' | 'MR102', timeoutMs = 1000) {
  const line = await TcpLine.open();
  const simulator = SimulatedFeigReader.on(line, { model });
  const port = await openPort(line.address)();
  const reader = await FeigReader.open(port, { timeoutMs });
  const close = async () => {
    await reader.close();
    await port.close();
    await line.close();
  };
  return { reader, simulator, [Symbol.asyncDispose]: close };
}
const books = (count: number) =>
  Array.from({ length: count }, (_, index) => bookTag({ uid: nextUid(), itemId: `B${index}` }));

test('a reader says what it is when it is opened', async () => {
  await using desk = await readerOnTcp('CPR40');
  expect(desk.reader.info).toEqual({
    model: 'CPR40',
    firmware: '03.03',
    receiveBuffer: 288,
    sendBuffer: 288,
  });
});

test('ten tags on a reader that holds four: three passes, and those found are sent to sleep', async () => {
  await using desk = await readerOnTcp('CPR40');
  desk.simulator.place(...books(10));
  await desk.reader.inventory();
  expect(desk.simulator.seen('inventory')).toBe(3);
  expect(desk.simulator.seenCommand('stay-quiet')).toBe(8);
});

test('ten tags on a reader that has more data: one pass in two answers, nobody sent to sleep', async () => {
  await using desk = await readerOnTcp('MR102');
  desk.simulator.place(...books(10));
  await desk.reader.inventory();
  expect(desk.simulator.seen('inventory')).toBe(2);
  expect(desk.simulator.seenCommand('stay-quiet')).toBe(0);
});

test.each([6, 14])(
  'an overflow that does not say whom it found proves nobody absent (%i)',
  async (count) => {
    await using desk = await readerOnTcp('CPR40');
    desk.simulator.simulateBareOverflow();
    desk.simulator.place(...books(count));
    expect(await desk.reader.inventory()).toMatchObject({ complete: false });
  },
);

test('an answer with fewer blocks than were asked for moves no block into another’s place', async () => {
  await using desk = await readerOnTcp('CPR40');
  const content = Uint8Array.from({ length: 320 }, (_, at) => at);
  const tag = tagWith({ uid: nextUid(), content, blocks: 80 });
  desk.simulator.place(tag);
  desk.simulator.simulateShortRead();
  await expect(desk.reader.readTag(tag.uid, 320)).rejects.toMatchObject({ code: 'malformed' });
  expect((await desk.reader.readTag(tag.uid, 320)).memory).toEqual(tag.memory);
});

test('what answers a command that was given up confirms no later one, to another tag', async () => {
  await using desk = await readerOnTcp('CPR40', 200);
  const [there] = books(1);
  if (!there) throw new Error('a book is needed');
  desk.simulator.place(there);
  desk.simulator.simulateLateAnswer(1500, 'write-eas');
  await expect(desk.reader.writeEas(there.uid, true)).rejects.toMatchObject({ code: 'no-answer' });
  const codes: string[] = [];
  // Until it is heard again, however often a busy computer has been too late for an answer.
  while (codes.length < 6 || codes.at(-1) !== 'tag-gone') {
    const act = desk.reader.writeEas(nextUid(), true);
    codes.push(
      await act.then(
        () => 'done',
        ({ code }: Fault) => code,
      ),
    );
  }
  expect(codes).not.toContain('done');
});
