import { afterEach, expect, test } from 'vitest';
import { QuietTimer } from './quiet-timer.ts';

const QUIET_MS = 20;
let timer: QuietTimer | undefined;
afterEach(() => timer?.stop());

/** Keeps the process from listening, as a long computation does. */
function beBusy(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

test('calls once when the line has been quiet for so long', async () => {
  const begin = performance.now();
  await new Promise<void>((resolve) => {
    timer = new QuietTimer(QUIET_MS, resolve);
    timer.restart();
  });
  expect(performance.now() - begin).toBeGreaterThanOrEqual(QUIET_MS - 1);
});

test('time in which the process could not listen is no silence of the line', async () => {
  const begin = performance.now();
  await new Promise<void>((resolve) => {
    timer = new QuietTimer(QUIET_MS, resolve);
    timer.restart();
    beBusy(4 * QUIET_MS);
  });
  // Found out late, and counted again from then on.
  expect(performance.now() - begin).toBeGreaterThanOrEqual(5 * QUIET_MS - 1);
});

test('where the process is late every time, it calls all the same', async () => {
  const busy = setInterval(() => beBusy(2 * QUIET_MS), 1);
  await new Promise<void>((resolve) => {
    timer = new QuietTimer(QUIET_MS, resolve);
    timer.restart();
  });
  clearInterval(busy);
});
