import { expect, test } from 'vitest';
import type { DeviceEvent } from '#gateway/devices/device.ts';
import type { LinesSettings } from '#gateway/devices/io/switched-lines.ts';
import { bookTag, nextUid } from '../book-tag.ts';
import { ManualTimer, settled } from '../manual-timer.ts';
import { HOLDING, INNER, MOUTH, SHUTTER, TRAP, TRAP_SHUT } from './box-under-clock.ts';
import { dropBoxUnderClock } from './devices-under-clock.ts';

const lines: LinesSettings = {
  inputs: {
    mouth: { number: MOUTH },
    inner: { number: INNER },
    'trap-shut': { number: TRAP_SHUT },
  },
  outputs: { shutter: { number: SHUTTER }, trap: { number: TRAP } },
};

async function atWork() {
  const time = new ManualTimer(0);
  const events: DeviceEvent[] = [];
  const emit = (event: DeviceEvent) => void events.push(event);
  const devices = dropBoxUnderClock({ time, wiring: HOLDING, lines, emit });
  await settled();
  await time.advance(1000);
  return { ...devices, time, events };
}

test('IO20 a book goes the whole way under a clock that is moved by hand', async () => {
  const { box, close, events, io, time } = await atWork();
  const book = { id: 'B1', tags: [bookTag({ uid: nextUid(), itemId: 'B1' })] };
  await Promise.all([io.hold('shutter', 5000), time.advance(600)]);
  box.insert(book);
  await time.advance(2000);
  const told = events.flatMap((event) =>
    event.kind === 'input-changed' && event.on && event.input !== 'trap-shut' ? [event.input] : [],
  );
  expect(told).toEqual(['mouth', 'inner']);
  expect(events.some((event) => event.kind === 'tag-entered')).toBe(true);
  await Promise.all([io.hold('trap', 800), time.advance(3000)]);
  expect(box.whereIs('B1')).toEqual({ place: 'bin', bin: 0 });
  expect(events.filter(({ kind }) => kind === 'tag-left')).toHaveLength(1);
  await Promise.all([close(), time.advance(1000)]);
});

test('IO5 whatever was held is let go of when the gateway’s devices end', async () => {
  const { board, close, io, time } = await atWork();
  await Promise.all([io.hold('shutter', 60_000), time.advance(100)]);
  expect(board.output(SHUTTER)).toBe(true);
  await Promise.all([close(), time.advance(1000)]);
  expect(board.output(SHUTTER)).toBe(false);
});

test('IO6 a board without power is a fault, and comes back', async () => {
  const { board, close, events, time } = await atWork();
  const states = () =>
    events.flatMap((event) =>
      event.kind === 'device-status' && event.device === 'lines' ? [event.status.state] : [],
    );
  board.simulatePowerCut();
  // Silence is noticed in real time; the rest goes by the clock of the test.
  await expect.poll(async () => (await time.advance(200), states())).toContain('faulty');
  board.simulatePowerBack();
  await expect.poll(async () => (await time.advance(500), states().at(-1))).toBe('ready');
  await Promise.all([close(), time.advance(1000)]);
});
