import { describe, expect, test } from 'vitest';
import { isNxp, isTagUid, uidBytes, uidFrom } from './uid.ts';

test('a number is written most significant byte first, and back', () => {
  const uid = 'E0040100153B945A';
  expect(uidFrom(uidBytes(uid))).toBe(uid);
});

describe('a book tag’s number begins with E0', () => {
  test.each([
    ['E0040100153B945A', true],
    ['0FFF00000000BEEF', false],
    ['E0040100153B94', false],
    ['e0040100153b945a', false],
  ])('%s: %s', (uid, is) => expect(isTagUid(uid)).toBe(is));
});

describe('chips that may have an alarm are those of NXP', () => {
  test.each([
    ['E0040100153B945A', true],
    ['E0070100153B945A', false],
    // TID: E2, then three bits of what follows and nine of the mask designer.
    ['E28068940000000000000001', true],
    ['E20068060000000000000001', true],
    ['E2801105200000000000000A', false],
    ['E28168940000000000000001', false],
  ])('%s: %s', (uid, is) => expect(isNxp(uid)).toBe(is));
});
