import { describe, expect, test } from 'vitest';
import { Fault } from '../../errors.ts';
import type { FaultCode } from '../../errors.ts';
import { confirmedTwice, readingBack, writeVerified } from './verified-write.ts';
import type { Attempt } from './verified-write.ts';

type Script = readonly (FaultCode | 'done' | number)[];

/** A tag that behaves as written down: each act takes the next word, a number is what reads back. */
function tagThat({ writes, reads }: { writes: Script; reads: Script }): Attempt {
  const next = (script: Script, at: number) => {
    const word = script[Math.min(at, script.length - 1)] ?? 'done';
    if (typeof word === 'string' && word !== 'done') throw new Fault(word, word);
    return typeof word === 'number' ? word : 0;
  };
  let written = 0;
  let read = 0;
  return readingBack(
    async () => void next(writes, written++),
    async () => next(reads, read++),
    0xc2,
  );
}

const timing = { now: () => 0, sleep: async () => undefined, random: () => 0 };
const codeOf = (attempt: Attempt, attempts = 1) =>
  writeVerified(attempt, { attempts, withinMs: 2000 }, timing).then(
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

describe('a write that cannot be read back is to be confirmed twice', () => {
  const confirming = (...script: readonly (FaultCode | 'done')[]): Attempt => {
    const words = script[Symbol.iterator]();
    return confirmedTwice(async () => {
      const word = words.next().value ?? 'done';
      if (word !== 'done') throw new Fault(word, word);
    });
  };

  test.each([
    [['done', 'done'], 'done'],
    [['done', 'tag-gone'], 'tag-gone'],
    // It was taken once: nobody knows what the chip holds, so it is not “refused”.
    [['done', 'tag-refused'], 'tag-gone'],
    [['tag-refused'], 'tag-refused'],
    [['tag-gone'], 'tag-gone'],
    [['port-lost'], 'port-lost'],
  ] as const)('%o: %s', async (script, code) => {
    expect(await codeOf(confirming(...script))).toBe(code);
  });

  test('a refusal after a try that may have been taken proves nothing', async () => {
    expect(await codeOf(confirming('tag-gone', 'tag-refused'), 2)).toBe('tag-gone');
    expect(await codeOf(confirming('tag-refused', 'tag-refused'), 2)).toBe('tag-refused');
  });

  test('one confirmation of each of two tries is not enough', async () => {
    const words = confirming('done', 'tag-gone', 'tag-gone', 'done', 'done');
    expect(await codeOf(words, 2)).toBe('tag-gone');
    expect(await codeOf(words, 2)).toBe('done');
  });
});

test('tries end when the time is over, and there is always one', async () => {
  let now = 0;
  let tries = 0;
  const never: Attempt = async () => (tries++, new Fault('tag-gone', 'gone'));
  const clock = { ...timing, now: () => now, sleep: async (ms: number) => void (now += ms) };
  const rules = { attempts: 100, withinMs: 200 };
  await expect(writeVerified(never, rules, clock)).rejects.toMatchObject({ code: 'tag-gone' });
  expect(tries).toBe(6);
  await expect(writeVerified(never, { ...rules, withinMs: -1 }, clock)).rejects.toThrow();
  expect(tries).toBe(7);
});
