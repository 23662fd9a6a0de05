import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toHex } from '#tests/vectors/vectors.ts';
import { customEasRequest, transparentEasRequest, transparentError } from './feig-eas-frames.ts';

const UID = 'E004010203040506';

test('[B1]: manufacturer, command, addressed, number first byte first', () => {
  expect(toHex(customEasRequest(UID, true))).toBe('04a201e004010203040506');
  expect(toHex(customEasRequest(UID, false))).toBe('04a301e004010203040506');
});

test('[BF]: a write of 24 bits to come, and the chip’s own command, number last byte first', () => {
  expect(toHex(transparentEasRequest(UID, true))).toBe(
    '020018000022a204060504030201 04e0'.replace(' ', ''),
  );
  expect(toHex(transparentEasRequest(UID, false))).toBe('020018000022a30406050403020104e0');
});

test('the chip’s answer: done, an error, or less than an answer', () => {
  expect(transparentError(Uint8Array.of(0x00))).toBeUndefined();
  expect(transparentError(Uint8Array.of(0x01, 0x12))).toBe(0x12);
  expect(transparentError(new Uint8Array())).toBe(0x0f);
  fc.assert(fc.property(fc.uint8Array(), (data) => void transparentError(data)));
});
