import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex, vectorsOf } from '#tests/vectors/vectors.ts';
import { decodeTargets, describePn532, encodeCommand, Pn532Parser } from './pn532-frames.ts';
import type { Pn532Piece } from './pn532-frames.ts';

const ACK = fromHex('0000ff00ff00');
const ERROR = fromHex('0000ff01ff7f8100');
/** Answer to SAMConfiguration, from a public serial capture. */
const CONFIGURED = fromHex('0000ff02fed5151600');
const named = (pieces: readonly Pn532Piece[]) =>
  pieces.map((piece) => (piece.kind === 'information' ? piece.command : piece.kind));

describe('frames', () => {
  test.each(vectorsOf('pn532'))('$name', ({ bytes, expect: words }) => {
    expect(describePn532(bytes)).toEqual(words);
  });

  test.each([
    ['GetFirmwareVersion', encodeCommand(0x02, new Uint8Array()), '0000ff02fed4022a00'],
    ['SAMConfiguration', encodeCommand(0x14, Uint8Array.of(1)), '0000ff03fdd414011700'],
    ['InListPassiveTarget', encodeCommand(0x4a, Uint8Array.of(1, 0)), '0000ff04fcd44a0100e100'],
  ])('%s is as captured', (_, frame, expected) => {
    expect(toHex(frame)).toBe(expected);
  });

  test('a wrong check sum is told, and nothing else of the frame', () => {
    const wrongData = fromHex('0000ff02fed5151700');
    const wrongLength = fromHex('0000ff03fed5151600');
    expect(describePn532(wrongData)).toEqual({ type: 'information', lcsOk: true, dcsOk: false });
    expect(describePn532(wrongLength)).toMatchObject({ type: 'information', lcsOk: false });
    expect(describePn532(fromHex('1122'))).toBeUndefined();
  });

  test('the short frames have their names', () => {
    expect(describePn532(fromHex('0000ffff0000'))).toEqual({ type: 'nack' });
    expect(describePn532(ERROR)).toEqual({ type: 'error' });
  });

  test('more than 255 bytes go into an extended frame, which is read back', () => {
    const frame = encodeCommand(0x40, new Uint8Array(262).fill(0xff));
    expect(toHex(frame.subarray(0, 8))).toBe('0000ffffff0108f7');
    const [piece] = new Pn532Parser().push(frame);
    expect(piece).toMatchObject({ kind: 'information', tfi: 0xd4, command: 0x40 });
    expect(() => encodeCommand(0x40, new Uint8Array(300))).toThrow(RangeError);
  });

  test('every command is read back as it was', () => {
    fc.assert(
      fc.property(fc.nat(255), fc.uint8Array({ maxLength: 263 }), (command, data) => {
        const pieces = new Pn532Parser().push(encodeCommand(command, data));
        expect(pieces).toEqual([{ kind: 'information', tfi: 0xd4, command, data }]);
      }),
    );
  });
});

describe('the stream from the chip', () => {
  test('cut at any byte, acknowledgement and answer stay two', () => {
    const stream = Uint8Array.of(...ACK, ...CONFIGURED);
    for (let cut = 0; cut <= stream.length; cut++) {
      const parser = new Pn532Parser();
      const pieces = [stream.subarray(0, cut), stream.subarray(cut)].flatMap((chunk) =>
        parser.push(chunk),
      );
      expect(named(pieces)).toEqual(['ack', 0x15]);
    }
  });

  test('noise before, between and behind is stepped over', () => {
    const noise = fromHex('5500aa01ff');
    const stream = Uint8Array.of(...noise, ...ACK, ...noise, ...CONFIGURED, ...noise);
    expect(named(new Pn532Parser().push(stream))).toEqual(['ack', 0x15]);
  });

  test('padding is no part of a frame: none is needed, many do no harm', () => {
    expect(named(new Pn532Parser().push(CONFIGURED.subarray(1, -1)))).toEqual([0x15]);
    const padded = Uint8Array.of(...new Uint8Array(9), ...CONFIGURED);
    expect(named(new Pn532Parser().push(padded))).toEqual([0x15]);
  });

  test('a torn frame is said to be torn, and the next one is found', () => {
    const torn = Uint8Array.from(CONFIGURED);
    torn[6] = 0x55;
    const pieces = new Pn532Parser().push(Uint8Array.of(...torn, ...ERROR));
    expect(named(pieces)).toEqual(['torn', 'error']);
  });

  test('a frame whose end never comes is given up', () => {
    const parser = new Pn532Parser();
    expect(parser.push(CONFIGURED.subarray(0, 6))).toEqual([]);
    expect(parser.midFrame).toBe(true);
    parser.abandon();
    expect(named(parser.push(ACK))).toEqual(['ack']);
  });

  test('whatever comes, nothing throws', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 })), (chunks) => {
        const parser = new Pn532Parser();
        for (const chunk of chunks) {
          describePn532(chunk);
          decodeTargets(chunk);
          parser.push(chunk);
        }
      }),
    );
  });
});

describe('cards', () => {
  test('none', () => {
    expect(decodeTargets(Uint8Array.of(0))).toEqual([]);
  });

  test('a card, and a phone with what it says of itself, one after the other', () => {
    const card = '01' + '0004' + '08' + '04' + 'd4c3b2a1';
    const phone = '02' + '0344' + '20' + '07' + '04a1b2c3d4e5f6' + '0578807002';
    const targets = decodeTargets(fromHex(`02${card}${phone}`)) ?? [];
    expect(targets.map(({ uid, selRes }) => [toHex(uid), selRes])).toEqual([
      ['d4c3b2a1', 0x08],
      ['04a1b2c3d4e5f6', 0x20],
    ]);
    expect(describePn532(answer(`02${card}${phone}`))?.targets?.[0]).toEqual({
      number: 1,
      sensRes: '0004',
      selRes: '08',
      uid: 'd4c3b2a1',
    });
  });

  test('a card that is cut short is none', () => {
    expect(decodeTargets(fromHex('010100040804d4c3'))).toBeUndefined();
  });
});

/** A frame from the chip; the encoder makes only those to it. */
function answer(data: string): Uint8Array {
  const body = fromHex(`d54b${data}`);
  const sum = body.reduce((total, byte) => total + byte, 0);
  return Uint8Array.of(0, 0, 0xff, body.length, -body.length, ...body, -sum, 0);
}
