import { afterEach, beforeEach, expect, test } from 'vitest';
import { ManualTimer } from '#tests/simulators/manual-timer.ts';
import { timingOf } from '#tests/simulators/wired-lines.ts';
import { Fault } from '../../errors.ts';
import type { RunningDevice } from '../driver.ts';
import type { IoBoard } from './io-board.ts';
import { SwitchedLines } from './switched-lines.ts';

const SHUTTER = 0;
const PORT = {
  write: async () => undefined,
  onData: () => undefined,
  onClose: () => undefined,
  close: async () => undefined,
};

/** A board without a timer of its own, that misses what it is told while it is deaf. */
class DeafBoard implements IoBoard {
  readonly timed = false;
  readonly on = new Set<number>();
  isDeaf = false;
  isClosed = false;
  readInputs = async (numbers: readonly number[]) => numbers.map(() => false);
  switchOn = async (output: number) => void this.#heard().on.add(output);
  switchOff = async (output: number) => void this.#heard().on.delete(output);
  close = async () => void (this.isClosed = true);
  #heard(): this {
    if (this.isDeaf) throw new Fault('malformed', 'the board confirms something else');
    return this;
  }
}

let time: ManualTimer;
let board: DeafBoard;
let lines: SwitchedLines;
let failed: Fault[];
let running: RunningDevice;
beforeEach(async () => {
  [time, board, failed] = [new ManualTimer(0), new DeafBoard(), []];
  const settings = { inputs: {}, outputs: { shutter: { number: SHUTTER } } };
  lines = new SwitchedLines('lines', () => board, settings, timingOf(time));
  const host = { emit: () => undefined, fail: (fault: Fault) => void failed.push(fault) };
  running = await lines.start(PORT, host);
  await lines.hold('shutter', 3_000);
});
afterEach(async () => {
  board.isDeaf = false;
  await Promise.all([running.close(), time.advance(100)]);
});

test('IO4 what the board did not hear to be let go of lets go when its time is over', async () => {
  board.isDeaf = true;
  await expect(lines.release('shutter')).rejects.toThrow('something else');
  board.isDeaf = false;
  await time.advance(3_100);
  expect([...board.on]).toEqual([]);
});

test('IO4 held anew and not heard, its time is over all the same', async () => {
  board.isDeaf = true;
  await expect(lines.hold('shutter', 3_000)).rejects.toThrow('something else');
  board.isDeaf = false;
  await time.advance(3_100);
  expect([...board.on]).toEqual([]);
});

test('IO5 a board that will not let go is opened anew', async () => {
  board.isDeaf = true;
  await time.advance(3_100);
  expect(failed.map(({ code }) => code)).toEqual(['malformed']);
});

test('IO5 closed while the board will not let go, its line is closed all the same', async () => {
  board.isDeaf = true;
  await Promise.all([expect(running.close()).rejects.toThrow('something else'), time.advance(100)]);
  expect(board.isClosed).toBe(true);
});
