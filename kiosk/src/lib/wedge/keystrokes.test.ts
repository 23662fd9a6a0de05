import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NOTHING, typed } from './keystrokes.ts';
import type { Run } from './keystrokes.ts';

/** The scans that come out of keys pressed with these gaps, in milliseconds, before each. */
function scans(keys: readonly string[], gaps: readonly number[]): string[] {
  let run: Run = NOTHING;
  let at = 1000;
  const heard: string[] = [];
  for (const [index, key] of keys.entries()) {
    at += gaps[index] ?? 0;
    const step = typed(run, { key, at });
    run = step.run;
    if (step.scan !== undefined) heard.push(step.scan);
  }
  return heard;
}

const evenly = (keys: readonly string[], gap: number): string[] =>
  scans(
    keys,
    keys.map(() => gap),
  );

const code = [...'TV004217', 'Enter'];

describe('a scanner that types', () => {
  test.each([1, 15, 29])('is heard at %i ms a character', (gap) => {
    expect(evenly(code, gap)).toEqual(['TV004217']);
  });

  test('may end with Tab, and press Shift on the way to capitals', () => {
    expect(evenly(['Shift', 'T', 'Shift', 'V', '0', '1', 'Tab'], 8)).toEqual(['TV01']);
  });

  test('may stumble once, as long as the mean stays fast', () => {
    expect(scans(code, [0, 5, 5, 79, 5, 5, 5, 5, 5])).toEqual(['TV004217']);
  });

  test('that stumbles longer is not heard: half a number is another number', () => {
    expect(scans(code, [0, 5, 5, 81, 5, 5, 5, 5, 5])).toEqual([]);
    expect(scans(code, [0, 5, 5, 999, 5, 5, 5, 5, 5])).toEqual([]);
  });

  test('is heard again a second after a key that was pressed by hand', () => {
    expect(scans(['7', ...code], [0, 1000, 5, 5, 5, 5, 5, 5, 5, 5])).toEqual(['TV004217']);
  });

  test('scans twice in a row', () => {
    expect(evenly([...code, ...code], 10)).toEqual(['TV004217', 'TV004217']);
  });
});

describe('a person who types', () => {
  test.each([31, 60, 140])('is not taken for a scanner at %i ms a character', (gap) => {
    expect(evenly(code, gap)).toEqual([]);
  });

  test('is not, either, when a scan has no end or three characters', () => {
    expect(evenly([...'TV004217'], 10)).toEqual([]);
    expect(evenly([...'123', 'Enter'], 10)).toEqual([]);
  });

  test('is not when Enter comes after a thought', () => {
    expect(scans(code, [0, 5, 5, 5, 5, 5, 5, 5, 200])).toEqual([]);
  });

  test('is not while correcting: any other key ends the run', () => {
    expect(evenly([...'TV00', 'Backspace', ...'17', 'Enter'], 10)).toEqual([]);
  });

  test('whatever the text, gaps of people never make a scan', () => {
    const gap = fc.integer({ min: 31, max: 400 });
    fc.assert(
      fc.property(fc.array(gap, { minLength: 1, maxLength: 30 }), (gaps) => {
        const keys = [...gaps.slice(1).map((_, at) => String(at % 10)), 'Enter'];
        expect(scans(keys, gaps)).toEqual([]);
      }),
    );
  });
});
