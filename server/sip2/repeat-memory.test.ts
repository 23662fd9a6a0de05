import { describe, expect, test } from 'vitest';
import type { Outgoing } from './protocol/message.ts';
import { message } from './protocol/message.ts';
import { RepeatMemory } from './repeat-memory.ts';

const MINUTE = 60_000;
const answer = (): Outgoing => message('94', { ok: '1' });

describe('S2-13 the memory of acts', () => {
  test('gives the first answer again for ten minutes', async () => {
    const memory = new RepeatMemory();
    const first = await memory.once('item', 'act', 0, async () => answer());
    const none = () => Promise.reject(new Error('done twice'));
    expect(await memory.once('item', 'act', 10 * MINUTE - 1, none)).toBe(first);
    expect(memory.repeated).toBe(1);
    expect(await memory.once('item', 'act', 10 * MINUTE, async () => answer())).not.toBe(first);
  });

  test('is by thing', async () => {
    const memory = new RepeatMemory();
    const first = await memory.once('item', 'act', 0, async () => answer());
    expect(await memory.once('other', 'act', 0, async () => answer())).not.toBe(first);
  });

  test('gives whoever asks meanwhile the answer that is being worked out', async () => {
    const memory = new RepeatMemory();
    const working = Promise.withResolvers<Outgoing>();
    const both = [1, 2].map(() => memory.once('item', 'act', 0, () => working.promise));
    const given = answer();
    working.resolve(given);
    expect(await Promise.all(both)).toEqual([given, given]);
  });

  test('forgets what could not be answered', async () => {
    const memory = new RepeatMemory();
    const fault = () => Promise.reject(new Error('the database is gone'));
    await expect(memory.once('item', 'act', 0, fault)).rejects.toThrow('gone');
    expect(await memory.once('item', 'act', 0, async () => answer())).toEqual(answer());
  });
});

test('S2-14 another act ends it, and the same one after that counts as another', async () => {
  const memory = new RepeatMemory();
  const earlier: number[] = [];
  const count = async (before: number) => {
    earlier.push(before);
    return answer();
  };
  for (const act of ['checkout', 'checkin', 'checkout', 'checkin', 'checkin', 'checkout'])
    await memory.once('item', act, 0, count);
  expect(earlier).toEqual([0, 0, 1, 1, 2]);
});

test('S2-14 an act that could not be answered does not become its forerunner of the same second', async () => {
  const memory = new RepeatMemory();
  const earlier: number[] = [];
  const count = async (before: number) => {
    earlier.push(before);
    if (earlier.length === 3) throw new Error('the database is gone');
    return answer();
  };
  await memory.once('item', 'checkout', 0, count);
  await memory.once('item', 'checkin', 0, count);
  await expect(memory.once('item', 'checkout', 0, count)).rejects.toThrow('gone');
  await memory.once('item', 'checkout', 0, count);
  expect(earlier).toEqual([0, 0, 1, 1]);
});

test('S2-13 it does not grow for ever', async () => {
  const memory = new RepeatMemory();
  for (let n = 0; n < 20_001; n++) await memory.once(`item ${n}`, 'act', 0, async () => answer());
  const before = memory.repeated;
  await memory.once('item 0', 'act', 0, async () => answer());
  await memory.once('item 20000', 'act', 0, async () => answer());
  expect(memory.repeated).toBe(before + 1);
});

test('S2-14 the same book lent and taken back all day takes no more room than a few acts', async () => {
  const memory = new RepeatMemory();
  for (let n = 0; n < 50_000; n++) await memory.once('item', `act ${n}`, n, async () => answer());
  const earlier: number[] = [];
  const count = async (before: number) => {
    earlier.push(before);
    return answer();
  };
  await memory.once('item', 'act 49998', 50_000, count);
  await memory.once('item', 'act 1', 50_000, count);
  expect(earlier).toEqual([1, 0]);
});
