import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { countsOf } from './counts.ts';
import { epcSteps } from '../../tags/iso28560-4-epc.ts';
import { tornOf } from './image.ts';
import type { TagImage } from './image.ts';
import { pairOf } from './learning.ts';
import { lockAfter, triesLeft } from './pin-limit.ts';
import { jobAfterRestore } from './restoring.ts';
import { whose } from './whose.ts';

const MINUTE = 60_000;

describe('how fast it goes', () => {
  test('nothing is said of the pace before three tags', () => {
    expect(countsOf([], 0)).toEqual({ sitting: 0, lastHour: 0 });
    expect(countsOf([0, MINUTE], MINUTE)).toEqual({ sitting: 2, lastHour: 2 });
  });

  test('a tag a minute is sixty an hour, whatever break there was before the last ten', () => {
    const first = Array.from({ length: 5 }, (_, at) => at);
    const later = Array.from({ length: 10 }, (_, at) => 3 * 60 * MINUTE + at * MINUTE);
    const counts = countsOf([...first, ...later], later.at(-1) ?? 0);
    expect(counts).toEqual({ sitting: 15, lastHour: 10, perHour: 60 });
  });
});

describe('D12 D13 what has become of a torn write', () => {
  const image = (memory: Uint8Array, epc?: Uint8Array): TagImage => ({
    ...{ blockSize: 4, memory },
    ...(epc && { epc }),
  });
  const bytes = fc.uint8Array({ minLength: 16, maxLength: 16 });

  test('whatever blocks were written and not, it is ours', () => {
    const mask = fc.array(fc.boolean(), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(bytes, bytes, mask, (before, after, done) => {
        const now = before.map((byte, at) =>
          done[Math.floor(at / 4)] === true ? (after[at] ?? 0) : byte,
        );
        expect(tornOf(image(before), image(after), image(now))).not.toBe('foreign');
      }),
    );
  });

  test('not a block written, all written, the first one emptied', () => {
    const before = Uint8Array.from({ length: 12 }, () => 1);
    const after = Uint8Array.from({ length: 12 }, () => 2);
    const torn = (now: Uint8Array) => tornOf(image(before), image(after), image(now));
    expect(torn(before)).toBe('untouched');
    expect(torn(after)).toBe('done');
    expect(torn(Uint8Array.from([0, 0, 0, 0, 2, 2, 2, 2, 1, 1, 1, 1]))).toBe('torn');
    expect(torn(Uint8Array.from([1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1]))).toBe('foreign');
    expect(torn(new Uint8Array(8))).toBe('foreign');
  });

  test('an EPC bank is written word by word', () => {
    const none = new Uint8Array();
    const [before, after] = [Uint8Array.from([1, 1, 1, 1]), Uint8Array.from([2, 2, 2, 2])];
    const torn = (epc: number[]) =>
      tornOf(image(none, before), image(none, after), image(none, Uint8Array.from(epc)));
    expect(torn([2, 2, 1, 1])).toBe('torn');
    expect(torn([2, 2, 3, 3])).toBe('foreign');
  });

  test('wherever a write of a longer number is torn, it is ours', () => {
    const none = new Uint8Array();
    const bank = Uint8Array.from({ length: 32 }, (_, at) => 0x50 + at);
    const before = Uint8Array.from([0x11, 0xc2, 1, 1, 2, 2]);
    const after = Uint8Array.from([0x21, 0x07, 3, 3, 4, 4, 5, 5, 6, 6]);
    bank.set(before);
    for (const step of epcSteps(before, after)) {
      for (let at = 0; at < step.length; at += 2) {
        bank.set(step.subarray(at, at + 2), at);
        const now = bank.slice(0, 2 + 2 * ((bank[0] ?? 0) >> 3));
        expect(tornOf(image(none, before), image(none, after), image(none, now))).toMatch(
          /^(torn|done)$/,
        );
      }
    }
    const other = Uint8Array.from([0x20, 0, 3, 3, 9, 9, 5, 5, 6, 6]);
    expect(tornOf(image(none, before), image(none, after), image(none, other))).toBe('foreign');
  });
});

describe('D18 what the gate listens to', () => {
  test.each([
    { armed: [], disarmed: [0xc2], pair: undefined },
    { armed: [0x07], disarmed: [0xc2], pair: { armed: 0x07, disarmed: 0xc2 } },
    { armed: [0x01, 0x07], disarmed: [0xc2], pair: { armed: 0x07, disarmed: 0xc2 } },
    { armed: [0xc2], disarmed: [0xc2], pair: undefined },
    { armed: [0xc2, 0x07], disarmed: [0xc2], pair: undefined },
  ])('from $armed and $disarmed: $pair', ({ armed, disarmed, pair }) => {
    expect(pairOf({ armed, disarmed })).toEqual(pair);
  });
});

describe('D5 the lock', () => {
  test('grows from a minute to an hour', () => {
    expect([4, 5, 6, 7, 11, 400].map((failures) => lockAfter(failures) / MINUTE)).toEqual([
      0, 1, 2, 4, 60, 60,
    ]);
    expect([0, 4, 5, 9].map(triesLeft)).toEqual([5, 1, 0, 0]);
  });
});

describe('which of several items a label means', () => {
  const items = [
    { id: 1, library: { name: 'Central', isil: 'VN-C' } },
    { id: 2, library: { name: 'School A', isil: 'VN-A' } },
    { id: 3, library: { name: 'School B' } },
  ];
  test.each([
    { isil: 'VN-A', here: 'Central', ids: [2] },
    { isil: '', here: 'School B', ids: [3] },
    { isil: 'VN-X', here: 'Elsewhere', ids: [1, 2, 3] },
  ])('written as “$isil” at $here: $ids', ({ here, ids, isil }) => {
    expect(whose(items, isil, here).map(({ id }) => id)).toEqual(ids);
  });
});

test('D15 a blank tag that is blank again is nobody’s', () => {
  const job = { label: 'B-1', isil: '', part: 1, moved: false };
  const blank = { blockSize: 4, memory: new Uint8Array(112) };
  expect(jobAfterRestore(blank, job)).toEqual({ ...job, off: true });
});
