import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scannerPacket } from '#tests/simulators/zebra-wire.ts';
import { encodeSsi, HOST_TRIGGER, RESEND, SSI, SsiParser } from './ssi-frames.ts';
import { SsiScans } from './ssi-scans.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').toUpperCase();
const packet = (data: Uint8Array, flags: { isRepeat?: boolean; goesOn?: boolean } = {}) => ({
  ...{ opcode: SSI.decodeData, isRepeat: false, goesOn: false, data },
  ...flags,
});

test.each([
  ['START_SESSION', encodeSsi(SSI.startSession), '04E40400FF14'],
  ['STOP_SESSION', encodeSsi(SSI.stopSession), '04E50400FF13'],
  ['SCAN_ENABLE', encodeSsi(SSI.scanEnable), '04E90400FF0F'],
  ['SCAN_DISABLE', encodeSsi(SSI.scanDisable), '04EA0400FF0E'],
  ['CMD_ACK', encodeSsi(SSI.ack), '04D00400FF28'],
  ['PARAM_SEND of the trigger mode', encodeSsi(SSI.paramSend, HOST_TRIGGER), '07C60400FF8A08FD9E'],
])('%s', (_, frame, expected) => {
  expect(hex(frame)).toBe(expected);
});

test('a command that is sent again says so', () => {
  expect(hex(encodeSsi(SSI.nak, Uint8Array.of(RESEND), true))).toBe('05D1040101FF24');
});

describe('what a scanner sends', () => {
  const EAN = Buffer.from('0BF300000B313233343536FDC2', 'hex');

  test('is cut into packets, wherever the line tears it', () => {
    for (let at = 0; at <= EAN.length; at++) {
      const parser = new SsiParser();
      const pieces = [...parser.push(EAN.subarray(0, at)), ...parser.push(EAN.subarray(at))];
      expect(pieces).toEqual([
        {
          kind: 'packet',
          packet: packet(Uint8Array.of(0x0b, ...Buffer.from('123456'))),
        },
      ]);
      expect(parser.midFrame).toBe(false);
    }
  });

  test('with one bit turned round is torn, or no packet at all', () => {
    for (let bit = 8; bit < EAN.length * 8; bit++) {
      const spoilt = Uint8Array.from(EAN);
      spoilt[bit >> 3] = (spoilt[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(new SsiParser().push(spoilt)).toEqual([{ kind: 'torn' }]);
    }
  });

  test('may begin with bytes of waking up', () => {
    expect(new SsiParser().push(Buffer.concat([Buffer.of(0, 0), EAN]))).toHaveLength(1);
  });

  test('its bits are told', () => {
    const status = (bits: number) => new SsiParser().push(scannerPacket(0xf3, Buffer.of(3), bits));
    expect(status(1)).toMatchObject([{ packet: { isRepeat: true, goesOn: false } }]);
    expect(status(2)).toMatchObject([{ packet: { isRepeat: false, goesOn: true } }]);
  });

  test('any noise is answered, and nothing is kept for ever', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 600 })), (chunks) => {
        const [parser, scans] = [new SsiParser(), new SsiScans()];
        for (const piece of chunks.flatMap((chunk) => parser.push(chunk))) {
          if (piece.kind === 'packet') scans.take(piece.packet);
        }
        parser.abandon();
        expect(parser.midFrame).toBe(false);
      }),
    );
  });
});

describe('what was scanned', () => {
  const bytes = (type: number, text: string) => Uint8Array.of(type, ...Buffer.from(text));

  test.each([
    [0x01, 'code39'],
    [0x03, 'code128'],
    [0x02, 'codabar'],
    [0x06, 'itf'],
    [0x0b, 'ean'],
    [0x8b, 'ean'],
    [0x1b, 'datamatrix'],
    [0x1c, 'qr'],
    [0x11, 'other'],
  ])('type %i is %s', (type, symbology) => {
    const read = new SsiScans().take(packet(bytes(type, 'VV.012345')));
    expect(read).toMatchObject({ kind: 'scan', scan: { text: 'VV.012345', symbology } });
  });

  test('an AIM identifier in the text says the same, and is taken off', () => {
    const read = new SsiScans().take(packet(bytes(0x03, ']C0VV.012345')));
    expect(read).toMatchObject({ scan: { text: 'VV.012345', symbology: 'code128' } });
  });

  test('a packet that is said again counts once; the same code scanned anew does not', () => {
    const scans = new SsiScans();
    const one = packet(bytes(0x03, 'VV.1'));
    expect(scans.take(one)).toBeDefined();
    expect(scans.take({ ...one, isRepeat: true })).toBeUndefined();
    expect(scans.take(one)).toBeDefined();
  });

  test('a packet of which only the repetition arrived counts', () => {
    const scans = new SsiScans();
    scans.take(packet(bytes(0x03, 'VV.1')));
    expect(scans.take(packet(bytes(0x03, 'VV.2'), { isRepeat: true }))).toBeDefined();
  });

  test('more than a scan can hold is dropped whole', () => {
    const scans = new SsiScans();
    const long = packet(bytes(0x1c, 'x'.repeat(250)), { goesOn: true });
    for (let times = 0; times < 100; times++) expect(scans.take(long)).toBeUndefined();
    expect(scans.take(packet(bytes(0x1c, 'end')))).toEqual({
      ...{ kind: 'unreadable', reason: 'too-long' },
    });
    expect(scans.take(packet(bytes(0x1c, 'next')))).toMatchObject({ scan: { text: 'next' } });
  });

  test('what is no text is said to be none', () => {
    const read = new SsiScans().take(packet(Uint8Array.of(3, 1, 2, 5)));
    expect(read).toEqual({ kind: 'unreadable', reason: 'not-text' });
  });
});
