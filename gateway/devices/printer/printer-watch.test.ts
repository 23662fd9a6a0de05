/** A printer played by hand, byte by byte, by one who looks at it so seldom that nothing comes right by itself. */
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import type { Port } from '../device.ts';
import { PortListeners } from '../port-listeners.ts';
import { systemTiming } from '../timing.ts';
import type { Timing } from '../timing.ts';
import { EscposPrinter } from './receipt-printer.ts';

const POLL_MS = 600_000;
const timing: Timing = {
  ...systemTiming,
  sleep: async (ms, signal) => {
    if (ms !== POLL_MS) return systemTiming.sleep(ms, signal);
    if (signal && !signal.aborted) await once(signal, 'abort');
  },
};

/** ESC/POS: DLE EOT n, and what is answered; automatic status back of a cover that was opened. */
const WELL = 0x12;
const OFF_LINE = 0x1a;
const COVER = 0x16;
const COVER_OPENED = [0x38, 0, 0, 0];
const NAME = [0x5f, 0x54, 0x4d, 0];

class Played implements Port {
  readonly #listeners = new PortListeners();
  #isOpen = false;
  #rollAsked = 0;

  async write([first = 0, second = 0, of = 0]: Uint8Array): Promise<void> {
    if (first === 0x1d && second === 0x49) return this.#say(...NAME);
    if (first !== 0x10 || second !== 0x04) return;
    if (of === 1) return this.#say(this.#isOpen ? OFF_LINE : WELL);
    if (of === 2) return this.#say(COVER);
    this.#rollAsked += 1;
    if (this.#rollAsked !== 2) return this.#say(WELL);
    // It had said that it is well, and is asked about its roll, when somebody opens it.
    this.#isOpen = true;
    this.#say(...COVER_OPENED, WELL);
  }

  onData(listener: (bytes: Uint8Array) => void): void {
    this.#listeners.setData(listener);
  }

  onClose(listener: () => void): void {
    this.#listeners.addClose(listener);
  }

  async close(): Promise<void> {
    this.#listeners.close();
  }

  #say(...bytes: readonly number[]): void {
    queueMicrotask(() => this.#listeners.data(Uint8Array.from(bytes)));
  }
}

test('PR3 what a printer says while it is being asked is not covered up by an answer from before', async () => {
  const printer = new EscposPrinter('printer', { pollMs: POLL_MS }, timing);
  const running = await printer.start(new Played(), {
    emit: () => undefined,
    fail: (fault) => expect.unreachable(fault.message),
  });
  onTestFinished(() => running.close());
  await expect.poll(() => printer.condition).toMatchObject({ fault: 'cover-open' });
});
