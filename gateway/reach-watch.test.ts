import { beforeEach, expect, test } from 'vitest';
import { ManualTimer } from '#tests/simulators/manual-timer.ts';
import { ReachWatch } from './reach-watch.ts';

let timer: ManualTimer;
let watch: ReachWatch;
let told: boolean[];
let probes: number;

beforeEach(() => {
  timer = new ManualTimer(1_000);
  [told, probes] = [[], 0];
  watch = new ReachWatch({
    ...{ monotonic: timer.now, at: (delayMs, run) => timer.at(delayMs, run) },
    onOnline: (online) => told.push(online),
    probe: () => {
      probes += 1;
      watch.see({ kind: 'beat', roundTripMs: 10 });
    },
  });
  watch.see({ kind: 'link', up: true });
});

/** Nobody answers it in time. */
async function simulateMiss(): Promise<(isAnswer: boolean) => void> {
  const end = watch.ask();
  await timer.advance(2_000);
  return end;
}

test('RE3 a question is missed after two seconds; its answer, coming late, says nothing more', async () => {
  const late = await simulateMiss();
  late(true);
  await simulateMiss();
  expect([told, watch.online]).toEqual([[true, false], false]);
});

test('RE3 an answer in time, and one that failed at once', async () => {
  watch.ask()(true);
  await timer.advance(10_000);
  watch.ask()(false);
  await timer.advance(1);
  watch.ask()(false);
  expect(told).toEqual([true, false]);
});

test('RE4 while it is silent the line is asked each second, and after five good ones it answers again', async () => {
  await simulateMiss();
  await simulateMiss();
  await timer.advance(5_900);
  expect([probes, watch.online]).toEqual([5, false]);
  await timer.advance(100);
  expect([probes, told]).toEqual([6, [true, false, true]]);
  await timer.advance(60_000);
  expect(probes).toBe(6);
});

test('RE2 over a line that is lost nothing is asked, nor after the end', async () => {
  watch.see({ kind: 'link', up: false });
  await timer.advance(60_000);
  expect([probes, told]).toEqual([0, [true, false]]);
  watch.close();
  watch.see({ kind: 'link', up: true });
  expect(told).toEqual([true, false]);
});
