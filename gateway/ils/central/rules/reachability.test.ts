import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { afterSign, type Reach, type Sign, UNHEARD } from './reachability.ts';

const SECOND = 1_000;
const MINUTE = 60_000;

const UP: Sign = { kind: 'link', up: true };
const DOWN: Sign = { kind: 'link', up: false };
const BEAT: Sign = { kind: 'beat', roundTripMs: 20 };
const SLOW_BEAT: Sign = { kind: 'beat', roundTripMs: 2_500 };

/** A question given up at `at`, after two seconds. */
const miss = (at: number): [number, Sign] => [
  at,
  { kind: 'answer', inTime: false, asked: at - 2_000 },
];
const answer = (at: number): [number, Sign] => [
  at,
  { kind: 'answer', inTime: true, asked: at - 30 },
];

const after = (signs: readonly (readonly [number, Sign])[], from: Reach = UNHEARD): Reach =>
  signs.reduce((reach, [at, sign]) => afterSign(reach, sign, at), from);
const ONLINE = after([[0, UP]]);

/** Beats each second. */
const beats = (from: number, to: number): [number, Sign][] =>
  Array.from({ length: (to - from) / SECOND + 1 }, (_, n) => [from + n * SECOND, BEAT]);

describe('the line', () => {
  test('RE1 the first word after a start counts at once', () => {
    expect([UNHEARD.online, ONLINE.online]).toEqual([false, true]);
  });

  test('RE2 that is lost counts as silent at once; back for the first time, it is believed at once', () => {
    const lost = after([[MINUTE, DOWN]], ONLINE);
    expect(lost.online).toBe(false);
    expect(after([[90_000, UP]], lost).online).toBe(true);
  });

  test('RE4 that comes and goes must be good for longer each time', () => {
    let reach = ONLINE;
    const waits: number[] = [];
    for (let fall = 0, at = 0; fall < 7; fall += 1) {
      reach = after([[(at += SECOND), DOWN]], reach);
      const back = at;
      reach = after([[at, UP]], reach);
      while (!reach.online) reach = after([[(at += SECOND), BEAT]], reach);
      waits.push((at - back) / SECOND);
    }
    expect(waits).toEqual([0, 5, 10, 20, 30, 30, 30]);
  });

  test('RE4 after two minutes without a fall it is believed as before', () => {
    const flapped = after(
      [
        [SECOND, DOWN],
        [2 * SECOND, UP],
        [3 * SECOND, DOWN],
        [4 * SECOND, UP],
        ...beats(4 * SECOND, 9 * SECOND),
      ],
      ONLINE,
    );
    expect(flapped.online).toBe(true);
    const later = 3 * SECOND + 2 * MINUTE;
    expect(
      after(
        [
          [later, DOWN],
          [later + SECOND, UP],
        ],
        flapped,
      ).online,
    ).toBe(true);
  });

  test('RE5 answers without it must go on for five seconds', () => {
    const lost = after([[MINUTE, DOWN]], ONLINE);
    expect(after([answer(61_000), answer(65_900)], lost).online).toBe(false);
    expect(after([answer(61_000), answer(66_000)], lost).online).toBe(true);
  });
});

describe('a slow server', () => {
  test('RE3 counts as silent after two questions in a row, and one is no outage', () => {
    expect(after([miss(2_000)], ONLINE).online).toBe(true);
    expect(after([miss(2_000), miss(5_000)], ONLINE).online).toBe(false);
    expect(after([miss(2_000), answer(3_000), miss(6_000)], ONLINE).online).toBe(true);
    expect(after([miss(2_000), miss(70_000)], ONLINE).online).toBe(true);
  });

  test('RE3 a stack of books that waited together has met one silence', () => {
    expect(after([miss(2_000), miss(2_000), miss(2_300)], ONLINE).online).toBe(true);
  });

  test('RE3 the beat of the line excuses no question, and a slow one counts as a miss', () => {
    expect(after([miss(2_000), [3_000, BEAT], miss(6_000)], ONLINE).online).toBe(false);
    expect(
      after(
        [
          [2_500, SLOW_BEAT],
          [5_000, SLOW_BEAT],
        ],
        ONLINE,
      ).online,
    ).toBe(false);
  });

  test('RE3 a question and a slow beat that waited at the same time have met one silence', () => {
    expect(after([miss(2_000), [2_500, SLOW_BEAT]], ONLINE).online).toBe(true);
    expect(after([miss(2_000), [5_000, SLOW_BEAT]], ONLINE).online).toBe(false);
  });

  test('RE4 is back after five seconds in which nothing was missed', () => {
    const silent = after([miss(2_000), miss(5_000)], ONLINE);
    expect(after(beats(6_000, 10_000), silent).online).toBe(false);
    expect(after(beats(6_000, 11_000), silent).online).toBe(true);
    const missedAgain = [...beats(6_000, 10_000), miss(10_500), ...beats(11_000, 15_000)];
    expect(after(missedAgain, silent).online).toBe(false);
  });

  test('RE4 that is slow again after that is silent at the first question, and for longer', () => {
    const silent = after([miss(2_000), miss(5_000)], ONLINE);
    const again = after([...beats(6_000, 11_000), miss(14_000)], silent);
    expect(again.online).toBe(false);
    expect(after(beats(15_000, 24_000), again).online).toBe(false);
    expect(after(beats(15_000, 25_000), again).online).toBe(true);
  });
});

describe('whatever happens', () => {
  const signs = fc.array(
    fc.record({
      wait: fc.integer({ min: 0, max: 20_000 }),
      sign: fc.constantFrom<'up' | 'down' | 'beat' | 'slow' | 'answer' | 'miss'>(
        'up',
        'down',
        'beat',
        'slow',
        'answer',
        'miss',
      ),
    }),
    { maxLength: 300 },
  );
  const signOf = { up: UP, down: DOWN, beat: BEAT, slow: SLOW_BEAT } as const;

  test('RE4 it falls silent seven times in two minutes at most, and is never online after the line was lost', () => {
    fc.assert(
      fc.property(signs, (happenings) => {
        let [reach, now] = [UNHEARD, 0];
        const falls: number[] = [];
        for (const { sign, wait } of happenings) {
          now += wait;
          const was = reach.online;
          const each =
            sign === 'answer' ? answer(now)[1] : sign === 'miss' ? miss(now)[1] : signOf[sign];
          reach = afterSign(reach, each, now);
          if (was && !reach.online) falls.push(now);
          if (sign === 'down') expect(reach.online).toBe(false);
        }
        for (const at of falls) {
          expect(
            falls.filter((each) => each >= at && each < at + 2 * MINUTE).length,
          ).toBeLessThanOrEqual(7);
        }
      }),
    );
  });

  test('RE4 forty seconds in which all is well always end a silence', () => {
    fc.assert(
      fc.property(signs, (happenings) => {
        let [reach, now] = [UNHEARD, 0];
        for (const { sign, wait } of happenings) {
          now += wait;
          const each =
            sign === 'answer' ? answer(now)[1] : sign === 'miss' ? miss(now)[1] : signOf[sign];
          reach = afterSign(reach, each, now);
        }
        expect(after([[now, UP], ...beats(now, now + 40_000)], reach).online).toBe(true);
      }),
    );
  });
});
