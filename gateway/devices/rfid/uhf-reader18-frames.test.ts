import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex, vectorsOf } from '#tests/vectors/vectors.ts';
import {
  decodeUhfInventory,
  decodeUhfReaderInfo,
  isAnswerMode,
  readWords,
  setEas,
  targetByEpc,
  targetByTid,
  tidInventory288,
  writeWords,
} from './uhf-command-frames.ts';
import { describeUhfRequest, describeUhfResponse } from './uhf-described-frames.ts';
import {
  decodeUhfRequest,
  decodeUhfResponse,
  encodeUhfRequest,
  UhfAnswerParser,
} from './uhf-reader18-frames.ts';

/** Inventory answers from a public test suite: an 18 with two tags, a 288 with one and with none. */
const TWO_TAGS = fromHex('20000103020c0000000000000000000003130c0000000000000000000003149ac9');
const ONE_TAG_288 = fromHex('1500010301010c0000000000000000000003136bb1a5');
const NO_TAG_288 = fromHex('0700010101001e4b');
const HEARTBEAT = fromHex('560000000000');

const dataOf = (frame: Uint8Array) => decodeUhfResponse(frame)?.data ?? new Uint8Array();

describe('frames', () => {
  test.each(vectorsOf('uhfreader18'))('request $name', ({ bytes, expect: words }) => {
    expect(describeUhfRequest(bytes)).toEqual(words);
    const request = decodeUhfRequest(bytes);
    expect(request && toHex(encodeUhfRequest(request))).toBe(toHex(bytes));
  });

  test.each(vectorsOf('uhfreader18-response'))('answer $name', ({ bytes, expect: words }) => {
    expect(describeUhfResponse(bytes)).toEqual(words);
  });

  test('every request is read back as it was, and with one bit turned round not at all', () => {
    const byte = fc.integer({ min: 0, max: 255 });
    const requests = fc.record({
      address: byte,
      command: byte,
      data: fc.uint8Array({ maxLength: 92 }),
    });
    fc.assert(
      fc.property(requests, fc.nat(), (request, bit) => {
        const frame = encodeUhfRequest(request);
        expect(decodeUhfRequest(frame)).toEqual(request);
        const at = bit % (frame.length * 8);
        frame[at >> 3] = (frame[at >> 3] ?? 0) ^ (1 << (at & 7));
        expect(decodeUhfRequest(frame)).toBeUndefined();
      }),
    );
  });

  test('a frame with a wrong CRC says no more than that', () => {
    const torn = Uint8Array.from(TWO_TAGS);
    torn[6] = 0xff;
    expect(describeUhfResponse(torn)).toEqual({ direction: 'response', crcOk: false });
  });
});

describe('the stream of answers', () => {
  const answers = (chunks: readonly Uint8Array[]) => {
    const parser = new UhfAnswerParser();
    return chunks.flatMap((chunk) => parser.push(chunk)).map(({ kind }) => kind);
  };

  test('cut at any byte, two answers stay two', () => {
    const stream = Uint8Array.of(...TWO_TAGS, ...NO_TAG_288);
    for (let cut = 0; cut <= stream.length; cut++) {
      const pieces = answers([stream.subarray(0, cut), stream.subarray(cut)]);
      expect(pieces).toEqual(['answer', 'answer']);
    }
  });

  test('half an answer is none, wherever it stops, and giving it up leaves nothing behind', () => {
    for (let cut = 1; cut < TWO_TAGS.length; cut++) {
      const parser = new UhfAnswerParser();
      expect(parser.push(TWO_TAGS.subarray(0, cut))).toEqual([]);
      expect(parser.abandon()).toEqual([{ kind: 'garbage', bytes: cut }]);
      expect(parser.push(NO_TAG_288).map(({ kind }) => kind)).toEqual(['answer']);
    }
  });

  test('an impossible length drops what has come', () => {
    const parser = new UhfAnswerParser();
    expect(parser.push(Uint8Array.of(0x03, 1, 2))).toEqual([{ kind: 'garbage', bytes: 3 }]);
    expect(parser.midFrame).toBe(false);
  });

  test('heartbeats between answers are told apart, though 56 is a length, too', () => {
    const stream = Uint8Array.of(...HEARTBEAT, ...NO_TAG_288, ...HEARTBEAT);
    for (let cut = 0; cut <= stream.length; cut++) {
      const pieces = answers([stream.subarray(0, cut), stream.subarray(cut)]);
      expect(pieces).toEqual(['heartbeat', 'answer', 'heartbeat']);
    }
  });

  test('an answer of length 56 is an answer', () => {
    // The 18 has no longer answer to a reading of 40 words; address 0 as by default.
    const body = Uint8Array.of(0x00, 0x02, 0x00, ...new Uint8Array(81));
    const request = encodeUhfRequest({ address: 0, command: 2, data: body.subarray(2) });
    expect(request[0]).toBe(0x56);
    expect(answers([request])).toEqual(['answer']);
  });

  test('whatever comes, nothing throws and nothing grows', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 })), (chunks) => {
        const parser = new UhfAnswerParser();
        for (const chunk of chunks) {
          for (const piece of parser.push(chunk)) {
            if (piece.kind !== 'answer') continue;
            decodeUhfInventory(piece.response.data, '18');
            decodeUhfReaderInfo(piece.response.data);
          }
        }
        const [left] = parser.abandon();
        expect(left?.kind === 'garbage' ? left.bytes : 0).toBeLessThanOrEqual(256);
      }),
    );
  });
});

describe('what the frames carry', () => {
  test('inventory of an 18: as many tags as it counts', () => {
    expect(decodeUhfInventory(dataOf(TWO_TAGS), '18')?.map(toHex)).toEqual([
      '000000000000000000000313',
      '000000000000000000000314',
    ]);
  });

  test('inventory of a 288: an antenna before, the signal behind each tag', () => {
    const tags = decodeUhfInventory(dataOf(ONE_TAG_288), '288');
    expect(tags?.map(toHex)).toEqual(['000000000000000000000313']);
    expect(decodeUhfInventory(dataOf(NO_TAG_288), '288')).toEqual([]);
  });

  test('an inventory read as the other variant does not fit', () => {
    expect(decodeUhfInventory(dataOf(ONE_TAG_288), '18')).toBeUndefined();
    expect(decodeUhfInventory(dataOf(TWO_TAGS), '288')).toBeUndefined();
  });

  test('reader information', () => {
    const info = decodeUhfReaderInfo(Uint8Array.of(2, 36, 0x09, 3, 0x4e, 0, 26, 10));
    expect(info).toEqual({ firmware: '2.36', type: 0x09, power: 26, scanTime: 10 });
    expect(decodeUhfReaderInfo(new Uint8Array(7))).toBeUndefined();
  });

  test('the work mode is that of answering only when both low bits are 0', () => {
    expect([0, 1, 2, 3, 4].map((mode) => isAnswerMode(Uint8Array.of(0, 30, 10, 15, mode)))).toEqual(
      [true, false, false, false, true],
    );
  });

  test('a tag is addressed by its whole EPC, or by a mask of its TID behind the password', () => {
    const byEpc = targetByEpc(fromHex('e28011'.padEnd(24, '0')));
    const byTid = targetByTid(fromHex('e28068900000000000000001'));
    const password = Uint8Array.of(0, 0, 0, 1);
    const place = { bank: 3, word: 2 };
    expect(toHex(readWords(byEpc, place, 8))).toBe(
      '06e28011000000000000000000' + '030208' + '00000000',
    );
    expect(toHex(writeWords(byTid, place, Uint8Array.of(1, 2, 3, 4), password))).toBe(
      '02ff' + '0302' + '01020304' + '00000001' + '02000060e28068900000000000000001',
    );
    expect(toHex(setEas(byTid, true, password))).toBe(
      'ff' + '00000001' + '01' + '02000060e28068900000000000000001',
    );
  });

  test('a 288 is asked for TIDs on its first antenna, within a limit', () => {
    expect(toHex(tidInventory288(5))).toBe('04000006008005');
  });
});
