import { expect, test } from 'vitest';
import { IoTerminals } from '#tests/simulators/io-wires.ts';
import { ManualTimer } from '#tests/simulators/manual-timer.ts';
import { startWiredLines } from '#tests/simulators/wired-lines.ts';
import { joinedIo } from './joined-io.ts';

async function twoBoards() {
  const time = new ManualTimer(0);
  const boards = await Promise.all(
    (['mouth', 'bin'] as const).map(async (name) => {
      const terminals = new IoTerminals(time);
      const settings = {
        inputs: { [`${name}-eye`]: { number: 0 } },
        outputs: { [`${name}-lamp`]: { number: 0 } },
      };
      const emit = () => {};
      const { io } = await startWiredLines({ device: name, terminals, settings, time, emit });
      return { terminals, joined: { io, lines: settings } };
    }),
  );
  return { time, boards, io: joinedIo(boards.map(({ joined }) => joined)) };
}

test('IO8 a line is found by its name, on whichever board it is', async () => {
  const { boards, io, time } = await twoBoards();
  boards[1]?.terminals.setInput(0, true);
  await time.advance(100);
  expect([io.input('mouth-eye'), io.input('bin-eye')]).toEqual([false, true]);
  await io.hold('mouth-lamp', 1000);
  expect(boards.map(({ terminals }) => terminals.output(0))).toEqual([true, false]);
  await io.release('mouth-lamp');
  expect(boards[0]?.terminals.output(0)).toBe(false);
});

test('IO8 a name that no board has is no input, and no output', async () => {
  const { io } = await twoBoards();
  expect(io.input('door')).toBeUndefined();
  await expect(io.hold('door', 1000)).rejects.toMatchObject({ code: 'not-supported' });
  await expect(io.release('door')).rejects.toMatchObject({ code: 'not-supported' });
});
