import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decodeBits,
  encodeModbus,
  FUNCTION,
  modbusCrc,
  ModbusParser,
  readBitsRequest,
  writeCoilRequest,
  writeRegisterRequest,
} from './modbus-frames.ts';
import type { ModbusFrame } from './modbus-frames.ts';

const bytesOf = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex').toUpperCase();

test('IO10 the check value of CRC-16/MODBUS', () => {
  expect(modbusCrc(new TextEncoder().encode('123456789'))).toBe(0x4b37);
});

/** As makers of boards print them. */
const REQUESTS = [
  { name: 'relay 1 on', pdu: writeCoilRequest(0, 0xff00), hex: '01 05 00 00 FF 00 8C 3A' },
  { name: 'read 8 coils', pdu: readBitsRequest(1, 0, 8), hex: '01 01 00 00 00 08 3D CC' },
  { name: 'flash for 700 ms', pdu: writeCoilRequest(0x200, 7), hex: '01 05 02 00 00 07 8D B0' },
];

test.each(REQUESTS)('IO10 $name is $hex', ({ pdu, hex }) => {
  expect(hexOf(encodeModbus({ unit: 1, pdu }, 'rtu'))).toBe(hexOf(bytesOf(hex)));
});

test('IO10 relays 1 and 7 of eight are on', () => {
  const [piece] = new ModbusParser('rtu').push(bytesOf('01 01 01 41 91 B8'));
  expect(piece).toMatchObject({ kind: 'frame', unit: 1 });
  expect(piece?.kind === 'frame' && decodeBits(piece.pdu, 8)).toEqual([
    true,
    false,
    false,
    false,
    false,
    false,
    true,
    false,
  ]);
});

test('IO10 a register is written with its address and its value', () => {
  expect(hexOf(writeRegisterRequest(3, 0x0605))).toBe('0600030605');
});

/** The sample of Messaging on TCP/IP 1.0b §3.1.3, with inputs instead of registers. */
test('IO10 a request over TCP has the head of the standard', () => {
  const pdu = readBitsRequest(FUNCTION.readInputs, 4, 1);
  expect(hexOf(encodeModbus({ transaction: 0x1501, unit: 0xff, pdu }, 'tcp'))).toBe(
    '150100000006FF0200040001',
  );
});

const bits = fc.uint8Array({ minLength: 1, maxLength: 250 });
const answer = fc.oneof(
  bits.map((data) => Uint8Array.of(FUNCTION.readInputs, data.length, ...data)),
  fc.uint8Array({ minLength: 4, maxLength: 4 }).map((data) => Uint8Array.of(5, ...data)),
  fc
    .tuple(fc.constantFrom(1, 2, 5, 6), fc.nat(8))
    .map(([code, why]) => Uint8Array.of(0x80 | code, why)),
);
const frames = fc.record({ unit: fc.nat(247), pdu: answer, transaction: fc.nat(0xffff) });
const withHead = (framing: 'rtu' | 'tcp', { transaction, unit, pdu }: Required<ModbusFrame>) =>
  framing === 'tcp' ? { transaction, unit, pdu } : { unit, pdu };

describe.each(['rtu', 'tcp'] as const)('%s', (framing) => {
  test('IO10 an answer is found whole wherever the line cuts it', () => {
    fc.assert(
      fc.property(frames, (frame) => {
        const bytes = encodeModbus(frame, framing);
        for (let cut = 1; cut < bytes.length; cut++) {
          const parser = new ModbusParser(framing);
          expect(parser.push(bytes.subarray(0, cut))).toEqual([]);
          const pieces = parser.push(bytes.subarray(cut));
          expect(pieces).toEqual([{ kind: 'frame', ...withHead(framing, frame) }]);
          expect(parser.midFrame).toBe(false);
        }
      }),
      { numRuns: 30 },
    );
  });

  test('IO10 whatever comes, it holds no more than one frame and never throws', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 30 }), (chunks) => {
        const parser = new ModbusParser(framing);
        for (const chunk of chunks) parser.push(chunk);
        const [rest] = parser.abandon();
        expect(rest?.kind === 'garbage' ? rest.bytes : 0).toBeLessThan(261);
      }),
    );
  });
});

test('IO11 with any one bit turned round it is no answer', () => {
  fc.assert(
    fc.property(frames, fc.nat(), (frame, at) => {
      const bytes = encodeModbus(frame, 'rtu');
      const bit = at % (bytes.length * 8);
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const parser = new ModbusParser('rtu');
      expect([...parser.push(bytes), ...parser.abandon()].map(({ kind }) => kind)).not.toContain(
        'frame',
      );
    }),
  );
});

test('IO10 fewer inputs than were asked for are none', () => {
  expect(decodeBits(bytesOf('02 01 FF'), 9)).toBeUndefined();
  expect(decodeBits(bytesOf('02 02 FF'), 9)).toBeUndefined();
});
