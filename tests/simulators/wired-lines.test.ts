import { expect, test } from 'vitest';
import type { DeviceEvent } from '#gateway/devices/device.ts';
import { IoTerminals } from './io-wires.ts';
import { ManualTimer } from './manual-timer.ts';
import { startWiredLines } from './wired-lines.ts';

async function linesUnderAClock() {
  const time = new ManualTimer(0);
  const terminals = new IoTerminals(time);
  const events: DeviceEvent[] = [];
  const settings = { inputs: { eye: { number: 0 } }, outputs: { shutter: { number: 0 } } };
  const emit = (event: DeviceEvent) => void events.push(event);
  const wired = await startWiredLines({ device: 'lines', terminals, settings, time, emit });
  return { ...wired, time, terminals, events };
}

test('IO1 under a clock that is moved by hand an input is told after its debounce time', async () => {
  const { io, time, terminals, events, close } = await linesUnderAClock();
  await time.advance(100);
  terminals.setInput(0, true);
  await time.advance(25);
  expect(io.input('eye')).toBe(false);
  await time.advance(25);
  expect(io.input('eye')).toBe(true);
  expect(events.at(-1)).toMatchObject({ kind: 'input-changed', input: 'eye', on: true, at: 110 });
  await close();
});

test('IO4 and an output lets go when its time is over', async () => {
  const { io, time, terminals, close } = await linesUnderAClock();
  await io.hold('shutter', 5000);
  await time.advance(4000);
  await io.hold('shutter', 5000);
  await time.advance(4000);
  expect(terminals.output(0)).toBe(true);
  await time.advance(2000);
  expect(terminals.output(0)).toBe(false);
  await close();
});
