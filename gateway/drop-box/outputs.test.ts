import { expect, test } from 'vitest';
import { ManualTimer, settled } from '#tests/simulators/manual-timer.ts';
import { IoTerminals } from '#tests/simulators/io-wires.ts';
import { startWiredLines } from '#tests/simulators/wired-lines.ts';
import { Outputs } from './outputs.ts';

const SHUTTER = 0;
const TRAP = 1;

async function board() {
  const time = new ManualTimer(0);
  const terminals = new IoTerminals(time);
  const settings = {
    inputs: {},
    outputs: { shutter: { number: SHUTTER }, trap: { number: TRAP } },
  };
  const { io } = await startWiredLines({
    ...{ device: 'lines', terminals, settings, time, emit: () => undefined },
  });
  const faults: string[] = [];
  const outputs = new Outputs({
    ...{ io, holdMs: 2_000, at: (...alarm) => time.at(...alarm) },
    onFault: (line) => faults.push(line),
  });
  const changes: string[] = [];
  terminals.onOutput((number, on) => changes.push(`${number} ${on ? 'on' : 'off'}`));
  return { changes, faults, io, outputs, terminals, time };
}

test('DB29 what is wanted is held for as long as it is wanted, and not a moment is it let go of', async () => {
  const { changes, outputs, terminals, time } = await board();
  outputs.want(['shutter']);
  await time.advance(60_000);
  expect(terminals.output(SHUTTER)).toBe(true);
  expect(changes).toEqual(['0 on']);
});

test('DB29 what happens at the box meanwhile puts no renewal off', async () => {
  const { changes, outputs, time } = await board();
  for (let at = 0; at < 60; at++) {
    outputs.want(['shutter']);
    await time.advance(300);
  }
  expect(changes).toEqual(['0 on']);
});

test('DB29 what is wanted anew after a rest is held again', async () => {
  const { outputs, terminals, time } = await board();
  outputs.want(['shutter']);
  await time.advance(5_000);
  outputs.want([]);
  await time.advance(5_000);
  expect(terminals.output(SHUTTER)).toBe(false);
  outputs.want(['shutter']);
  await time.advance(9_000);
  expect(terminals.output(SHUTTER)).toBe(true);
});

test('DB29 the mouth is shut before the trap is opened', async () => {
  const { changes, outputs, time } = await board();
  outputs.want(['shutter']);
  await settled();
  outputs.want(['trap']);
  await time.advance(100);
  expect(changes).toEqual(['0 on', '0 off', '1 on']);
});

test('IO5 a program that is gone renews nothing: the board lets go', async () => {
  const { outputs, terminals, time } = await board();
  outputs.want(['shutter']);
  await settled();
  await outputs.close();
  await time.advance(2_100);
  expect(terminals.output(SHUTTER)).toBe(false);
});

test('an output that the board does not have is told, and holds up no other', async () => {
  const { faults, outputs, terminals, time } = await board();
  outputs.want(['bell', 'trap']);
  await time.advance(100);
  expect(faults).toEqual(['bell']);
  expect(terminals.output(TRAP)).toBe(true);
});
