import { expect, test } from 'vitest';
import { bookTag } from '#tests/simulators/book-tag.ts';
import type { BookTag } from '#tests/simulators/book-tag.ts';
import { Fault } from '../../errors.ts';
import type { DeviceEvent, Port, RfidReader } from '../device.ts';
import type { Timing } from '../timing.ts';
import { RfidPad } from './rfid-pad.ts';

/** Ten thousand books one after the other, every third beside a tag that cannot be read and a number of noise. */
const LAY_DOWNS = 10_000;
/** Books, unreadable chips and ghosts lie there for so many looks, then for so many nothing does. */
const THERE = 2;
const GONE = 3;

const refused = async (): Promise<never> => {
  throw new Fault('not-supported', 'not asked for here');
};

/** A reader without a line, because a line takes its time: one look for each inventory. */
class ShelfOfReader implements RfidReader {
  readonly capabilities = { air: 'hf', afi: true, eas: 'no', locks: false, epc: false } as const;
  readonly model = { name: 'shelf' };
  readonly readEas = refused;
  readonly writeEas = refused;
  readonly writeAfi = refused;
  readonly writeBlocks = refused;
  readonly writeDsfid = refused;
  readonly writeEpc = refused;
  readonly readLocks = refused;
  readonly close = async () => undefined;
  readonly #done: () => void;
  #looks = 0;
  #tag: BookTag | undefined;

  constructor(done: () => void) {
    this.#done = done;
  }

  inventory = async () => {
    const at = this.#looks++;
    const book = Math.floor(at / (THERE + GONE));
    if (book >= LAY_DOWNS) this.#done();
    const isThere = book < LAY_DOWNS && at % (THERE + GONE) < THERE;
    this.#tag = isThere
      ? bookTag({ uid: numbered('E00401', book), itemId: `B${book}` })
      : undefined;
    const others = book % 3 === 0 ? [numbered('E00402', book), numbered('E00403', at)] : [];
    return { uids: this.#tag ? [this.#tag.uid, ...others] : [], complete: true };
  };

  readTag = async (uid: string) => {
    const tag = this.#tag;
    if (tag?.uid !== uid) throw new Fault('tag-gone', 'gone');
    return { ...tag, memory: tag.memory.slice(0, 36), blockCount: 28 };
  };

  readAfi = async (uid: string) => (await this.readTag(uid)).afi;
}

const numbered = (head: string, number: number): string =>
  head + number.toString(16).toUpperCase().padStart(10, '0');

/** Nothing is waited for, and everybody else has a turn now and then. */
const atOnce: Timing = {
  now: () => performance.now(),
  random: () => 0,
  sleep: () => new Promise((resolve) => setImmediate(resolve)),
};

const noLine: Port = {
  write: async () => undefined,
  onData: () => undefined,
  onClose: () => undefined,
  close: async () => undefined,
};

test('ten thousand lay-downs leave nothing behind', async () => {
  const done = Promise.withResolvers<undefined>();
  const counts = new Map<DeviceEvent['kind'], number>();
  let most = 0;
  const pad = new RfidPad(
    'pad',
    async () => new ShelfOfReader(() => done.resolve(undefined)),
    {},
    atOnce,
  );
  const emit = ({ kind }: DeviceEvent) => {
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    most = Math.max(most, pad.remembered);
  };
  const running = await pad.start(noLine, { emit, fail: done.reject });
  await done.promise;
  await running.close();
  expect(counts.get('tag-entered')).toBe(LAY_DOWNS);
  expect(counts.get('tag-left')).toBe(LAY_DOWNS);
  expect(pad.uids).toEqual([]);
  expect(most).toBeLessThan(30);
});
