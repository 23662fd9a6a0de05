import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ClockFile } from './clock-file.ts';
import { BUILT_AT } from './release.ts';
import { TerminalClock } from './terminal-clock.ts';
import { KEEP_EVERY_MS, TimeWatch } from './time-watch.ts';

const [MINUTE, DAY] = [60_000, 86_400_000];
const NOW = BUILT_AT + 9 * DAY;

let folder: string;
let file: ClockFile;
let machine: { wall: number; elapsed: number; boot: string };
let told: boolean[];
let watches: TimeWatch[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'time-watch-'));
  file = new ClockFile(join(folder, 'clock.json'), (error) => {
    throw error;
  });
  machine = { wall: NOW, elapsed: 1_000, boot: 'a' };
  [told, watches] = [[], []];
});
afterEach(() => {
  for (const watch of watches) watch.close();
  rmSync(folder, { recursive: true });
});

function start(lastRow?: number): { clock: TerminalClock; watch: TimeWatch } {
  const { boot } = machine;
  const clock = new TerminalClock({ boot, look: () => machine });
  const watch = new TimeWatch({ clock, file, lastRow, onChange: (known) => told.push(known) });
  watches.push(watch);
  return { clock, watch };
}

const pass = (ms: number) => {
  machine = { ...machine, wall: machine.wall + ms, elapsed: machine.elapsed + ms };
};
const setWall = (wall: number) => (machine = { ...machine, wall });
const switchOn = (wall: number, boot = 'b') => (machine = { wall, elapsed: 0, boot });

test('TM5 a jump, and its end, are told once each', () => {
  const { watch } = start();
  setWall(NOW + DAY);
  watch.check();
  watch.check();
  setWall(NOW);
  watch.check();
  expect(told).toEqual([false, true]);
});

test('TM1 TM10 a jump after the server was heard is told, and the time is known', () => {
  const { clock, watch } = start();
  clock.hear(NOW, 0);
  setWall(NOW - DAY);
  watch.check();
  expect([told, watch.state]).toEqual([[true], { known: true, offset: DAY, fault: 'wrong' }]);
});

test('TM7 what is known is kept at once after a start, and then every ten minutes', () => {
  const { watch } = start();
  expect(file.read()?.time).toBe(NOW);
  pass(KEEP_EVERY_MS - 1);
  watch.check();
  expect(file.read()?.time).toBe(NOW);
  pass(1);
  watch.check();
  expect(file.read()?.time).toBe(NOW + KEEP_EVERY_MS);
});

test('TM3 TM7 a clock set back while the machine was off leaves the time unknown', () => {
  start();
  switchOn(NOW - 1);
  expect(start().watch.state).toEqual({ known: false, offset: 0, fault: 'behind' });
  switchOn(NOW + MINUTE);
  expect(start().watch.known).toBe(true);
});

test('TM7 the server’s word lowers a floor that a clock ahead has raised', () => {
  setWall(NOW + 300 * DAY);
  const { clock, watch } = start();
  clock.hear(NOW, 0);
  watch.check();
  switchOn(NOW + MINUTE);
  expect(start().watch.known).toBe(true);
});

test('TM3 the last row of the outbox is a floor, too', () => {
  expect(start(NOW + 1).watch.known).toBe(false);
  expect(start(NOW).watch.known).toBe(true);
});

test('TM7 nothing is kept while the time is unknown', () => {
  setWall(5_000);
  const { watch } = start();
  watch.check();
  expect(file.read()).toBeUndefined();
});

test('TM9 a hint is believed only where the terminal cannot know, and where it may be right', () => {
  const { clock, watch } = start();
  watch.hint(NOW + DAY);
  expect(clock.now()).toBe(NOW);
  setWall(5_000);
  watch.hint(BUILT_AT - DAY);
  expect(watch.known).toBe(false);
  watch.hint(NOW + DAY);
  expect([watch.known, clock.now()]).toEqual([true, NOW + DAY]);
});

test('TM10 that the certificate was refused because of its date is told with its time', () => {
  const { watch } = start();
  watch.refused();
  expect(watch.state).toEqual({ known: true, offset: 0, certificateAt: NOW });
});

test('TM10 a refused certificate is told for a day after the server was heard again, and no longer', () => {
  const { watch } = start();
  watch.refused();
  pass(3 * DAY);
  watch.heard();
  pass(DAY);
  watch.heard();
  expect(watch.state.certificateAt).toBe(NOW);
  pass(1);
  expect(watch.state.certificateAt).toBeUndefined();
  watch.refused();
  expect(watch.state.certificateAt).toBe(NOW + 4 * DAY + 1);
});

test('TM10 when it was refused is told by the right time, not by that of the clock that was wrong', () => {
  setWall(NOW + 900 * DAY);
  const { clock, watch } = start();
  watch.refused();
  pass(MINUTE);
  clock.hear(NOW, 0);
  watch.heard();
  expect(watch.state.certificateAt).toBe(NOW - MINUTE);
});
