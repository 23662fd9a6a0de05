import { expect, test } from 'vitest';
import { inSlices } from './slices.ts';

test('long work leaves others their turns, and is done in its order', async () => {
  let turns = 0;
  const seen: number[] = [];
  const busy = (one: number) => {
    seen.push(one);
    const until = performance.now() + 0.1;
    while (performance.now() < until);
  };
  const count = () => {
    turns += 1;
    if (seen.length < 400) setImmediate(count);
  };
  setImmediate(count);
  const all = Array.from({ length: 400 }, (_, at) => at);
  await inSlices(all, busy);
  expect(seen).toEqual(all);
  // Forty milliseconds of work, in slices of four and what lies between two looks at the clock.
  expect(turns).toBeGreaterThan(3);
});
