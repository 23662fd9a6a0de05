import { describe, expect, test } from 'vitest';
import { Fault } from '../../errors.ts';
import type { FaultCode } from '../../errors.ts';
import type { RfidReader } from '../device.ts';
import { writeVerified } from './verified-write.ts';

type Script = readonly (FaultCode | 'done' | number)[];

/** A tag that behaves as written down: each act takes the next word, a number is what reads back. */
function tagThat({ writes, reads }: { writes: Script; reads: Script }) {
  const next = (script: Script, at: number) => {
    const word = script[Math.min(at, script.length - 1)] ?? 'done';
    if (typeof word === 'string' && word !== 'done') throw new Fault(word, word);
    return typeof word === 'number' ? word : 0;
  };
  let written = 0;
  let read = 0;
  const reader: Pick<RfidReader, 'writeAfi' | 'readAfi'> = {
    writeAfi: async () => void next(writes, written++),
    readAfi: async () => next(reads, read++),
  };
  return reader;
}

const timing = { now: () => 0, sleep: async () => undefined, random: () => 0 };
const codeOf = (reader: ReturnType<typeof tagThat>, attempts = 1) =>
  writeVerified(reader, 'E004010000000001', 0xc2, { attempts, withinMs: 2000 }, timing).then(
    () => 'done',
    (error: unknown) => (error instanceof Fault ? error.code : error),
  );

describe('a write is judged by what reads back', () => {
  test.each([
    [{ writes: ['done'], reads: [0xc2] }, 'done'],
    [{ writes: ['tag-gone'], reads: [0xc2] }, 'done'],
    [{ writes: ['tag-refused'], reads: [0xc2] }, 'done'],
    [{ writes: ['done'], reads: [0x07] }, 'not-verified'],
    [{ writes: ['tag-refused'], reads: [0x07] }, 'tag-refused'],
    // It answered, and says what it holds: the write did not arrive.
    [{ writes: ['tag-gone'], reads: [0x07] }, 'not-verified'],
  ] as const)('%o: %s', async (tag, code) => {
    expect(await codeOf(tagThat(tag))).toBe(code);
  });

  test.each([
    [{ writes: ['done'], reads: ['tag-gone'] }],
    [{ writes: ['done'], reads: ['tag-refused'] }],
    [{ writes: ['tag-refused'], reads: ['tag-refused'] }],
  ] as const)('S57 %o: nobody knows what it holds, so it is not “refused”', async (tag) => {
    expect(await codeOf(tagThat(tag))).toBe('tag-gone');
  });

  test('S57 taken at the first try, and at the last neither written nor read: still not known', async () => {
    const tag = tagThat({ writes: ['done', 'tag-refused'], reads: ['tag-gone', 'tag-refused'] });
    expect(await codeOf(tag, 2)).toBe('tag-gone');
  });

  test('a line that is lost is said at once', async () => {
    expect(await codeOf(tagThat({ writes: ['port-lost'], reads: [0xc2] }), 5)).toBe('port-lost');
  });
});
