import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nextStep, RETURNS_THAT_OPEN, step, TIMES } from './alert.ts';
import type { Course, Sight, Times } from './alert.ts';
import { ALERT_CODES } from './alert-codes.ts';

const times: Times = { opens: 30, closes: 100 };

/** Each sight with the moment at which it is had. */
function play(sights: readonly (readonly [at: number, sight: Sight])[], of = times) {
  let course: Course | undefined;
  const history: (Course | undefined)[] = [];
  for (const [at, sight] of sights) {
    course = step(course, sight, at, of);
    history.push(course);
  }
  return history;
}

describe('TH1 opens', () => {
  test('when it has lasted', () => {
    const states = play([
      [0, 'bad'],
      [29, 'bad'],
      [30, 'bad'],
    ]).map((course) => course?.state);
    expect(states).toEqual(['pending', 'pending', 'open']);
  });

  test('at once where nothing has to be waited for', () => {
    const [course] = play([[7, 'bad']], { opens: 0, closes: 0 });
    expect(course).toMatchObject({ state: 'open', openedAt: 7 });
  });

  test('a short one is forgotten', () => {
    const last = play([
      [0, 'bad'],
      [10, 'fine'],
      [110, 'fine'],
    ]).at(-1);
    expect(last).toBeUndefined();
  });

  test(`the ${RETURNS_THAT_OPEN}rd return opens it, however short each was`, () => {
    const sights = [0, 1, 2, 3].flatMap((one): [number, Sight][] => [
      [one * 20, 'bad'],
      [one * 20 + 1, 'fine'],
    ]);
    const states = play(sights).map((course) => course?.state);
    expect(states.slice(0, 6)).not.toContain('open');
    expect(states.at(6)).toBe('open');
  });
});

describe('TH2 closes', () => {
  const open: readonly [number, Sight][] = [
    [0, 'bad'],
    [30, 'bad'],
  ];

  test('when all has been well for a while', () => {
    const [still, closed] = play([...open, [50, 'fine'], [149, 'fine'], [150, 'fine']]).slice(-2);
    expect(still?.state).toBe('open');
    expect(closed).toBeUndefined();
  });

  test('what comes back meanwhile is the same alert, and is counted', () => {
    const course = play([...open, [50, 'fine'], [90, 'bad'], [95, 'fine'], [120, 'bad']]).at(-1);
    expect(course).toMatchObject({ state: 'open', openedAt: 30, returns: 2, badSince: 120 });
  });
});

test('TH3 what nobody knows leaves it as it was', () => {
  const course: Course = { state: 'open', badSince: 0, openedAt: 30, returns: 1 };
  expect(step(course, 'unknown', 1e9, times)).toBe(course);
  expect(step(undefined, 'unknown', 0, times)).toBeUndefined();
});

test('TH4 it is known when it moves on by itself', () => {
  expect(nextStep({ state: 'pending', badSince: 5, returns: 0 }, times)).toBe(35);
  expect(nextStep({ state: 'open', badSince: 5, fineSince: 50, returns: 0 }, times)).toBe(150);
  expect(nextStep({ state: 'open', badSince: 5, returns: 0 }, times)).toBeUndefined();
});

const sights = fc.array(
  fc.tuple(fc.integer({ min: 1, max: 60 }), fc.constantFrom<Sight>('bad', 'fine', 'unknown')),
  { maxLength: 80 },
);

test('TH5 whatever is seen, an alert never ends before it was well for its time', () => {
  fc.assert(
    fc.property(sights, (given) => {
      let [at, badAt] = [0, 0];
      let course: Course | undefined;
      for (const [pause, sight] of given) {
        at += pause;
        if (sight === 'bad') badAt = at;
        const before = course;
        course = step(before, sight, at, times);
        if (before?.state === 'open' && course === undefined) {
          expect(at - badAt).toBeGreaterThanOrEqual(times.closes);
          expect(at - (before.openedAt ?? at)).toBeGreaterThanOrEqual(times.closes);
        }
      }
    }),
  );
});

test('TH6 nothing opens that has neither lasted nor come back again and again', () => {
  fc.assert(
    fc.property(sights, (given) => {
      let at = 0;
      let course: Course | undefined;
      for (const [pause, sight] of given) {
        at += pause;
        const before = course;
        course = step(before, sight, at, times);
        const lasted = course ? at - course.badSince : 0;
        const returned = course?.returns ?? 0;
        if (course?.state === 'open' && before?.state !== 'open')
          expect(lasted >= times.opens || returned >= RETURNS_THAT_OPEN).toBe(true);
        if (course?.state === 'pending') expect(sight !== 'bad' || lasted < times.opens).toBe(true);
      }
    }),
  );
});

test('TH1 every kind has its times, none negative', () => {
  for (const code of ALERT_CODES) {
    expect(TIMES[code].opens).toBeGreaterThanOrEqual(0);
    expect(TIMES[code].closes).toBeGreaterThanOrEqual(0);
  }
});
