import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { SimulatedModbusBoard } from '#tests/simulators/modbus-board.ts';
import type { ModbusBoardModel } from '#tests/simulators/modbus-board.ts';
import { TcpLine } from '#tests/simulators/tcp-line.ts';

const HOLDER = resolve(import.meta.dirname, '../simulators/io-holder.ts');
/** Renewed three times as often: a busy computer may be late with it. */
const FOR_MS = 5000;
/** Far less than a shutter would be held by somebody who is still there. */
const SOON_MS = 60_000;

/** A gateway of its own process, which has held the shutter for longer than one hold takes. */
async function heldBy(model: Partial<ModbusBoardModel>) {
  const line = await TcpLine.open();
  const board = SimulatedModbusBoard.on(line, { framing: 'rtu', ...model });
  const moves: boolean[] = [];
  const off = Promise.withResolvers<undefined>();
  board.onOutput((_, on) => {
    moves.push(on);
    if (!on) off.resolve(undefined);
  });
  const options = JSON.stringify({ timed: model.timer !== undefined, forMs: FOR_MS });
  const child = spawn(process.execPath, [HOLDER, JSON.stringify(line.address), options], {
    stdio: 'inherit',
  });
  const held = async () => {
    // The start lets go of everything, and each hold is one request more.
    await board.served(5, 4);
    expect(moves).toEqual([true]);
  };
  const close = async () => {
    child.kill('SIGKILL');
    await line.close();
  };
  return { board, child, held, moves, off: off.promise, [Symbol.asyncDispose]: close };
}

test('IO5 a gateway that is killed lets go of the shutter: the board’s timer does', async () => {
  await using desk = await heldBy({ timer: 'flash' });
  await desk.held();
  const killed = performance.now();
  desk.child.kill('SIGKILL');
  await desk.off;
  expect(performance.now() - killed).toBeLessThan(SOON_MS);
  expect(desk.moves).toEqual([true, false]);
});

test('IO5 a board without a timer lets go by its own watch over the line, where it has one', async () => {
  await using desk = await heldBy({ watchdogMs: FOR_MS });
  await desk.held();
  const killed = performance.now();
  desk.child.kill('SIGKILL');
  await desk.off;
  expect(performance.now() - killed).toBeLessThan(SOON_MS);
});
