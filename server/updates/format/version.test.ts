import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareVersions, isNewer, Version } from './version.ts';

const versions = fc
  .tuple(fc.nat(999_999), fc.nat(999_999), fc.nat(999_999))
  .map((numbers) => numbers.join('.'));

test('UP3 versions are compared as numbers, not as text', () => {
  expect(isNewer('0.10.0', '0.9.9')).toBe(true);
  expect(isNewer('1.0.0', '0.99.99')).toBe(true);
  expect(isNewer('0.6.0', '0.6.0')).toBe(false);
});

test('UP3 of any two versions one is newer, or they are the same', () => {
  fc.assert(
    fc.property(versions, versions, (one, other) => {
      expect(Math.sign(compareVersions(one, other)) + Math.sign(compareVersions(other, one))).toBe(
        0,
      );
      expect(isNewer(one, other) || isNewer(other, one)).toBe(one !== other);
    }),
  );
});

test.each(['', '1', '1.2', '1.2.3.4', '01.2.3', '1.2.x', '1.2.3-beta', '../0.1.0', '1.2.3\n'])(
  'UP3 %j is no version',
  (text) => {
    expect(Version.safeParse(text).success).toBe(false);
    expect(isNewer(text, '0.0.0')).toBe(false);
  },
);
