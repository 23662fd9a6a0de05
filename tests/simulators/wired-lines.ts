import type { DeviceEvent, DeviceId, Port } from '#gateway/devices/device.ts';
import type { IoBoard } from '#gateway/devices/io/io-board.ts';
import { SwitchedLines } from '#gateway/devices/io/switched-lines.ts';
import type { LinesSettings } from '#gateway/devices/io/switched-lines.ts';
import type { Timing } from '#gateway/devices/timing.ts';
import type { IoTerminals, SimulatedTime } from './io-wires.ts';

/** A clock that a test moves, as the gateway's devices want their time. */
export const timingOf = (time: SimulatedTime): Timing => ({
  now: () => time.now(),
  random: () => 0.5,
  sleep: (ms, signal) => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    if (signal?.aborted) return Promise.resolve();
    const cancel = time.at(ms, () => resolve(undefined));
    const stop = () => {
      cancel();
      resolve(undefined);
    };
    signal?.addEventListener('abort', stop, { once: true });
    return promise.finally(() => signal?.removeEventListener('abort', stop));
  },
});

/** A board that is wired without a line between: for days of books in a minute, where a line would take its time. */
export const wiredBoard = (terminals: IoTerminals): IoBoard => ({
  timed: true,
  readInputs: async (numbers) => numbers.map((number) => terminals.input(number)),
  switchOn: async (output, forMs) => terminals.switchOn(output, forMs),
  switchOff: async (output) => terminals.switchOff(output),
  close: async () => {},
});

export interface WiredLinesOptions {
  readonly device: DeviceId;
  readonly terminals: IoTerminals;
  readonly settings: LinesSettings;
  readonly time: SimulatedTime;
  readonly emit: (event: DeviceEvent) => void;
}

/** Switched lines at work on such a board. `close` lets go of everything, as a gateway that ends does. */
export async function startWiredLines({
  device,
  emit,
  settings,
  terminals,
  time,
}: WiredLinesOptions) {
  const lines = new SwitchedLines(device, () => wiredBoard(terminals), settings, timingOf(time));
  const fail = (fault: Error) => {
    throw fault;
  };
  const running = await lines.start(NO_LINE, { emit, fail });
  return { io: lines, close: () => running.close() };
}

const NO_LINE: Port = {
  write: async () => {},
  onData: () => {},
  onClose: () => {},
  close: async () => {},
};
