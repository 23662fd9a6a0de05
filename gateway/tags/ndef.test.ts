import { expect, test } from 'vitest';
import { fromHex } from '#tests/vectors/vectors.ts';
import { decodeNdef } from './ndef.ts';

test.each([
  ['an empty message', 'e1400e010300fe', 112, [{ type: 'message', length: 0, cut: false }]],
  [
    'control fields and fillers before the message',
    'e1400e0101030011220002030a0b0c000303d00000fe',
    112,
    [
      { type: 'lock-control', length: 3, cut: false },
      { type: 'memory-control', length: 3, cut: false },
      { type: 'message', length: 3, cut: false },
    ],
  ],
  [
    'a container of eight bytes',
    'e24000010000040003ff0100',
    8192,
    [{ type: 'message', length: 256, cut: true }],
  ],
  [
    'a field of the maker’s, and one nobody knows',
    'e1400e01fd0177770100',
    112,
    [
      { type: 'proprietary', length: 1, cut: false },
      { type: 'other', length: 1, cut: false },
    ],
  ],
  ['only the container was read', 'e1400e01', 112, []],
] as const)('%s', (_, hex, size, tlvs) => {
  expect(decodeNdef(fromHex(hex))).toEqual({ size, tlvs });
});

test.each([
  ['another mark', 'e3400e010300'],
  ['another version', 'e1800e010300'],
  ['nothing', ''],
])('%s is not an NFC tag', (_, hex) => {
  expect(decodeNdef(fromHex(hex))).toBeUndefined();
});

test('cut at every byte it is answered', () => {
  const whole = fromHex('e1400e0101030011220203aabbcc03ff0004d0000000fe');
  for (let end = 2; end <= whole.length; end++) {
    const tlvs = decodeNdef(whole.subarray(0, end))?.tlvs ?? [];
    expect(tlvs.filter(({ cut }) => cut).length).toBeLessThanOrEqual(1);
  }
});
