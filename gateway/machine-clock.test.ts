import { uptime } from 'node:os';
import { expect, test } from 'vitest';
import { counted, machineClock } from './machine-clock.ts';

const HOUR = 3_600_000;

/** As Linux has them: hundredths of a second, and a clock that stands still in sleep. */
function simulateMachine(slept = 0) {
  const at = { awake: 50_000, slept };
  const elapsed = counted({
    awake: () => at.awake,
    up: () => Math.floor((at.awake + at.slept) / 10) * 10,
  });
  return { at, elapsed };
}

test('TM4 sleep counts, also that of before the program began', () => {
  const { at, elapsed } = simulateMachine(HOUR);
  expect(elapsed()).toBe(HOUR + 50_000);
  at.awake += 7_000;
  at.slept += 8 * HOUR;
  expect(elapsed()).toBe(9 * HOUR + 57_000);
});

test('TM4 awake, it goes on smoothly, and never back', () => {
  const { at, elapsed } = simulateMachine();
  const steps = Array.from({ length: 1_000 }, () => {
    const before = elapsed();
    at.awake += 1.7;
    return elapsed() - before;
  });
  expect(Math.max(...steps.map((step) => Math.abs(step - 1.7)))).toBeLessThan(1e-6);
});

test.runIf(process.platform === 'linux')(
  'TM4 two programs on one machine count from the same moment, and name the same boot',
  () => {
    const [one, other] = [machineClock(), machineClock()];
    expect(one.boot).toBe(other.boot);
    expect(Math.abs(one.look().elapsed - other.look().elapsed)).toBeLessThan(1_000);
    expect(Math.abs(one.look().elapsed - uptime() * 1_000)).toBeLessThan(2_000);
  },
);
