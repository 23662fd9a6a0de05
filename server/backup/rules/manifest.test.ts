import { describe, expect, test } from 'vitest';
import { countsWrong, filesWrong, Manifest } from './manifest.ts';

const sha256 = 'a'.repeat(64);
const file = (name: string, more: object = {}) => ({ name, bytes: 10, sha256, ...more });
const manifest = Manifest.parse({
  ...{ format: 1, version: '0.1.0', engine: 'sqlite', madeAt: 1 },
  migrations: [{ name: '0001-first.sql', checksum: sha256 }],
  files: [file('server.db'), file('keys/pin-seal.key')],
  counts: { patron: 3 },
});

describe('BK5 what speaks against a backup', () => {
  test.each([
    ['nothing', [file('server.db'), file('keys/pin-seal.key')], []],
    ['a file is missing', [file('server.db')], ['keys/pin-seal.key is missing']],
    [
      'a file was cut',
      [file('server.db', { bytes: 9 }), file('keys/pin-seal.key')],
      ['server.db has 9 bytes, not 10'],
    ],
    [
      'a byte is another',
      [file('server.db', { sha256: 'b'.repeat(64) }), file('keys/pin-seal.key')],
      ['server.db has been changed'],
    ],
    [
      'something was put beside',
      [file('server.db'), file('keys/pin-seal.key'), file('keys/other.key')],
      ['keys/other.key does not belong to it'],
    ],
  ])('%s', (_what, found, wrong) => {
    expect(filesWrong(manifest, found)).toEqual(wrong);
  });

  test('a manifest that names no database', () => {
    const without = { ...manifest, files: [file('keys/pin-seal.key')] };
    expect(filesWrong(without, without.files)).toEqual(['it holds no database']);
  });

  test('rows that are not as many as were counted', () => {
    expect(countsWrong(manifest, { patron: 3 })).toEqual([]);
    expect(countsWrong(manifest, { patron: 2 })).toEqual(['patron has 2 rows, not 3']);
  });
});

test.each(['../server.db', '/etc/passwd', 'keys/../../x', 'keys/', 'other/x.key', '.hidden'])(
  'BK5 no file of a backup is called %s',
  (name) => {
    expect(Manifest.safeParse({ ...manifest, files: [file(name)] }).success).toBe(false);
  },
);
