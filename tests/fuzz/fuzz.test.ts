import { describe, expect, test } from 'vitest';
import { feed, FuzzFailure, grows, randomFor } from './fuzz.ts';
import { fuzzInput } from './inputs.ts';
import { Random } from './random.ts';
import { TARGETS } from './targets.ts';
import type { Target } from './targets.ts';

/** `npm run fuzz` is the long run; this one is the same every time. */
const SEED = 20_260_101;
const COUNT = 2000;

test.each(TARGETS)('$name bears whatever comes', (target) => {
  expect(() => feed(target, COUNT, SEED, randomFor(target, SEED))).not.toThrow();
});

describe('the fuzzer itself', () => {
  const [real] = TARGETS.filter(({ name }) => name === 'feig-response');
  const seeds = real?.seeds ?? [];

  test('finds an exception, and says with what it comes again', () => {
    const target: Target = {
      name: 'faulty',
      seeds,
      run: (bytes) => {
        if (bytes.length > 300) throw new TypeError('too long for me');
      },
    };
    const run = () => feed(target, COUNT, SEED, randomFor(target, SEED));
    expect(run).toThrow(FuzzFailure);
    expect(run).toThrow(/^faulty, seed 20260101: too long for me\n {2}input [\da-f]{602,}$/);
  });

  test('finds a length that was believed', () => {
    const target: Target = {
      name: 'credulous',
      seeds,
      run: ([length = 0, high = 0]) => 'x'.repeat(length * 256 + high),
    };
    expect(() => feed(target, COUNT, SEED, randomFor(target, SEED))).toThrow(/characters from/);
  });

  test('finds memory that grows, and lets it settle first', () => {
    const megabyte = 1 << 20;
    expect(grows([10, 30, 40, 50, 60, 70].map((size) => size * megabyte))).toBe(true);
    expect(grows([10, 30, 40, 41, 39, 50].map((size) => size * megabyte))).toBe(false);
    expect(grows([10, 90])).toBe(false);
  });

  test('gives the same inputs for the same seed, and others for another', () => {
    const inputs = (seed: number) => {
      const random = new Random(seed);
      return Array.from({ length: 50 }, () => fuzzInput(seeds, random));
    };
    expect(inputs(7)).toEqual(inputs(7));
    expect(inputs(7)).not.toEqual(inputs(8));
  });

  test('gets behind the check sums: a frame that was sealed is whole', () => {
    const random = new Random(SEED);
    let whole = 0;
    for (let left = 200; left > 0; left--) {
      const bytes = real?.seal?.(fuzzInput(seeds, random), random) ?? new Uint8Array();
      if (JSON.stringify(real?.run(bytes, random)).includes('"crcOk":true')) whole++;
    }
    expect(whole).toBe(200);
  });
});
