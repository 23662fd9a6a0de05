import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex, vectorsOf } from '#tests/vectors/vectors.ts';
import { D6, D6Parser, d6Crc, decodeFrame, encodeFrame } from './d6-frames.ts';
import type { D6Piece } from './d6-frames.ts';

const all = [...vectorsOf('3m810'), ...vectorsOf('3m810-response')];

const bytesOf = (piece: D6Piece): number =>
  piece.kind === 'garbage' ? piece.bytes : piece.body.length + 5;
const framesOf = (pieces: readonly D6Piece[]): string[] =>
  pieces.flatMap((piece) => (piece.kind === 'frame' ? [toHex(piece.body)] : []));

test('the check value of CRC-16/GENIBUS', () => {
  expect(d6Crc(new TextEncoder().encode('123456789'))).toBe(0xd64e);
});

test('the example of the specification, §4', () => {
  expect(d6Crc(fromHex('000903000200000003'))).toBe(0x12e6);
});

describe.each(all)('$name', ({ bytes }) => {
  const frame = decodeFrame(bytes);

  test('decodes, and encodes to the same bytes', () => {
    expect(frame && toHex(encodeFrame(frame.body, frame.start))).toBe(toHex(bytes));
  });

  test('is found whole wherever the line cuts it', () => {
    for (let cut = 1; cut < bytes.length; cut++) {
      const parser = new D6Parser();
      expect(parser.push(bytes.subarray(0, cut))).toEqual([]);
      expect(parser.midFrame).toBe(true);
      expect(parser.push(bytes.subarray(cut))).toEqual([{ kind: 'frame', ...frame }]);
      expect(parser.midFrame).toBe(false);
    }
  });

  test('with any one bit turned round it is no frame', () => {
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const torn = bytes.slice();
      torn[bit >> 3] = (torn[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(decodeFrame(torn)).toBeUndefined();
    }
  });
});

describe('the parser', () => {
  const answer = fromHex('d60007fe00000500c97b');
  const body = 'fe00000500';

  test('finds two answers in one chunk', () => {
    const pieces = new D6Parser().push(Uint8Array.of(...answer, ...answer));
    expect(framesOf(pieces)).toEqual([body, body]);
  });

  test('finds the answer behind noise', () => {
    const pieces = new D6Parser().push(Uint8Array.of(0x00, 0xff, 0x41, ...answer));
    expect(pieces[0]).toEqual({ kind: 'garbage', bytes: 3, looks: 'shapeless' });
    expect(framesOf(pieces)).toEqual([body]);
  });

  test('finds the answer that noise in the shape of a head has swallowed', () => {
    const pieces = new D6Parser().push(Uint8Array.of(D6, 0x00, 0x0a, ...answer, ...answer));
    expect(pieces[0]).toEqual({ kind: 'garbage', bytes: 3, looks: 'torn' });
    expect(framesOf(pieces)).toEqual([body, body]);
  });

  test('a frame that stops in the middle is given up, and the next is found', () => {
    const parser = new D6Parser();
    parser.push(answer.subarray(0, 4));
    expect(parser.abandon()).toEqual([{ kind: 'garbage', bytes: 4, looks: 'shapeless' }]);
    expect(parser.abandon()).toEqual([]);
    expect(framesOf(parser.push(answer))).toEqual([body]);
  });

  test.each(['d6ff', 'd60002', 'd6080100'])('%s has a length that no frame has', (hex) => {
    expect(new D6Parser().push(fromHex(hex))[0]).toMatchObject({ looks: 'shapeless' });
  });

  test('whatever comes, it keeps or drops every byte and never holds more than one frame', () => {
    const chunk = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.constantFrom(answer, Uint8Array.of(D6, 0x07, 0xff), Uint8Array.of(D6, D6, D6)),
    );
    fc.assert(
      fc.property(fc.array(chunk, { maxLength: 30 }), (chunks) => {
        const parser = new D6Parser();
        const taken = chunks.flatMap((each) => parser.push(each));
        const left = parser.abandon();
        const sum = [...taken, ...left].reduce((total, piece) => total + bytesOf(piece), 0);
        expect(sum).toBe(chunks.reduce((total, each) => total + each.length, 0));
        expect(left[0] ? bytesOf(left[0]) : 0).toBeLessThan(2051);
      }),
    );
  });

  test('any body makes the round trip', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 2000 }), (any) => {
        expect(decodeFrame(encodeFrame(any))?.body).toEqual(any);
      }),
    );
  });
});
