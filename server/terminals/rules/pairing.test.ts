import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PLAIN_LETTERS } from '../../text/plain-letters.ts';
import { keyWords, pairingText } from './key-words.ts';
import { networkOf } from './network-of.ts';
import { codeIn } from './pairing-code.ts';
import { closedUntil, CLOSED_MS, triesLeft } from './pairing-limits.ts';

const times = (count: number) => Array.from({ length: count }, (_, i) => 1000 + i);

describe('PA2 what a stranger signs', () => {
  test('names the purpose, so that the signature serves nothing else', () => {
    expect(pairingText('KEY', 'CHALLENGE')).toBe('nhip-cau pairing v1\nKEY\nCHALLENGE');
  });
});

describe('PA3 PA4 what both sides make of a key', () => {
  const digest = fc.uint8Array({ minLength: 32, maxLength: 32 });

  test('is the fingerprint in fours and the check number in threes, whatever the key', () => {
    fc.assert(
      fc.property(digest, (bytes) => {
        const { fingerprint, check } = keyWords(bytes);
        expect(fingerprint).toMatch(
          /^[34679cdfghjkmnpqrtvwxy]{4}(-[34679cdfghjkmnpqrtvwxy]{4}){3}$/,
        );
        expect(check).toMatch(/^\d{3} \d{3}$/);
      }),
    );
  });

  test('is told apart by each byte that counts', () => {
    const zero = new Uint8Array(32);
    for (let at = 0; at < 24; at += 1) {
      const other = zero.with(at, 1);
      const isOfFingerprint = at < 16;
      expect(keyWords(other).fingerprint !== keyWords(zero).fingerprint).toBe(isOfFingerprint);
      expect(keyWords(other).check !== keyWords(zero).check).toBe(!isOfFingerprint);
    }
  });

  test('keeps its leading zeros', () => {
    expect(keyWords(new Uint8Array(32))).toEqual({
      fingerprint: '3333-3333-3333-3333',
      check: '000 000',
    });
  });
});

describe('PA5 PA6 a code that is typed', () => {
  const code = fc
    .array(fc.constantFrom(...PLAIN_LETTERS), { minLength: 8, maxLength: 8 })
    .map((letters) => letters.join(''));

  test('may have small letters, blanks and hyphens anywhere', () => {
    fc.assert(
      fc.property(code, fc.array(fc.constantFrom('', ' ', '-', '\u00a0')), (letters, between) => {
        const typed = [...letters].map((letter, at) => `${between[at] ?? ''}${letter}`).join('');
        expect(codeIn(` ${typed.toLowerCase()} `)).toBe(letters);
      }),
    );
  });

  test.each(['', '7C3D 9FG', '7C3D 9FGHH', '7C3D 9FGO', '7C3D 9FG1', '７C3D 9FGH'])(
    '“%s” can be none',
    (typed) => expect(codeIn(typed)).toBeUndefined(),
  );
});

describe('PA6 wrong codes', () => {
  test('four may be followed by another, five may not, by account or by address', () => {
    expect(closedUntil({ ofAccount: times(4), ofAddress: times(4) })).toBeUndefined();
    expect(closedUntil({ ofAccount: times(5), ofAddress: [] })).toBe(1000 + CLOSED_MS);
    expect(closedUntil({ ofAccount: [], ofAddress: times(5) })).toBe(1000 + CLOSED_MS);
  });

  test('the longer wait counts, and that of the fifth-last try', () => {
    const later = times(6).map((at) => at + 500);
    expect(closedUntil({ ofAccount: times(5), ofAddress: later })).toBe(1501 + CLOSED_MS);
  });

  test('how many are left is said by whichever is nearer to its end', () => {
    expect(triesLeft({ ofAccount: times(1), ofAddress: times(3) })).toBe(2);
    expect(triesLeft({ ofAccount: times(7), ofAddress: [] })).toBe(0);
  });
});

describe('PA8 whose an address is', () => {
  test.each([
    ['10.1.2.3', '10.1.2.3'],
    ['::ffff:10.1.2.3', '10.1.2.3'],
    ['2001:db8:0:7:1:2:3:4', '2001:db8:0:7::/64'],
    ['2001:0DB8:0000:0007::9', '2001:db8:0:7::/64'],
    ['2001:db8::9', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['unknown', 'unknown'],
  ])('%s is of %s', (address, network) => expect(networkOf(address)).toBe(network));
});
