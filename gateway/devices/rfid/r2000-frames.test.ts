import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromHex, toHex, vectorsOf } from '#tests/vectors/vectors.ts';
import { decodeR2000, describeR2000, encodeR2000 } from './r2000-frames.ts';

test.each(vectorsOf('r2000'))('request $name', ({ bytes, expect: words }) => {
  expect(describeR2000(bytes, 'request')).toEqual(words);
  const frame = decodeR2000(bytes);
  expect(frame && toHex(encodeR2000(frame))).toBe(toHex(bytes));
});

test.each(vectorsOf('r2000-response'))('answer $name', ({ bytes, expect: words }) => {
  expect(describeR2000(bytes, 'response')).toEqual(words);
});

test('a tag that is pushed: antenna and frequency, PC word, EPC, signal', () => {
  const data = fromHex('04' + '3000' + 'e28011606000020412345678' + '5b');
  const push = encodeR2000({ address: 1, command: 0x89, data });
  expect(push[1]).toBe(0x13);
  expect(describeR2000(push, 'response')).toMatchObject({
    antFreq: '04',
    pc: '3000',
    epc: 'e28011606000020412345678',
    rssi: '5b',
  });
});

test('the end of an inventory is no tag', () => {
  const end = encodeR2000({ address: 1, command: 0x89, data: fromHex('00000a00000014') });
  expect(describeR2000(end, 'response')).toMatchObject({ data: '00000a00000014' });
});

test('a frame is read back as it was; one bit turned round, or a byte less, and it is none', () => {
  const byte = fc.integer({ min: 0, max: 255 });
  const frames = fc.record({
    address: byte,
    command: byte,
    data: fc.uint8Array({ maxLength: 60 }),
  });
  fc.assert(
    fc.property(frames, fc.nat(), (frame, bit) => {
      const bytes = encodeR2000(frame);
      expect(decodeR2000(bytes)).toEqual(frame);
      for (let cut = 0; cut < bytes.length; cut++) {
        expect(decodeR2000(bytes.subarray(0, cut))).toBeUndefined();
      }
      const at = bit % (bytes.length * 8);
      bytes[at >> 3] = (bytes[at >> 3] ?? 0) ^ (1 << (at & 7));
      expect(decodeR2000(bytes)).toBeUndefined();
      expect(describeR2000(bytes, 'request')).toEqual({ direction: 'request', checksumOk: false });
    }),
  );
});
