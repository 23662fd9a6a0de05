import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex, vectorsOf } from '#tests/vectors/vectors.ts';
import { crc16 } from './crc.ts';
import {
  decodeRequest,
  decodeResponse,
  encodeRequest,
  encodeResponse,
  FrameParser,
} from './feig-frames.ts';

const framingOf = (bytes: Uint8Array) => (bytes[0] === 0x02 ? 'advanced' : 'standard');
const good = (kind: string) => vectorsOf(kind).filter(({ expect: { crcOk } }) => crcOk);

test('the check value of CRC-16/MCRF4XX', () => {
  expect(crc16(new TextEncoder().encode('123456789'))).toBe(0x6f91);
});

describe.each(good('feig'))('request $name', ({ bytes, expect: words }) => {
  const request = decodeRequest(bytes);

  test('decodes', () => {
    expect(framingOf(bytes)).toBe(words['frame']);
    expect(request?.address).toBe(words['address']);
    expect(request?.command.toString(16)).toBe(words['command']);
  });

  test('encodes to the same bytes', () => {
    expect(request && toHex(encodeRequest(request, framingOf(bytes)))).toBe(toHex(bytes));
  });
});

describe.each(good('feig-response'))('answer $name', ({ bytes, expect: words }) => {
  const response = decodeResponse(bytes);

  test('decodes', () => {
    expect(response?.address).toBe(words['address']);
    expect(response?.command.toString(16)).toBe(words['command']);
    expect(response?.status.toString(16).padStart(2, '0')).toBe(words['status']);
  });

  test('encodes to the same bytes', () => {
    expect(response && toHex(encodeResponse(response, framingOf(bytes)))).toBe(toHex(bytes));
  });

  test('is found whole wherever the line cuts it', () => {
    for (let cut = 1; cut < bytes.length; cut++) {
      const parser = new FrameParser();
      expect(parser.push(bytes.subarray(0, cut))).toEqual([]);
      expect(parser.push(bytes.subarray(cut))).toEqual([{ kind: 'frame', bytes }]);
      expect(parser.midFrame).toBe(false);
    }
  });

  test('with any one bit turned round it is no answer', () => {
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const torn = bytes.slice();
      torn[bit >> 3] = (torn[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(decodeResponse(torn)).toBeUndefined();
    }
  });
});

test.each(vectorsOf('feig-response').filter(({ expect: { crcOk } }) => !crcOk))(
  '$name is garbage',
  ({ bytes }) => {
    expect(decodeResponse(bytes)).toBeUndefined();
    expect(new FrameParser().push(bytes)).toEqual([
      { kind: 'garbage', bytes: bytes.length, looks: 'torn' },
    ]);
  },
);

describe('the parser', () => {
  const answer = fromHex('0600b0015c63');

  test('finds two answers in one chunk', () => {
    const pieces = new FrameParser().push(Uint8Array.of(...answer, ...answer));
    expect(pieces.map(({ kind }) => kind)).toEqual(['frame', 'frame']);
  });

  test('after garbage was dropped the next answer is found', () => {
    const parser = new FrameParser();
    expect(parser.push(fromHex('0417'))).toEqual([
      { kind: 'garbage', bytes: 2, looks: 'shapeless' },
    ]);
    expect(parser.push(answer)).toEqual([{ kind: 'frame', bytes: answer }]);
  });

  test('a frame that stops in the middle is given up', () => {
    const parser = new FrameParser();
    parser.push(answer.subarray(0, 4));
    expect(parser.midFrame).toBe(true);
    expect(parser.abandon()).toEqual([{ kind: 'garbage', bytes: 4, looks: 'shapeless' }]);
    expect(parser.push(answer)).toEqual([{ kind: 'frame', bytes: answer }]);
  });

  test('an advanced frame of an absurd length is not waited for', () => {
    expect(new FrameParser().push(fromHex('02ffff00'))).toEqual([
      { kind: 'garbage', bytes: 4, looks: 'shapeless' },
    ]);
  });

  test('whatever comes, it keeps or drops every byte and never throws', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 30 }), (chunks) => {
        const parser = new FrameParser();
        const sizes = chunks
          .flatMap((chunk) => parser.push(chunk))
          .map(({ bytes }) => (typeof bytes === 'number' ? bytes : bytes.length));
        const left = parser.abandon().map(({ bytes }) => Number(bytes));
        const all = [...sizes, ...left].reduce((sum, size) => sum + size, 0);
        expect(all).toBe(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
        expect(left[0] ?? 0).toBeLessThanOrEqual(4096);
      }),
    );
  });

  test('any data makes the round trip in either framing', () => {
    const byte = fc.integer({ min: 0, max: 255 });
    const response = fc.record({
      address: byte,
      command: byte,
      status: byte,
      data: fc.uint8Array({ maxLength: 600 }),
    });
    fc.assert(
      fc.property(response, fc.constantFrom('standard', 'advanced'), (answer, framing) => {
        expect(decodeResponse(encodeResponse(answer, framing))).toEqual(answer);
      }),
    );
  });
});
