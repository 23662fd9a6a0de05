import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DeviceEvent, DigitalIo, LineName } from '#gateway/devices/device.ts';
import { openPort } from '#gateway/devices/ports.ts';
import type { StartDevice } from '#gateway/devices/driver.ts';
import { Supervisor } from '#gateway/devices/supervisor.ts';
import type { LinesSettings } from '#gateway/devices/io/switched-lines.ts';
import { EventLog } from '#tests/simulators/events.ts';
import type { IoWires } from '#tests/simulators/io-wires.ts';
import type { Line } from '#tests/simulators/line.ts';

export interface IoUnderTest {
  readonly name: string;
  /** Numbers of two inputs and two outputs on this board. */
  readonly numbers: {
    readonly inputs: readonly [number, number];
    readonly outputs: readonly [number, number];
  };
  /** Units of the board's timer: by so much an output may be on longer than it was told to. */
  readonly grainMs: number;
  openLine(): Promise<Line>;
  simulate(line: Line): IoWires;
  lines(settings: LinesSettings): DigitalIo & { readonly start: StartDevice };
}

/** Timers count from when their turn of the event loop began, which on a busy machine is a while ago. */
const EARLY_MS = 100;
const BUSY_MS = 20_000;

/** What every board of switched lines must do, whatever its maker and its protocol. */
export function describeDigitalIo(underTest: IoUnderTest): void {
  const { numbers } = underTest;
  const settings: LinesSettings = {
    inputs: {
      eye: { number: numbers.inputs[0] },
      door: { number: numbers.inputs[1], activeLow: true },
    },
    outputs: { shutter: { number: numbers.outputs[0] }, lamp: { number: numbers.outputs[1] } },
  };
  const [shutter, lamp] = numbers.outputs;

  describe(`${underTest.name} is a DigitalIo`, () => {
    let line: Line;
    let wires: IoWires;
    let io: DigitalIo;
    let supervisor: Supervisor;
    let events: EventLog<DeviceEvent>;
    let switched: EventLog<{ readonly number: number; readonly on: boolean; readonly at: number }>;

    beforeEach(async () => {
      line = await underTest.openLine();
      wires = underTest.simulate(line);
      // Its own: a relay of the test before may still let go.
      const log: typeof switched = new EventLog();
      switched = log;
      wires.onOutput((number, on) => log.push({ number, on, at: performance.now() }));
      const lines = underTest.lines(settings);
      io = lines;
      events = new EventLog();
      supervisor = new Supervisor({
        device: 'board',
        open: openPort(line.address),
        start: lines.start,
        emit: events.push,
        backOff: { firstMs: 10, maxMs: 50 },
      });
      supervisor.start();
      await told('door', true);
      await told('eye', false);
    });
    afterEach(async () => {
      await supervisor.close();
      await line.close();
    });

    const changes = () => events.all.filter((event) => event.kind === 'input-changed');
    const told = (input: LineName, on: boolean, times = 1) =>
      events.count(
        (event) => event.kind === 'input-changed' && event.input === input && event.on === on,
        times,
      );
    const offAfter = (number: number) =>
      switched.find((event) => event.number === number && !event.on);

    test('IO3 every input is told once when the board is there, active-low ones turned round', () => {
      expect(changes()).toHaveLength(2);
      expect(io.input('eye')).toBe(false);
      expect(io.input('door')).toBe(true);
      expect(io.input('somewhere-else')).toBeUndefined();
    });

    test('IO1 an input that changes is told, with the time of its change', async () => {
      const before = performance.now();
      wires.setInput(numbers.inputs[0], true);
      await told('eye', true);
      const change = changes().at(-1);
      expect(change).toMatchObject({ device: 'board', input: 'eye', on: true });
      expect(change?.at).toBeGreaterThanOrEqual(before);
      expect(change?.at).toBeLessThan(performance.now());
      expect(io.input('eye')).toBe(true);
      wires.setInput(numbers.inputs[0], false);
      await told('eye', false, 2);
    });

    test('IO4 an output is on while it is held, and off when it is released; no other moves', async () => {
      await io.hold('shutter', 20_000);
      expect(wires.output(shutter)).toBe(true);
      expect(wires.output(lamp)).toBe(false);
      await io.release('shutter');
      await offAfter(shutter);
      expect(wires.output(shutter)).toBe(false);
    });

    test('IO4 an output lets go by itself when its time is over', async () => {
      const start = performance.now();
      await io.hold('shutter', 300);
      const { at } = await offAfter(shutter);
      expect(at - start).toBeGreaterThanOrEqual(300 - EARLY_MS);
      expect(at - start).toBeLessThan(300 + underTest.grainMs + BUSY_MS);
    });

    test('IO4 told anew, its time begins anew', async () => {
      await io.hold('shutter', 3000);
      const renewed = performance.now();
      await io.hold('shutter', 3500);
      const { at } = await offAfter(shutter);
      expect(at - renewed).toBeGreaterThanOrEqual(3500 - EARLY_MS);
      expect(switched.all.filter(({ on }) => on)).toHaveLength(1);
    });

    test('IO4 two outputs are held side by side', async () => {
      await Promise.all([io.hold('shutter', 20_000), io.hold('lamp', 300)]);
      await offAfter(lamp);
      expect(wires.output(shutter)).toBe(true);
    });

    test('IO4 an output that the settings do not name is refused', async () => {
      await expect(io.hold('trap', 1000)).rejects.toMatchObject({ code: 'not-supported' });
    });

    test('IO5 when the device is closed it holds nothing', async () => {
      await io.hold('shutter', 20_000);
      await supervisor.close();
      await offAfter(shutter);
      await expect(io.hold('shutter', 1000)).rejects.toMatchObject({ code: 'port-lost' });
    });

    test('IO6 a line that is lost is a fault, nothing is known of any input, nothing can be held', async () => {
      await line.unplug();
      await events.find(
        (event) => event.kind === 'device-status' && event.status.state === 'faulty',
      );
      await expect.poll(() => io.input('eye')).toBeUndefined();
      await expect(io.hold('shutter', 1000)).rejects.toMatchObject({ code: 'port-lost' });
    });

    test('IO6 a line that comes back is read anew, every input is told, and nothing is held', async () => {
      await io.hold('shutter', 60_000);
      await line.unplug();
      await events.find(
        (event) => event.kind === 'device-status' && event.status.state === 'faulty',
      );
      wires.setInput(numbers.inputs[0], true);
      await line.plug();
      await told('eye', true);
      await told('door', true, 2);
      expect(supervisor.status).toEqual({ state: 'ready' });
      await offAfter(shutter);
      expect(switched.all.filter(({ on }) => on)).toHaveLength(1);
    });
  });
}
