import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeInputs, setNumberedOutputRequest, setOutputRequest } from './feig-io-frames.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex').toUpperCase();

test('IO12 the relay of an MR200 for 1000 ms is OS 4000, OUT-TIME 000A, as its manual shows', () => {
  expect(hex(setOutputRequest({ output: 8, units: 10 }))).toBe('400000000000000A');
});

test('IO12 the second output of an MR200 for 500 ms', () => {
  expect(hex(setOutputRequest({ output: 7, units: 5 }))).toBe('1000000000000005');
});

test('IO12 a lamp has its own time, and no relay moves for it', () => {
  expect(hex(setOutputRequest({ output: 2, units: 5 }))).toBe('0004000000050000');
});

test('IO12 the only relay of a CPR is pulsed by OUT-TIME alone', () => {
  expect(hex(setOutputRequest({ output: 0, units: 30 }))).toBe('000000000000001E');
  expect(hex(setOutputRequest({ output: 0, units: undefined }))).toBe('0000000000000001');
});

test('IO12 a field that is to be off is told so', () => {
  expect(hex(setOutputRequest({ output: 8, units: undefined }))).toBe('8000000000000001');
});

test('IO12 [72] names its output by number', () => {
  expect(hex(setNumberedOutputRequest({ output: 0x81, units: 10 }))).toBe('01018101000A');
  expect(hex(setNumberedOutputRequest({ output: 0x81, units: undefined }))).toBe('010181020001');
});

test('IO12 an order touches no field but its own', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 8 }),
      fc.option(fc.integer({ min: 1, max: 600 })),
      (output, time) => {
        const request = Buffer.from(setOutputRequest({ output, units: time ?? undefined }));
        const others = request.readUInt16BE(0) & ~(0b11 << (2 * (output - 1)));
        expect(others).toBe(0);
      },
    ),
  );
});

test.each([
  [0b000, [false, false, false]],
  [0b101, [true, false, true]],
  [0b0111_0010, [false, true, false]],
])('IO12 input byte %i', (bits, inputs) => {
  expect(decodeInputs(Uint8Array.of(bits))).toEqual(inputs);
});

test('IO12 an answer without a byte has no inputs', () => {
  expect(decodeInputs(new Uint8Array())).toBeUndefined();
});
