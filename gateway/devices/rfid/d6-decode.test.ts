import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex, vectorsOf } from '#tests/vectors/vectors.ts';
import type { BlockStyle } from './d6-commands.ts';
import { decodeD6Request, decodeD6Response } from './d6-decode.ts';
import type { D6Decoded } from './d6-decode.ts';
import { encodeFrame } from './d6-frames.ts';

const byte = (value: number | undefined) => value?.toString(16).padStart(2, '0');
const bytes = (value: Uint8Array | undefined) => value && toHex(value);

/** In the spelling of the vectors: codes and raw bytes in hexadecimal, counts as numbers. */
function spelt(decoded: D6Decoded): Record<string, unknown> {
  const { command, error, afi, options, flags, uid, uids, blocks, data, version } = decoded;
  return {
    ...decoded,
    command: byte(command),
    error: byte(error),
    afi: byte(afi),
    options: byte(options),
    flags: byte(flags),
    uid: uid?.toLowerCase(),
    uids: uids?.map((each) => each.toLowerCase()),
    blocks: blocks?.map((block) => ({ ...block, data: toHex(block.data) })),
    data: bytes(data),
    version: bytes(version),
  };
}

test.each(vectorsOf('3m810'))('request $name', ({ bytes: frame, expect: words }) => {
  expect(spelt(decodeD6Request(frame))).toMatchObject(words);
});

test.each(vectorsOf('3m810-response'))(
  'answer $name',
  ({ bytes: frame, context, expect: words }) => {
    const style = context?.['style'] as BlockStyle | undefined;
    expect(spelt(decodeD6Response(frame, style ? { style } : {}))).toMatchObject(words);
  },
);

const answer = (hex: string) => encodeFrame(fromHex(hex));
const UID = 'e00401003123aa26';

describe('a block list', () => {
  test('a locked block keeps its number: number and lock are a byte each', () => {
    const { blocks } = decodeD6Response(answer(`0200${UID}01 05 03 00112233`), { style: 'old' });
    expect(blocks).toEqual([{ number: 5, lock: 3, data: fromHex('00112233') }]);
  });

  test('of the other style counts on from the first number', () => {
    const list = `0200${UID}04 02 00 00112233 01 44556677`;
    expect(decodeD6Response(answer(list), { style: 'first' })).toMatchObject({
      firstBlock: 4,
      blocks: [
        { number: 4, lock: 0, data: fromHex('00112233') },
        { number: 5, lock: 1, data: fromHex('44556677') },
      ],
    });
  });

  test('whose length does not fit its count is left as it is', () => {
    const { blocks, data } = decodeD6Response(answer(`0200${UID}02 00 00 00112233 01`));
    expect(blocks).toBeUndefined();
    expect(data).toBeDefined();
  });
});

test('the answer of the 810 in its other frame tells its version', () => {
  const frame = encodeFrame(fromHex('0400110a050002'), 0xd5);
  expect(spelt(decodeD6Response(frame))).toEqual(
    expect.objectContaining({ start: 'd5', crcOk: true, version: '0a050002' }),
  );
});

test('tag information: size and count are one more than on the wire', () => {
  expect(decodeD6Response(answer(`0d00${UID}07 3e 07 03 4f`))).toMatchObject({
    dsfid: 0x3e,
    afi: 0x07,
    blockSize: 4,
    blockCount: 80,
  });
});

test.each([decodeD6Request, decodeD6Response])('%o tells nothing of a torn frame', (decode) => {
  const torn = fromHex('d60005fe0005fa41');
  expect(decode(torn)).toMatchObject({ start: 'd6', crcOk: false });
  expect(Object.keys(decode(torn)).sort()).toEqual(['crcOk', 'direction', 'start']);
});

test('whatever a frame carries, nothing throws', () => {
  const body = fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 200 }),
    fc
      .tuple(fc.constantFrom(1, 2, 3, 4, 9, 0x0a, 0x0d, 0x11, 0xfe), fc.uint8Array())
      .map(([command, rest]) => Uint8Array.of(command, 0, ...rest)),
  );
  fc.assert(
    fc.property(body, fc.constantFrom(0xd5 as const, 0xd6 as const), (any, start) => {
      const frame = encodeFrame(any, start);
      expect(decodeD6Request(frame).crcOk).toBe(true);
      expect(decodeD6Response(frame).crcOk).toBe(true);
    }),
  );
});
