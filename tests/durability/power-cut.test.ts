/** SIGKILL proves order; this proves durability: what was not synced when the power went is not there. */
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { cuts, type Day, livedThrough, lostBy } from './power-cut.ts';

let day: Day;

afterEach(() => day.start.close());

const momentOf = (name: string): number =>
  day.acknowledged.find(({ call }) => call === name)?.moment ?? 0;

test('O1 whenever the power goes, each call that returned is found done, and no call by half', () => {
  day = livedThrough();
  const tried = cuts(day, momentOf('open'), ['nothing', 'all but the log']);
  expect(tried.length).toBeGreaterThan(200);
  expect(lostBy(day, tried)).toEqual([]);
});

test('O1 a power cut while the file is first made leaves one that opens, with nothing in it', () => {
  day = livedThrough();
  const tried = cuts(day, 0, ['nothing']).filter(({ moment }) => moment < momentOf('open'));
  expect(lostBy(day, tried)).toEqual([]);
});

test('O1 whatever part of the unsynced writes has reached the disk', () => {
  day = livedThrough();
  const moment = fc.integer({ min: momentOf('open'), max: day.disk.deeds.length });
  const size = day.disk.deeds.length;
  const survivors = fc
    .array(fc.boolean(), { minLength: size, maxLength: size })
    .map((kept) => (_deed: unknown, n: number) => kept[n] === true);
  fc.assert(
    fc.property(moment, survivors, (moment, survives) => {
      expect(lostBy(day, [{ moment, name: 'some of it', survives }])).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test.each(['OFF', 'NORMAL'] as const)(
  'planted: with synchronous = %s, what had returned is lost',
  (synchronous) => {
    day = livedThrough(synchronous);
    const lost = lostBy(day, cuts(day, momentOf('record'), ['nothing']));
    expect(lost[0]).toContain('between record and addTag, nothing survives: [null,null]');
  },
);
